"""Names in the statements of a notebook: those that are stored, read, or at the beginning of an expression."""

from __future__ import annotations

import ast


def root_of(node: ast.expr) -> str | None:
    """Return the variable at the beginning of an expression, calls included; None if it begins with none."""
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def stored_names(node: ast.stmt) -> frozenset[str]:
    """Return the names that a statement stores to, or to whose items."""
    found = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            found.add(part.id)
        elif isinstance(part, (ast.Subscript, ast.Attribute)) and isinstance(part.ctx, ast.Store):
            root = root_of(part)
            found |= {root} if root else set()
    return frozenset(found)


def touched_names(statement: ast.stmt) -> frozenset[str]:
    """Return the names in a statement: those of the loop that it may write are among them."""
    return frozenset(n.id for n in ast.walk(statement) if isinstance(n, ast.Name))


def stored_everywhere(node: ast.AST) -> set[str]:
    """Return the names that a node binds, parameters of functions included."""
    lambdas = {a.arg for a in ast.walk(node) if isinstance(a, ast.arg)}
    return lambdas | {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
