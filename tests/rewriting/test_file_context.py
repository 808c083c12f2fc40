"""Edits of different cells never conflict; each edit is applied once, in code cells only."""

from __future__ import annotations

from mlscaffold.edits import Edit
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.rewriting.file_context import CellEdit, File


def test_only_edits_of_one_cell_conflict() -> None:
    one, inside = Edit(0, 5, ""), Edit(2, 3, "")
    assert CellEdit(1, one).conflicts(CellEdit(1, inside))
    assert not CellEdit(1, one).conflicts(CellEdit(2, inside))


def test_edits_are_made_in_code_cells() -> None:
    notebook = Notebook("a", "a", (Cell("markdown", "abcdef", 1), Cell("code", "abcdef", 1)))
    edits = [Edit(3, 3, "X"), Edit(1, 3, "BC"), Edit(3, 3, "X"), Edit(3, 4, "")]
    after = File(notebook, "a", is_notebook=True).edited(CellEdit(1, edit) for edit in edits)
    assert [cell.source for cell in after.notebook.cells] == ["abcdef", "aBCXef"]
