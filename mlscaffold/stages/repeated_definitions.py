"""Definitions that repeat an earlier one, so that running them again changes nothing that anyone can observe."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.stages.introspection import Introspection, sets_own_state, uses_without_call

IMMUTABLE = (ast.Constant, ast.Tuple, ast.UnaryOp, ast.BinOp, ast.unaryop, ast.operator, ast.expr_context)
TYPE_TESTS = frozenset({"isinstance", "issubclass", "type"})
COUNTED_BASES = frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "NamedTuple", "BaseModel"})
"""Classes whose instances are compared with those of the repeated class: the new ones are not equal to the old ones."""


def repeated_definitions(
    statements: Sequence[Traced], seen: Introspection, kept_cells: frozenset[int] = frozenset()
) -> frozenset[int]:
    """Return the numbers of definitions that can be dropped.

    Args:
        statements: all statements of a notebook.
        seen: what the notebook looks at of its functions and classes.
        kept_cells: cells whose definitions are all kept.
    """
    latest: dict[str, tuple[int, str]] = {}
    found: set[int] = set()
    for index, traced in enumerate(statements):
        node = traced.statement.node
        if isinstance(node, DEFINITIONS):
            text = ast.unparse(node)
            repeats = (
                latest.get(node.name, (0, ""))[1] == text and traced.statement.location.cell not in kept_cells
            )
            if repeats and _can_go(node, statements, seen):
                found.add(index)
            latest[node.name] = index, text
        else:
            for name in traced.effects.binds | traced.effects.maybe | traced.effects.deletes:
                latest.pop(name, None)
    return frozenset(found)


def _can_go(node: Definition, statements: Sequence[Traced], seen: Introspection) -> bool:
    if node.name in seen.receivers or node.decorator_list:
        return False
    if any(node.name in traced.effects.mutates for traced in statements):
        return False
    nodes = [traced.statement.node for traced in statements]
    if isinstance(node, ast.ClassDef):
        return _is_stateless_class(node) and not _is_distinguished(node.name, nodes)
    return _has_fixed_defaults(node) and not any(_keeps(other, node.name) for other in nodes)


def _has_fixed_defaults(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    defaults = [one for one in [*node.args.defaults, *node.args.kw_defaults] if one is not None]
    return all(_is_immutable(one) for one in defaults)


def _is_immutable(node: ast.expr) -> bool:
    return all(isinstance(part, IMMUTABLE) for part in ast.walk(node))


def _keeps(node: ast.stmt, name: str) -> bool:
    """Return whether a statement keeps a function as a value, so that one could tell it from a second one."""
    arguments = {
        id(part)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        for part in (*call.args, *(keyword.value for keyword in call.keywords))
    }
    return any(id(use) not in arguments for use in uses_without_call(node, name))


def _is_stateless_class(node: ast.ClassDef) -> bool:
    """Return whether a class has neither state of its own nor effects when it is created."""
    plain = (isinstance(base, (ast.Name, ast.Attribute)) for base in node.bases)
    counted = {ast.unparse(base).rpartition(".")[2] for base in node.bases} & COUNTED_BASES
    if not all(plain) or node.keywords or counted or sets_own_state(node):
        return False
    return all(_is_stateless(part) for part in node.body)


def _is_stateless(node: ast.stmt) -> bool:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        plain = {"property", "staticmethod", "classmethod"}
        decorated = all(isinstance(d, ast.Name) and d.id in plain for d in node.decorator_list)
        return decorated and _has_fixed_defaults(node)
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        return node.value is None or _is_immutable(node.value)
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _is_distinguished(name: str, nodes: Sequence[ast.stmt]) -> bool:
    """Return whether code compares classes with one of this name, or derives another class from it."""
    return any(_compares(part, name) for node in nodes for part in ast.walk(node))


def _compares(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TYPE_TESTS:
        return any(name in mentioned_names(part) for part in node.args[1:]) or node.func.id == "type"
    if isinstance(node, ast.ExceptHandler):
        return node.type is not None and name in mentioned_names(node.type)
    if isinstance(node, ast.ClassDef):
        return any(name in mentioned_names(base) for base in node.bases)
    if isinstance(node, ast.MatchClass):
        return name in mentioned_names(node.cls)
    return isinstance(node, ast.Attribute) and node.attr == "__class__"
