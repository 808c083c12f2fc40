"""Names from what figures show: their titles, and the columns that they draw."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mlscaffold.stages.identifiers import snake, words_of
from mlscaffold.stages.statement_roles import StatementUnit

WORDS, COLUMNS = 3, 2
"""Words of a column's name and columns of a drawing in a name, which so stays within a line."""
TITLES = frozenset({"title", "set_title", "suptitle"})


def plotted_columns(group: Sequence[StatementUnit]) -> Iterator[str]:
    """Yield the columns that a stage plots, as `price_and_area`."""
    for unit in group:
        if unit.kind == "plot":
            node = unit.traced.statement.node
            call = node.value if isinstance(node, ast.Expr) else None
            arguments = [*call.args, *(k.value for k in call.keywords)] if isinstance(call, ast.Call) else []
            found = [
                a.attr for a in arguments if isinstance(a, ast.Attribute) and isinstance(a.value, ast.Name)
            ]
            found += [
                a.slice.value
                for a in arguments
                if isinstance(a, ast.Subscript)
                and isinstance(a.slice, ast.Constant)
                and isinstance(a.slice.value, str)
            ]
            if found:
                yield "_and_".join(
                    "_".join(words_of(snake(name).replace("_", " "), WORDS)) for name in found[:COLUMNS]
                )


def titles(group: Sequence[StatementUnit]) -> Iterator[str]:
    """Yield the titles of a stage's plots."""
    for unit in group:
        yield from texts(unit.traced.statement.node, TITLES)


def texts(statement: ast.stmt, functions: frozenset[str]) -> Iterator[str]:
    """Yield the literals that are the first argument of certain functions or methods in a statement."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in functions and isinstance(node.args[0].value, str):
                yield node.args[0].value
