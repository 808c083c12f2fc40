"""Cells are parsed with their magics rewritten; a cell that is not Python keeps its error."""

from __future__ import annotations

import ast

from mlscaffold.notebook.grammar import LARGEST
from mlscaffold.rules.rule import Example


def test_cells_are_parsed_and_magics_rewritten() -> None:
    target = Example("x = 1\n# %%\n!ls\ny = x").target()
    assert [cell.number for cell in target.python] == [1, 2]
    assert [ast.unparse(body[-1]) for _, body in target.index.cells] == ["x = 1", "y = x"]
    assert all(cell.failure is None for cell in target.python)


def test_a_cell_that_is_not_python_keeps_its_error() -> None:
    target = Example("x = (\n# %%\ny = 1").target()
    assert [cell.failure is not None for cell in target.python] == [True, False]
    assert [len(body) for _, body in target.index.cells] == [0, 1]


def test_magics_in_a_python_file_are_errors() -> None:
    (cell,) = Example("!ls", plain=True).target("a.py").python
    assert cell.failure is not None


def test_an_example_has_its_project() -> None:
    target = Example("x = 1", files=("a.csv",), declared=(("pandas", ">=3"),)).target()
    assert (target.project.exists("a.csv"), target.project.exists("b.csv")) == (True, False)
    assert target.project.declared == {"pandas": ">=3"}


def test_of_cells_that_are_too_large_together_the_first_are_checked() -> None:
    part = f"x = [{'1,' * (LARGEST // 2)}]"
    target = Example(f"{part}\n# %%\ny = 1\n# %%\n{part}\n# %%\nz = 1").target()
    assert [cell.failure is None for cell in target.python] == [True, True, False, False]
    assert "more than 200,000 parts" in str(target.python[2].failure)
    assert [len(body) for _, body in target.index.cells] == [1, 1, 0, 0]


def test_long_texts_are_no_parts() -> None:
    target = Example("\n# %%\n".join([f"x = '{'a' * LARGEST}'"] * 3)).target()
    assert all(cell.failure is None for cell in target.python)
