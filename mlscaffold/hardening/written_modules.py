"""Modules that a notebook writes and then imports: the project imports them from its working folder, too."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.imports import imported_modules
from mlscaffold.analysis.patches import written_modules
from mlscaffold.analysis.statements import Statement, restate, split

SEARCH_PATH = 'sys.path.insert(0, "")  # the folder of the modules that this notebook writes'


def with_search_path(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Add the working folder to the import path, where it is in a notebook, before the first import of a written module."""
    written = written_modules([statement.node for statement in statements])
    first = next((i for i, one in enumerate(statements) if _imports(one.node) & written), None)
    if first is None:
        return tuple(statements)
    added = restate(statements[first], SEARCH_PATH)
    return (*split(0, "import sys", silent=True), *statements[:first], *added, *statements[first:])


def cells_with_modules(statements: Sequence[Traced]) -> frozenset[int]:
    """Return the cells that write modules, whose paths have to stay."""
    return frozenset(_cells_with_modules(statements))


def _cells_with_modules(statements: Sequence[Traced]) -> Iterator[int]:
    imported = {name for traced in statements for name in _imports(traced.statement.node)}
    for traced in statements:
        if written_modules([traced.statement.node]) & imported:
            yield traced.statement.location.cell


def _imports(node: ast.stmt) -> set[str]:
    return {module.split(".")[0] for part in ast.walk(node) for module in imported_modules(part)}
