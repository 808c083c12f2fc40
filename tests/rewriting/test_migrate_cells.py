"""Cells of a notebook that is hardened are mended by safe codemods, and each change is told."""

from __future__ import annotations

from mlscaffold.notebook.read import parse_notebook
from mlscaffold.rewriting.migrate_cells import mend_cells
from tests.rewriting.toys import CODEMODS, RULE, notebook


def test_cells_are_mended_and_the_changes_told() -> None:
    given = parse_notebook(notebook(["a = 1", "one()\nx = mean()\nrisky()"]), "a.ipynb")
    mended, changes = mend_cells(given, [RULE], CODEMODS)
    assert [cell.source for cell in mended.code] == [
        "a = 1",
        "import statistics\nfirst()\nsecond()\nx = statistics.fmean()\nrisky()",
    ]
    assert [(str(change.location), change.what, change.by) for change in changes] == [
        ("cell 2, line 1", "one()", "one"),
        ("cell 2, line 2", "mean()", "mean"),
    ]
    assert [cell.outputs for cell in mended.cells] == [cell.outputs for cell in given.cells]


def test_a_notebook_with_nothing_to_mend_is_the_same() -> None:
    given = parse_notebook(notebook(["a = 1", "stuck()"]), "a.ipynb")
    assert mend_cells(given, [RULE], CODEMODS) == (given, ())
    assert mend_cells(given, [], CODEMODS) == (given, ())


def test_cells_of_a_percent_file_are_mended() -> None:
    given = parse_notebook(b"# %% one\na\n# %% [markdown]\n# old()\n# %%\nold()\n", "a.py")
    mended, changes = mend_cells(given, [RULE], CODEMODS)
    assert [cell.source for cell in mended.code] == ["a", "new()"]
    assert [str(change.location) for change in changes] == ["cell 2, line 1"]
