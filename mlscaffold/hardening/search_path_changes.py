"""Drops the statements that only add folders of the project to Python's search path: its package holds what is in them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mlscaffold.analysis.dataflow import Traced, trace
from mlscaffold.codegen.added_folders import only_adds_folders
from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.hardening.local_code import LocalCode
from mlscaffold.hardening.normalize import statements_of
from mlscaffold.notebook.cells import Change
from mlscaffold.notebook.magics import PythonCell

NAME = "search-path"


def without_search_path(cells: Sequence[PythonCell], code: LocalCode) -> tuple[PythonCell, ...]:
    """Return cells without the statements that only add folders to the search path, if modules of these are copied.

    Args:
        cells: the code cells as Python.
        code: the project's own modules.
    """
    if (
        not code.homes
        or code.outside
        or not any("sys" in cell.source or "site" in cell.source for cell in cells)
    ):
        return tuple(cells)
    traced = trace(statements_of(cells)[0]).statements
    return tuple(
        _cleaned(cell, [one for one in traced if one.statement.location.cell == cell.number])
        for cell in cells
    )


def _cleaned(cell: PythonCell, statements: Sequence[Traced]) -> PythonCell:
    dropped = tuple(_dropped(statements))
    if not dropped:
        return cell
    text = SourceText.of(cell.source)
    edits, changes = [], []
    nodes = {node.lineno: node for node in ast.parse(cell.source).body}
    for one in dropped:
        node = nodes.get(one.statement.location.line)
        if node is None or ast.unparse(node) != ast.unparse(one.statement.node):
            continue
        start, end = text.span(node)
        edits.append(Edit(start, end, "\n" * text.source[start:end].count("\n")))
        why = "The package contains the modules of the project that the notebook imports."
        changes.append(Change(one.statement.location, "dropped", ast.unparse(node), why, by=NAME))
    source = apply_edits(cell.source, edits)
    return replace(cell, source=source, changes=(*cell.changes, *changes))


def _dropped(statements: Sequence[Traced]) -> Iterator[Traced]:
    """Yield the statements of a cell that can go; a cell never shows another value because of it."""
    for before, one in zip((None, *statements), statements, strict=False):
        shows = before is not None and isinstance(before.statement.node, ast.Expr) and one is statements[-1]
        if only_adds_folders(one) and not shows:
            yield one
