from __future__ import annotations

import pytest

from mlscaffold.analysis.statements import Statement, split
from mlscaffold.hardening.normalize import (
    expand_star_imports,
    name_displayed_values,
    rename_reserved,
    star_modules,
    statements_of,
)
from mlscaffold.notebook.magics import to_python_cells
from tests.reporting.small import notebook_of
from tests.stages.notebooks import analysed

PAST: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "the last value": (
        ("1 + 1", "a = _"),
        ["shown_in_cell1 = 1 + 1", "shown_in_cell1", "a = shown_in_cell1"],
    ),
    "by number": (("1 + 1", "a = _1"), ["shown_in_cell1 = 1 + 1", "shown_in_cell1", "a = shown_in_cell1"]),
    "out of `Out`": (
        ("1 + 1", "a = Out[1]"),
        ["shown_in_cell1 = 1 + 1", "shown_in_cell1", "a = shown_in_cell1"],
    ),
}
NOT_PAST: dict[str, tuple[str, ...]] = {
    "a loop variable": ("1 + 1", "for _ in [1]:\n    print(_)"),
    "a variable of a comprehension": ("1 + 1", "a = [_ for _ in [1]]"),
    "bound by the notebook": ("_ = 3", "a = _"),
    "a parameter": ("1 + 1", "f = lambda _: _"),
    "none": ("1 + 1", "a = 2"),
}
RESERVED: dict[str, tuple[str, list[str]]] = {
    "a logger": ("logger = 1\nprint(logger)", ["logger_ = 1", "print(logger_)"]),
    "a function": ("def save_figures():\n    pass", ["def save_figures_():\n    pass"]),
    "a part of a name": ("my_logger = 1", ["my_logger = 1"]),
    "an attribute": ("x.logger = 1", ["x.logger = 1"]),
    "read only": ("print(logger)", ["print(logger)"]),
}
STARS: dict[str, tuple[str, list[str], str]] = {
    "used names": (
        "from math import *\na = sin(pi)",
        ["from math import pi, sin", "a = sin(pi)"],
        "rewritten",
    ),
    "nothing is used": ("from math import *\na = 1", ["a = 1"], "rewritten"),
    "an unknown module": (
        "from x import *\na = f(1)",
        ["from x import f", "a = f(1)"],
        "review",
    ),
}
CODEMODS: dict[str, tuple[str, str]] = {
    "a print": ("print(1)", "logger.info('%s', 1)"),
    "inplace": ("import pandas as pd\ndf = pd.DataFrame()\ndf.dropna(inplace=True)", "df = df.dropna()"),
    "a print that is captured": (
        "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()):\n    print(1)",
        "with contextlib.redirect_stdout(io.StringIO()):\n    print(1)",
    ),
    "an assignment": ("a = 1", "a = 1"),
}


def cut(*cells: str) -> tuple[Statement, ...]:
    return tuple(s for number, text in enumerate(cells, 1) for s in split(number, text, silent=False))


def texts(statements: tuple[Statement, ...]) -> list[str]:
    return [statement.source for statement in statements]


@pytest.mark.parametrize(("cells", "expected"), PAST.values(), ids=PAST)
def test_displayed_values_get_a_name(cells: tuple[str, ...], expected: list[str]) -> None:
    found, changes = name_displayed_values(cut(*cells))
    assert texts(found) == expected
    assert {change.by for change in changes} == {"shown-values"}


@pytest.mark.parametrize("cells", NOT_PAST.values(), ids=NOT_PAST)
def test_other_values_get_none(cells: tuple[str, ...]) -> None:
    found, changes = name_displayed_values(cut(*cells))
    assert (texts(found), changes) == (texts(cut(*cells)), ())


@pytest.mark.parametrize(("cell", "expected"), RESERVED.values(), ids=RESERVED)
def test_reserved_names(cell: str, expected: list[str]) -> None:
    assert texts(rename_reserved(cut(cell))) == expected


@pytest.mark.parametrize(("cell", "expected", "kind"), STARS.values(), ids=STARS)
def test_star_imports(cell: str, expected: list[str], kind: str) -> None:
    found, changes = expand_star_imports(cut(cell), {"math": ("sin", "cos", "pi")})
    assert texts(found) == expected
    assert [change.kind for change in changes] == [kind]


def test_star_modules() -> None:
    assert star_modules(cut("from math import *\nfrom os import path\nimport re")) == ("math",)


@pytest.mark.parametrize(("cell", "expected"), CODEMODS.values(), ids=CODEMODS)
def test_codemods_are_applied(cell: str, expected: str) -> None:
    assert analysed(cell).flow.statements[-1].statement.source.replace('"', "'") == expected


def test_a_cell_that_is_no_python_is_skipped() -> None:
    statements, changes = statements_of(to_python_cells(notebook_of(("a = 1", "if x print(1)", "b = 2"))))
    assert texts(statements) == ["a = 1", "b = 2"]
    assert [(change.kind, change.location.cell) for change in changes] == [("skipped", 2)]
