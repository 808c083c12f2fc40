"""Where names are read and what stands around a node: looked up once for a file."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call, NodeContext

KEPT = 2
DEEP = 12


@lru_cache(maxsize=KEPT)
def reads(index: ModuleIndex) -> Mapping[str, tuple[NodeContext, ...]]:
    """Return the places in which each name is read."""
    found: dict[str, list[NodeContext]] = {}
    for seen in index.of(ast.Name):
        if isinstance(seen.node, ast.Name) and isinstance(seen.node.ctx, ast.Load):
            found.setdefault(seen.node.id, []).append(seen)
    return {name: tuple(places) for name, places in found.items()}


@lru_cache(maxsize=KEPT)
def stored(index: ModuleIndex) -> Mapping[str, int]:
    """Return how often each name is bound or deleted."""
    names = (seen.node for seen in index.of(ast.Name))
    return Counter(
        node.id for node in names if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    )


@lru_cache(maxsize=KEPT)
def parents(index: ModuleIndex) -> Mapping[ast.AST, ast.AST]:
    """Return what each node is a part of."""
    return {seen.node: seen.parent for places in index.nodes.values() for seen in places}


def around(index: ModuleIndex, node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands around a node, the nearest first, its statement last."""
    above = parents(index)
    for _ in range(DEEP):
        parent = above.get(node)
        if parent is None or parent is node or isinstance(node, ast.stmt):
            return
        yield parent
        node = parent


def blocks(index: ModuleIndex, node: ast.AST) -> Iterator[ast.AST]:
    """Yield all that a node stands in within its function or cell, the nearest first."""
    above = parents(index)
    while (parent := above.get(node)) is not None and parent is not node:
        yield parent
        node = parent


def conditions(index: ModuleIndex, node: ast.AST) -> Iterator[ast.expr]:
    """Yield the tests of the `if` statements that a node stands in, the nearest first."""
    return (above.test for above in blocks(index, node) if isinstance(above, ast.If))


def bound_to(seen: NodeContext | Call) -> str:
    """Return the name that a statement binds to just this value, "" where it does something else with it."""
    statement = seen.statement
    if isinstance(statement, ast.Assign) and statement.value is seen.node and len(statement.targets) == 1:
        target = statement.targets[0]
        return target.id if isinstance(target, ast.Name) else ""
    return ""


def last_name(node: ast.AST) -> str:
    """Return the last part of a dotted name, "" for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def root(call: Call) -> str:
    """Return the top module that what is called was imported from, "" where it was not imported."""
    node: ast.AST = call.node.func
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    target = call.env.imports.get(node.id, "") if isinstance(node, ast.Name) else ""
    return target.partition(".")[0]


def short(node: ast.AST, width: int = 40) -> str:
    """Return the source of a node on one line, cut where it is long."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= width else text[: width - 1] + "…"
