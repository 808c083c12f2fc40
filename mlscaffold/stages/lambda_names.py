"""Lambdas whose name something shows: `<lambda>`, for which a function would show its own."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from mlscaffold.stages.introspection import uses_without_call

NAMES = frozenset({"__name__", "__qualname__"})
NAMING = frozenset({"agg", "aggregate", "pivot_table", "crosstab"})
"""Functions that name columns after the functions they are given."""


def named_lambdas(statements: Sequence[ast.stmt]) -> frozenset[int]:
    """Return the numbers of the statements whose lambdas stay lambdas.

    Args:
        statements: all statements of a notebook.
    """
    bound = {i: names for i, one in enumerate(statements) if (names := _bound_lambdas(one))}
    if not bound:
        return frozenset()
    parts = [part for one in statements for part in ast.walk(one)]
    if any(
        isinstance(part, ast.Attribute) and part.attr in NAMES and not _is_type(part.value) for part in parts
    ):
        return frozenset(bound)
    if any(isinstance(part, ast.Constant) and part.value in NAMES for part in parts):
        return frozenset(bound)
    calls = [part for part in parts if isinstance(part, ast.Call) and _last(part.func) in NAMING]
    return frozenset(i for i, names in bound.items() if any(_gives(call, names) for call in calls))


def _bound_lambdas(statement: ast.stmt) -> frozenset[str]:
    return frozenset(
        target.id
        for part in ast.walk(statement)
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Lambda)
        for target in part.targets
        if isinstance(target, ast.Name)
    )


def _is_type(node: ast.expr) -> bool:
    """Return whether a node is the class of an object, of which a lambda and a function have the same."""
    is_class = isinstance(node, ast.Attribute) and node.attr == "__class__"
    return is_class or (isinstance(node, ast.Call) and _last(node.func) == "type")


def _gives(call: ast.Call, names: frozenset[str]) -> bool:
    return any(uses_without_call(call, name) for name in names)


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
