"""Edits that meet are not made at once; others are, each once."""

from __future__ import annotations

import pytest

from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.rewriting.fix_model import Edit, edited

MEET = {
    "one inside the other": (Edit(1, 0, 5, ""), Edit(1, 2, 3, "")),
    "the same place": (Edit(1, 0, 5, "a"), Edit(1, 0, 5, "b")),
    "a text put into another's place": (Edit(1, 0, 5, ""), Edit(1, 2, 2, "a")),
}
APART = {
    "the same edit": (Edit(1, 0, 5, "a"), Edit(1, 0, 5, "a")),
    "one after the other": (Edit(1, 0, 5, ""), Edit(1, 5, 6, "")),
    "a text put before": (Edit(1, 2, 5, ""), Edit(1, 2, 2, "a")),
    "a text put behind": (Edit(1, 2, 5, ""), Edit(1, 5, 5, "a")),
    "another cell": (Edit(1, 0, 5, ""), Edit(2, 0, 5, "")),
}


@pytest.mark.parametrize(("one", "other"), MEET.values(), ids=MEET)
def test_meets(one: Edit, other: Edit) -> None:
    assert one.meets(other)
    assert other.meets(one)


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART)
def test_does_not_meet(one: Edit, other: Edit) -> None:
    assert not one.meets(other)
    assert not other.meets(one)


def test_edits_are_made_in_code_cells() -> None:
    notebook = Notebook("a", "a", (Cell("markdown", "abcdef", 1), Cell("code", "abcdef", 1)))
    edits = [Edit(1, 3, 3, "X"), Edit(1, 1, 3, "BC"), Edit(1, 3, 3, "X"), Edit(1, 3, 4, "")]
    assert [cell.source for cell in edited(notebook, edits).cells] == ["abcdef", "aBCXef"]
