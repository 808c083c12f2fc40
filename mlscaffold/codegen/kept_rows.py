"""Leaves out of the selection of rows the columns that nothing of it reads."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mlscaffold.analysis.raw_rows.node_names import stored_everywhere

WHOLE = "*"
"""Stands for all columns of a table."""
OF_ALL = frozenset({"drop_duplicates", "dropna"})
"""Methods that select rows by the columns in `subset`, or by all."""
OF_NONE = frozenset({"copy", "reset_index", "index"})
"""Methods and attributes whose result depends on no column."""


def selecting_rows(statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Return statements that select rows without the assignments to columns that no later one reads.

    Args:
        statements: the statements in their order; the last one gives the table whose index is used.
    """
    tables = {name for statement in statements for name in stored_everywhere(statement)}
    kept: list[ast.stmt] = []
    read: set[str] = set()
    for statement in reversed(statements):
        column = _assigned(statement)
        if column is not None and not read & {column, WHOLE}:
            continue
        kept.insert(0, statement)
        read.update(_read(statement, tables))
    return kept


def _assigned(statement: ast.stmt) -> str | None:
    """Return the column of `df["column"] = …`."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    is_column = isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name)
    return _text(target.slice) if is_column and isinstance(target, ast.Subscript) else None


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _read(node: ast.AST, tables: set[str]) -> Iterator[str]:
    """Yield the columns of the tables that a statement or expression reads."""
    if _is_table(node, tables):
        yield WHOLE
        return
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and _is_table(node.func.value, tables)
    ):
        yield from _of_call(node, node.func.attr)
        children: Sequence[ast.AST] = [*node.args, *node.keywords]
    elif isinstance(node, ast.Attribute) and _is_table(node.value, tables):
        yield from () if node.attr in OF_NONE else (node.attr,)
        children = ()
    elif isinstance(node, ast.Subscript) and _is_table(node.value, tables):
        text = _text(node.slice)
        yield from (() if text is None else (text,))
        yield from (WHOLE,) if isinstance(node.slice, ast.Name) else ()
        children = () if isinstance(node.ctx, ast.Store) else (node.slice,)
    else:
        children = list(ast.iter_child_nodes(node))
    for child in children:
        yield from _read(child, tables)


def _is_table(node: ast.AST, tables: set[str]) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in tables


def _of_call(call: ast.Call, method: str) -> Iterator[str]:
    """Yield the columns that a method of a table reads."""
    if method in OF_NONE:
        return
    subset = next((one.value for one in call.keywords if one.arg == "subset"), None)
    items = subset.elts if isinstance(subset, (ast.List, ast.Tuple)) else [subset] if subset else []
    texts = [_text(item) for item in items]
    if method in OF_ALL and texts and None not in texts and not call.args:
        yield from (text for text in texts if text is not None)
    else:
        yield WHOLE
