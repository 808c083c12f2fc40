"""What rules look up about names and nodes: reads, stores, enclosing nodes, literals, short source."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call, NodeContext

CACHED = 2
"""Files whose lookups are cached: rules are applied file by file, so that the last ones suffice and memory stays small."""

DEPTH = 12
"""Nodes between a value and its statement that are followed: a bound by judgement, so that a lookup is quick in any code."""


@lru_cache(maxsize=CACHED)
def reads(index: ModuleIndex) -> Mapping[str, tuple[NodeContext, ...]]:
    """Return where each name is read."""
    found: dict[str, list[NodeContext]] = {}
    for context in index.of(ast.Name):
        if isinstance(context.node, ast.Name) and isinstance(context.node.ctx, ast.Load):
            found.setdefault(context.node.id, []).append(context)
    return {name: tuple(places) for name, places in found.items()}


@lru_cache(maxsize=CACHED)
def stored(index: ModuleIndex) -> Mapping[str, int]:
    """Return how often each name is bound or deleted."""
    names = (context.node for context in index.of(ast.Name) if isinstance(context.node, ast.Name))
    return Counter(name.id for name in names if not isinstance(name.ctx, ast.Load))


@lru_cache(maxsize=CACHED)
def parents(index: ModuleIndex) -> Mapping[ast.AST, ast.AST]:
    """Return the parent of each node."""
    return {context.node: context.parent for places in index.nodes.values() for context in places}


def enclosing(index: ModuleIndex, node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes around a node up to its statement, innermost first."""
    above = parents(index)
    for _ in range(DEPTH):
        parent = above.get(node)
        if parent is None or parent is node or isinstance(node, ast.stmt):
            return
        yield parent
        node = parent


def ancestors(index: ModuleIndex, node: ast.AST) -> Iterator[ast.AST]:
    """Yield all nodes around a node within its function or cell, innermost first."""
    above = parents(index)
    while (parent := above.get(node)) is not None and parent is not node:
        yield parent
        node = parent


def conditions(index: ModuleIndex, node: ast.AST) -> Iterator[ast.expr]:
    """Yield the tests of the `if` statements around a node, innermost first."""
    return (above.test for above in ancestors(index, node) if isinstance(above, ast.If))


def assigned_name(context: NodeContext | Call) -> str:
    """Return the one name to which a statement assigns exactly this value, "" if it does something else."""
    statement = context.statement
    if isinstance(statement, ast.Assign) and statement.value is context.node and len(statement.targets) == 1:
        return variable(statement.targets[0])
    return ""


def receiver(call: Call) -> ast.expr | None:
    """Return the object whose method is called, None for a function."""
    return call.node.func.value if isinstance(call.node.func, ast.Attribute) else None


def variable(node: ast.AST | None) -> str:
    """Return the name of a variable, "" for anything else."""
    return node.id if isinstance(node, ast.Name) else ""


def last_name(node: ast.AST) -> str:
    """Return the last part of a dotted name, "" for anything else."""
    return node.attr if isinstance(node, ast.Attribute) else variable(node)


def constant(node: ast.AST | None) -> object:
    """Return the value of a literal, `...` for anything else."""
    return node.value if isinstance(node, ast.Constant) else ...


def string(node: ast.AST | None) -> str:
    """Return the value of a string literal, "" for anything else."""
    value = constant(node)
    return value if isinstance(value, str) else ""


def root(call: Call) -> str:
    """Return the top-level module from which the callee was imported, "" if it was not imported."""
    node: ast.AST = call.node.func
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return call.env.imports.get(variable(node), "").partition(".")[0]


def short(node: ast.AST, width: int = 40) -> str:  # 40 characters: a message is one line
    """Return the source of a node on one line, cut at a width."""
    return shorten(" ".join(ast.unparse(node).split()), width)


def shorten(text: str, width: int) -> str:
    """Return a text, cut at a width."""
    return text if len(text) <= width else f"{text[: width - 1]}…"
