from __future__ import annotations

import pytest

from mlscaffold.stages.exploration import immovable_statements, separate_exploration
from tests.stages.notebooks import READ, running

PLT = "import matplotlib.pyplot as plt\n"
DRAW = PLT + "plt.hist(df.a)\nplt.title('A')"
APART: dict[str, tuple[tuple[str, ...], list[list[int]]]] = {
    "a plot of a computed value": ((READ, DRAW), [[1], [2]]),
    "a plot in the middle": ((READ, DRAW, "b = df.a.sum()"), [[1, 3], [2]]),
    "long displays": (("a = 1", "\n".join(["print(a)"] * 5)), [[1], [2]]),
}
TOGETHER: dict[str, tuple[str, ...]] = {
    "computing alone": ("a = 1", "b = a"),
    "a plot alone": (DRAW,),
    "one line of plotting": (READ, PLT + "plt.hist(df.a)"),
    "a short display": ("a = 1", "print(a)"),
    "long displays with a model": (
        "from sklearn.svm import SVC\nm = SVC()\nm.fit(X, y)",
        "\n".join(["print(m)"] * 6),
    ),
    "a plot whose object is changed before and after": (
        "a = [1]",
        PLT + "plt.plot(a)\nplt.title('A')",
        "a.append(2)",
    ),
}


LOOKS = "\n".join(f"print(df.a.sum() + {i})" for i in range(5))
OPTION: dict[str, str] = {
    "an option": "import pandas as pd\npd.set_option('display.precision', 2)",
    "an option of another library": "import numpy as np\nnp.set_printoptions(precision=2)",
    "the precision of decimals": "from decimal import getcontext\ngetcontext().prec = 3",
    "an environment variable": "import os\nos.environ['A'] = 'b'",
    "a function that nobody knows": "import lib\nlib.configure(2)",
    "a loop that prints": "for i in [1]:\n    print(i)\n    c = i",
    "a function that prints": "def f():\n    print(1)\n    return 2\nc = f()",
}


@pytest.mark.parametrize("option", OPTION.values(), ids=OPTION)
def test_nothing_displayed_moves_across_it(option: str) -> None:
    group = running(READ, LOOKS, f"{option}\nb = 1", LOOKS, "d = b")
    order = [unit for part in separate_exploration(group, frozenset()) for unit in part]
    at = next(i for i, unit in enumerate(order) if unit.cell == 3 and unit.kind == "compute")
    assert {unit.cell for unit in order[:at] if unit.kind == "display"} <= {2}
    assert {unit.cell for unit in order[at:] if unit.kind == "display"} <= {4}


def test_displays_move_across_plain_computations() -> None:
    assert len(separate_exploration(running(READ, LOOKS, "b = 1", LOOKS, "d = b"), frozenset())) > 1


def cells_of(*cells: str) -> list[list[int]]:
    """Return the cells of each part."""
    return [
        sorted({unit.cell for unit in part}) for part in separate_exploration(running(*cells), frozenset())
    ]


@pytest.mark.parametrize(("cells", "expected"), APART.values(), ids=APART)
def test_statements_that_are_separated(cells: tuple[str, ...], expected: list[list[int]]) -> None:
    assert cells_of(*cells) == expected


@pytest.mark.parametrize("cells", TOGETHER.values(), ids=TOGETHER)
def test_statements_that_stay(cells: tuple[str, ...]) -> None:
    group = running(*cells)
    assert separate_exploration(group, frozenset()) == (group,)


def test_users_of_a_function_that_cannot_move_stay() -> None:
    function = "def show(ax=df.a):\n    plt.plot(ax)"
    group = running(READ, function, PLT + "show()\nplt.title('B')", DRAW, "b = df.a.sum()")
    number = next(unit.index for unit in group if "show" in unit.effects.binds)
    immovable = immovable_statements(group, [(number, group[-1].index)])
    parts = separate_exploration(group, frozenset(), immovable)
    assert [sorted({unit.cell for unit in part}) for part in parts] == [[1, 2, 3, 5], [4]]


def test_other_stretches_stay_complete() -> None:
    group = running(READ, DRAW, "b = df.a.sum()")
    stretch = (group[0].index, group[-1].index)
    assert separate_exploration(group, frozenset(), immovable_statements(group, [stretch])) == (group,)


def test_a_plot_of_an_input_comes_first() -> None:
    first, *group = running(READ, DRAW, "df = df.dropna()", "b = df.a.sum()")
    parts = separate_exploration(tuple(group), frozenset({"df"}))
    assert first.cell == 1
    assert [[unit.cell for unit in part] for part in parts] == [[2, 2], [3, 4]]
