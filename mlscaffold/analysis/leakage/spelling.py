"""How an expression is spelled, for telling whether two selections are the same one."""

from __future__ import annotations

import ast
from collections.abc import Hashable


def text_of(node: ast.AST | None) -> Hashable:
    """Return what two expressions share where they are spelled alike; cheaper than `ast.dump`.

    Args:
        node: the expression, None for an edge that a slice leaves out.

    Returns:
        A value that is equal for the same spelling.
    """
    if node is None or isinstance(node, ast.Name):
        return node.id if node else None
    if isinstance(node, ast.Constant):
        return ("constant", str(node.value))
    if isinstance(node, ast.Attribute):
        return (text_of(node.value), node.attr)
    if isinstance(node, ast.Slice):
        return ("slice", text_of(node.lower), text_of(node.upper), text_of(node.step))
    if isinstance(node, ast.Subscript):
        return ("item", text_of(node.value), text_of(node.slice))
    if isinstance(node, ast.UnaryOp):
        return (type(node.op).__name__, text_of(node.operand))
    parts = (_part(getattr(node, name, None)) for name in node._fields if name != "ctx")
    return repr((type(node).__name__, *parts))


def _part(value: object) -> object:
    if isinstance(value, list):
        return [_part(item) for item in value]
    return text_of(value) if isinstance(value, ast.AST) else value
