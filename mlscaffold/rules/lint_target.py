"""Cells become what rules see: a cell without magics is parsed as it stands, which is quicker."""

from __future__ import annotations

import ast
import warnings

from mlscaffold.analysis.index import index
from mlscaffold.analysis.statements import parse
from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.magics import PythonCell, Shell, shell_of, to_python
from mlscaffold.notebook.syntax_errors import fault
from mlscaffold.rules.rule import LintTarget, Surroundings

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


def lint_target_of(
    notebook: Notebook, path: str, *, is_notebook: bool, around: Surroundings | None = None
) -> LintTarget:
    """Make what rules see of a file.

    Args:
        notebook: its cells.
        path: its path, as the user names it.
        is_notebook: whether it is a notebook; else it is a Python file.
        around: the world around it.
    """
    parsed = _parsed(notebook.code, is_notebook)
    cells = tuple((python.number, body) for python, body in parsed)
    python = tuple(python for python, _ in parsed)
    return LintTarget(path, notebook, python, index(cells), is_notebook, around or Surroundings())


def _parsed(cells: tuple[Cell, ...], is_notebook: bool) -> tuple[tuple[PythonCell, list[ast.stmt]], ...]:
    shell: list[Shell] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tuple(_as_it_stands(cell) or _rewritten(cell, cells, shell, is_notebook) for cell in cells)


def _as_it_stands(cell: Cell) -> tuple[PythonCell, list[ast.stmt]] | None:
    try:
        return PythonCell(cell.number, cell.source), parse(cell.source)
    except UNREADABLE:
        return None


def _rewritten(
    cell: Cell, cells: tuple[Cell, ...], shell: list[Shell], is_notebook: bool
) -> tuple[PythonCell, list[ast.stmt]]:
    """Rewrite magics; what that has to know of all cells is gathered once, in `shell`."""
    if not is_notebook:
        return PythonCell(cell.number, "", failure=_failure(cell)), []
    if not shell:
        shell.append(shell_of(cells))
    python = to_python(cell, shell[0])
    return python, [] if python.failure else parse(python.source)


def _failure(cell: Cell) -> MlscaffoldError | None:
    try:
        parse(cell.source)
    except SyntaxError as error:
        return fault(error, cell)
    except UNREADABLE as error:
        return fault(SyntaxError(str(error) or "it is nested too deeply"), cell)
    return None
