"""Places that statements bind or change: a name, a column of a frame, an item; written the same however they are spelt."""

from __future__ import annotations

import ast

Place = tuple[str, ...]
NOWHERE: Place = ()
_LABELS = frozenset({"loc", "at"})


def place_of(node: ast.AST) -> Place:
    """Return the place that an expression stands for, () where it is none.

    `df.a`, `df["a"]` and `df.loc[:, "a"]` are one place: `("df", "a")`. Its first part is the name that all begins with.
    """
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return _inside(node.value, node.attr)
    if isinstance(node, ast.Subscript):
        column = _column(node)
        if column and isinstance(node.value, ast.Attribute):
            return _inside(node.value.value, column)
        return _inside(node.value, _item(node.slice))
    return NOWHERE


def occurrences(node: ast.AST, place: Place) -> int:
    """Count how often an expression holds a place itself: `df["a"] + df["b"]` holds `("df", "a")` once."""
    if place_of(node) == place:
        return 1
    return sum(occurrences(child, place) for child in ast.iter_child_nodes(node))


def names(node: ast.AST) -> frozenset[str]:
    """Return the names that stand in an expression."""
    return frozenset(part.id for part in ast.walk(node) if isinstance(part, ast.Name))


def _inside(owner: ast.expr, part: str) -> Place:
    place = place_of(owner)
    return (*place, part) if place else NOWHERE


def _column(node: ast.Subscript) -> str:
    """Return the column that `df.loc[:, "a"]` names."""
    owner, key = node.value, node.slice
    if not (isinstance(owner, ast.Attribute) and owner.attr in _LABELS and isinstance(key, ast.Tuple)):
        return ""
    rows, *columns = key.elts
    whole = isinstance(rows, ast.Slice) and rows.lower is None and rows.upper is None and rows.step is None
    return _item(columns[0]) if whole and len(columns) == 1 else ""


def _item(key: ast.expr) -> str:
    return (
        key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else f"[{ast.unparse(key)}]"
    )
