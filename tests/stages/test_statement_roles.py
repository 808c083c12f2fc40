from __future__ import annotations

import pytest

from mlscaffold.stages.definitions import define
from mlscaffold.stages.statement_roles import Section, plain, sections, units
from tests.reporting.small import notebook_of
from tests.stages.notebooks import READ, running, traced

PLT = "import matplotlib.pyplot as plt\n"
KINDS: dict[str, tuple[str, str]] = {
    "an assignment": ("a = 1", "compute"),
    "a change": ("a = []\na.append(1)", "compute compute"),
    "a plot": (PLT + "plt.plot([1])", "plot"),
    "a value that only a plot needs": (PLT + "a = [1]\nplt.plot(a)", "plot plot"),
    "a value that a plot and others need": (PLT + "a = [1]\nplt.plot(a)\nb = a", "compute plot compute"),
    "a print": ("print(1)", "display"),
    "prints in a loop": ("for i in [1]:\n    print(i)", "compute"),
    "a shown value": ("a = 1\na", "compute display"),
    "an option of a library": ("import pandas as pd\npd.set_option('display.width', 80)", "settings"),
    "a seed at the top": ("import random\nrandom.seed(1)", "settings"),
    "a seed in a later cell": ("import random\na = random.random()\nrandom.seed(1)", "compute compute"),
    "a seed by a function": (
        "import random\ndef fix():\n    random.seed(1)\nfix()\na = random.random()",
        "settings compute",
    ),
    "an option after a constant": (
        "import pandas as pd\na = 1\npd.set_option('display.width', 8)",
        "compute settings",
    ),
    "an option after a decimal": (
        "from decimal import Decimal, getcontext\na = Decimal(1) / 3\ngetcontext().prec = 3",
        "compute compute",
    ),
    "an option after a print": (
        "import pandas as pd\nprint(1)\npd.set_option('display.width', 8)",
        "display compute",
    ),
    "a function that is passed print": ("list(map(print, [1]))\na = 1", "display compute"),
    "an import": ("import os", ""),
    "a text": ("'words'", ""),
    "a function": ("def f():\n    return 1", ""),
    "a value in the middle of a cell": ("a = 1\na\nb = 2", "compute compute"),
}
ROLES: dict[str, tuple[str, str]] = {
    "reading a file": (READ, "load"),
    "fitting": ("from sklearn.svm import SVC\nSVC().fit(X, y)", "train"),
    "splitting by call": (
        "from sklearn.model_selection import train_test_split\na, b = train_test_split(x)",
        "split",
    ),
    "splitting by name": ("x = [1]\nx_train, x_test = x[:1], x[1:]", "split"),
    "judging": ("from sklearn.metrics import accuracy_score\na = accuracy_score(y, p)", "evaluate"),
    "cross-validation": (
        (
            "from sklearn.model_selection import cross_val_score\nfrom sklearn.svm import SVC\n"
            "a = cross_val_score(SVC(), X, y)"
        ),
        "evaluate",
    ),
    "inputs of a model": ("df = [1]\nX = df[0]", "features"),
    "anything else": ("a = 1", ""),
    "a matrix name without its meaning": ("X = 1", ""),
}
TITLES: dict[str, tuple[str, str]] = {
    "marks": ("**Bold** `code` and _more_", "Bold code and _more"),
    "a link": ("[See](http://x.org) it", "See it"),
    "an image": ("![Plot](x.png)", "Plot"),
    "HTML": ("<b>Big</b> words", "Big words"),
    "plain words": ("No marks", "No marks"),
    "text that is shown in another order": ("Ba\u202ek\u2069ing", "Baking"),
    "joined letters": ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
    "an underscore in a name": ("the column user_id", "the column user_id"),
}


@pytest.mark.parametrize(("cell", "kinds"), KINDS.values(), ids=KINDS)
def test_kind(cell: str, kinds: str) -> None:
    assert " ".join(unit.kind for unit in running(cell)) == kinds


def test_an_option_that_is_to_stay() -> None:
    flow = traced(
        "import pandas as pd\npd.set_option('display.width', 80)", "pd.set_option('display.precision', 2)"
    )
    kinds = [unit.kind for unit in units(flow, define(flow), {}, keep_options=frozenset({2}))]
    assert kinds == ["settings", "compute"]


@pytest.mark.parametrize(("cell", "role"), ROLES.values(), ids=ROLES)
def test_role(cell: str, role: str) -> None:
    assert running(cell)[-1].role == role


@pytest.mark.parametrize(
    ("title", "role"),
    [("## Cleaning", "clean"), ("## Scaling", "features"), ("## Results", "")],
    ids=["cleaning", "features", "a heading without meaning"],
)
def test_a_heading_sets_the_role(title: str, role: str) -> None:
    assert running("a = 1", title, "b = 2")[-1].role == role


def test_a_title_sets_no_role() -> None:
    assert running("# Cleaning of data", "a = 1")[0].role == ""


def test_sections() -> None:
    cells = ("# Sales", "a = 1", "## Costs\n\n|x|\n\nWhat it\ncosts. More.\n\nNot this.", "b = 2", "c = 3")
    assert sections(notebook_of(cells)) == {
        1: Section(1, "Sales", 1, "", True),
        2: Section(2, "Costs", 2, "What it costs. More."),
        3: Section(2, "Costs", 2, "What it costs. More."),
    }


def test_no_heading() -> None:
    assert sections(notebook_of(("a = 1",))) == {1: Section(0)}


@pytest.mark.parametrize(("text", "expected"), TITLES.values(), ids=TITLES)
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_writes_and_effects_of_a_unit() -> None:
    unit = running("a = []\nb = 1\nif b:\n    c = a")[-1]
    assert (set(unit.writes), set(unit.used_names)) == ({"c"}, {"a", "b", "c"})
    assert (unit.cell, unit.lines) == (1, 2)
