"""Edits of cells keep lines and the value that a cell shows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from mlscaffold.hardening.hosts.adapted import Beside, plain_cells, short, with_edits
from mlscaffold.hardening.project_folder import ProjectFolder
from tests.hardening.hosts import notebook

REMOVED = {
    "a line": ("x = 1\ngone()\ny = 2", "x = 1\n\ny = 2"),
    "two lines": ("gone(\n    1)\ny = 2", "\n\ny = 2"),
    "with a comment": ("gone()  # why\ny = 2", "  # why\ny = 2"),
    "beside another statement": ("gone(); y = 2", "pass; y = 2"),
    "after a shown value": ("x\ngone()", "x\npass"),
    "after an assignment": ("x = 1\ngone()", "x = 1\n"),
    "in a block": ("if x:\n    gone()", "if x:\n    pass"),
    "beside a magic": ("%matplotlib inline\ngone()", "%matplotlib inline\n"),
}


@pytest.mark.parametrize(("before", "after"), REMOVED.values(), ids=REMOVED.keys())
def test_a_statement_is_removed(before: str, after: str) -> None:
    book = notebook(before)
    cell = next(plain_cells(book, ("gone",)))
    calls = (n for n in ast.walk(cell.tree) if isinstance(n, ast.Expr) and "gone" in ast.unparse(n))
    assert with_edits(book, {1: [cell.without(next(calls))]}).code[0].source == after


def test_lines_of_a_magic_are_not_plain() -> None:
    cell = next(plain_cells(notebook("x = !ls\ny = 1"), ("",)))
    assert [cell.is_plain(node) for node in cell.tree.body[-2:]] == [False, True]


def test_files_outside_the_project_folder_do_not_exist(tmp_path: Path) -> None:
    inside = tmp_path / "shop"
    inside.mkdir()
    (tmp_path / "a.py").write_text("")
    (inside / "b.py").write_text("")
    beside = Beside(ProjectFolder(inside, inside))
    assert (beside.is_file("../a.py"), beside.is_file("b.py"), beside.is_folder("..")) == (False, True, False)


def test_excerpts_fit_on_a_line() -> None:
    assert (short("x"), len(short("x" * 200))) == ("x", 80)
