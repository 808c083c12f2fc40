"""Statements as a person writes them: without second names, needless copies, and columns that nothing reads."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence

from mlscaffold.analysis.raw_rows.prune import changed_names


def plain(nodes: Sequence[ast.stmt], rows: str = "") -> list[ast.stmt]:
    """Return the statements of a function that do the same, with less.

    Args:
        nodes: the statements.
        rows: the parameter of which `df = rows.copy()` is left out where nothing is changed in place, "" for none.
    """
    found = list(nodes)
    if rows and not any(map(_changes_in_place, found)):
        found = [_Uncopied(rows).visit(copy.deepcopy(node)) for node in found]
    place = 0
    while place < len(found):
        shorter = _without_alias(found, place)
        place, found = (place + 1, found) if shorter is None else (place, shorter)
    return found


def _changes_in_place(node: ast.stmt) -> bool:
    stores = (ast.Subscript, ast.Attribute)
    return any(
        isinstance(part, (ast.Expr, ast.Delete, ast.AugAssign))
        or (isinstance(part, stores) and not isinstance(part.ctx, ast.Load))
        for part in ast.walk(node)
    )


class _Uncopied(ast.NodeTransformer):
    """Leaves out copies of a parameter."""

    def __init__(self, rows: str) -> None:
        self.text = f"{rows}.copy()"

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Return what a call copies, or the call."""
        self.generic_visit(node)
        is_copy = isinstance(node.func, ast.Attribute) and ast.unparse(node) == self.text
        return node.func.value if is_copy and isinstance(node.func, ast.Attribute) else node


def _without_alias(nodes: Sequence[ast.stmt], place: int) -> list[ast.stmt] | None:
    """Return statements without `a = b` at a place, where `b` can stand for `a` afterwards, else None."""
    node = nodes[place]
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Name):
        return None
    target, rest = node.targets[0], nodes[place + 1 :]
    if len(node.targets) > 1 or not isinstance(target, ast.Name):
        return None
    changed = {name for one in rest for name in changed_names(one)}
    mentioned = {n.id for one in rest for n in ast.walk(one) if isinstance(n, ast.Name)}
    if node.value.id in mentioned and {target.id, node.value.id} & changed:
        return None
    renamer = _Renamed(target.id, node.value.id)
    return [*nodes[:place], *(renamer.visit(copy.deepcopy(one)) for one in rest)]


class _Renamed(ast.NodeTransformer):
    """Gives a variable another name."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Rename the variable."""
        return ast.Name(self.new, node.ctx) if node.id == self.old else node


def without_unread_columns(nodes: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Leave out changes of a column that is only dropped afterwards, such as the target."""
    return [node for place, node in enumerate(nodes) if not _is_unread(node, nodes[place + 1 :])]


def _is_unread(node: ast.stmt, rest: Sequence[ast.stmt]) -> bool:
    """Return whether a statement changes a column that exists already and that nothing reads."""
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    if not (
        isinstance(node, ast.Assign)
        and isinstance(target, ast.Subscript)
        and isinstance(target.value, ast.Name)
        and isinstance(target.slice, ast.Constant)
    ):
        return False
    load = ast.unparse(target)
    if not any(
        isinstance(part, ast.Subscript) and ast.unparse(part) == load for part in ast.walk(node.value)
    ):
        return False
    table, column = target.value.id, target.slice.value
    for one in rest:
        uses = list(_uses(one, table))
        if not all(_reads_others(use, column) for use in uses):
            return False
        if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == table:
            return bool(uses)  # what it has now is without the column, as each use that keeps it is refused
    return True


def _uses(node: ast.AST, table: str) -> Iterator[ast.AST]:
    """Yield for each use of a table what is around it: a call of `drop`, a selection, else the node itself."""
    parents = {id(child): parent for parent in ast.walk(node) for child in ast.iter_child_nodes(parent)}
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and part.id == table and isinstance(part.ctx, ast.Load):
            around = parents.get(id(part), node)
            yield parents.get(id(around), node) if isinstance(around, ast.Attribute) else around


def _reads_others(use: ast.AST, column: object) -> bool:
    """Return whether a use of a table does not read a column."""
    if isinstance(use, ast.Subscript):
        names = _names(use.slice)
        return names is not None and column not in names
    if not isinstance(use, ast.Call) or not isinstance(use.func, ast.Attribute) or use.func.attr != "drop":
        return False
    options = {k.arg: k.value for k in use.keywords}
    dropped = options.get("columns", use.args[0] if use.args and "axis" in options else None)
    names = None if dropped is None or "inplace" in options else _names(dropped)
    return names is not None and column in names


def _names(node: ast.expr) -> list[object] | None:
    """Return the columns that an expression names, None if they are unknown."""
    parts = node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node]
    found: list[object] = [part.value for part in parts if isinstance(part, ast.Constant)]
    return found if len(found) == len(parts) else None
