"""Cells become what rules see: a cell without magics is parsed as it stands, which is quicker."""

from __future__ import annotations

import ast

from mlscaffold.flow.sketch import sketch
from mlscaffold.flow.statements import parse
from mlscaffold.notebook.magics import PythonCell, shell_of, to_python
from mlscaffold.notebook.model import Cell, Notebook
from mlscaffold.rules.model import Subject, Surroundings


def subject_of(
    notebook: Notebook, path: str, *, is_notebook: bool, around: Surroundings | None = None
) -> Subject:
    """Make what rules see of a file.

    Args:
        notebook: its cells.
        path: its path, as the user names it.
        is_notebook: whether it is a notebook; else it is a Python file.
        around: the world around it.
    """
    parsed = tuple(_parsed(cell, notebook) for cell in notebook.code)
    cells = tuple((python.number, body) for python, body in parsed)
    python = tuple(python for python, _ in parsed)
    return Subject(path, notebook, python, sketch(cells), is_notebook, around or Surroundings())


def _parsed(cell: Cell, notebook: Notebook) -> tuple[PythonCell, list[ast.stmt]]:
    try:
        body = parse(cell.source)
    except (SyntaxError, ValueError):
        return _rewritten(cell, notebook)
    return PythonCell(cell.number, cell.source), body


def _rewritten(cell: Cell, notebook: Notebook) -> tuple[PythonCell, list[ast.stmt]]:
    python = to_python(cell, shell_of(notebook.code))
    return python, [] if python.failure else parse(python.source)
