from __future__ import annotations

import pytest

from mlscaffold.hardening.dropped_statements import excerpt, moved_changes, unreported_changes
from mlscaffold.stages.definitions import define
from tests.stages.notebooks import traced

CHANGES: dict[str, tuple[str, list[tuple[str, str, str]]]] = {
    "a value in the middle": ("a = 1\na\nb = a", [("dropped", "a", "")]),
    "an import": ("import os", [("dropped", "import os", "")]),
    "one of two names": ("from os import path, sep\na = sep", [("dropped", "from os import path, sep", "")]),
    "a function defined twice alike": (
        "def f():\n    return 1\ndef f():\n    return 1\nf()",
        [("dropped", "def f():", "")],
    ),
    "a variable that is a builtin": (
        "a = sum([1])\nsum = a",
        [("rewritten", "the variable `sum`", "`sum_`")],
    ),
    "a function defined again": (
        "def f():\n    return 1\na = f()\ndef f():\n    return 2\na = f()",
        [("rewritten", "the function `f`", "`f_cell1`")],
    ),
}
UNSAID: dict[str, str] = {
    "an import that is used": "import os\na = os.sep",
    "a value that is shown": "a = 1\na",
    "a text": "'words'\na = 1",
    "a call": "print(1)\na = 1",
    "a function": "def f():\n    return 1\na = f()",
}


@pytest.mark.parametrize(("cell", "expected"), CHANGES.values(), ids=CHANGES)
def test_changes_are_reported(cell: str, expected: list[tuple[str, str, str]]) -> None:
    flow = traced(cell)
    assert [(c.kind, c.what, c.now) for c in unreported_changes(flow, define(flow))] == expected


@pytest.mark.parametrize("cell", UNSAID.values(), ids=UNSAID)
def test_changes_that_are_not_reported(cell: str) -> None:
    flow = traced(cell)
    assert unreported_changes(flow, define(flow)) == ()


def test_new_locations_of_definitions() -> None:
    flow = traced("rate = [1]\nrate.append(2)", "def f():\n    return rate", "a = f()")
    (change,) = moved_changes(flow, define(flow), {"f": "data"})
    assert (change.kind, change.location.cell, change.what, change.now) == ("moved", 2, "def f():", "data.f")
    assert change.why.endswith("are parameters now: rate.")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("a  =  1", "a = 1"), ("a = " + "1 + " * 40 + "1", ("a = " + "1 + " * 40)[:77] + "...")],
    ids=["short", "long"],
)
def test_excerpt(cell: str, expected: str) -> None:
    assert excerpt(traced(cell).statements[0].statement) == expected
