"""Nodes in order with their environment, all branches considered: slower than the index, and safe for rewriting."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from mlscaffold.analysis import api
from mlscaffold.analysis.imports import bindings
from mlscaffold.analysis.scopes import (
    COMPREHENSIONS,
    DEFINITIONS,
    SCOPES,
    bound_names,
    comprehension_targets,
    names_of,
)
from mlscaffold.analysis.types import Environment, assigned_types, infer

BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
Placed = tuple[ast.AST, Environment]


def walk(body: Iterable[ast.stmt], env: Environment) -> Iterator[Placed]:
    """Yield the nodes of statements with their environment.

    Args:
        body: statements in order.
        env: the environment before them.
    """
    yield from EnvironmentWalk(env).block(body)


class EnvironmentWalk:
    """A walk over statements; `env` is the environment after the last one.

    Args:
        env: the environment at the start.
    """

    def __init__(self, env: Environment) -> None:
        self.env = env

    def block(self, body: Iterable[ast.stmt]) -> Iterator[Placed]:
        """Yield the nodes of statements and record what they bind."""
        for statement in body:
            yield from self._statement(statement)

    def _statement(self, node: ast.stmt) -> Iterator[Placed]:
        env = self.env
        yield node, env
        inner = [part for name in BLOCKS for part in getattr(node, name, ())]
        if isinstance(node, SCOPES):
            self.learn(node)
            yield from _inside(node, self.env)
            return
        blocks = {id(part) for part in inner}
        for child in ast.iter_child_nodes(node):
            if id(child) not in blocks:
                yield from _expressions(child, env)
        self.learn(node)
        if inner:
            yield from self._branches(node)

    def _branches(self, node: ast.stmt) -> Iterator[Placed]:
        """Walk the branches of a compound statement; what they disagree on is unknown after it."""
        start = self.env
        ends = [start]
        for name in BLOCKS:
            parts = getattr(node, name, ())
            for body in [parts] if name in {"body", "orelse", "finalbody"} else [part.body for part in parts]:
                branch = EnvironmentWalk(start)
                yield from branch.block(body)
                ends += [branch.env] if body else []
        always = isinstance(node, (ast.With, ast.AsyncWith))
        self.env = _joined(ends[1:] if always else ends)

    def learn(self, node: ast.stmt) -> None:
        """Add what a statement itself binds."""
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imported = bindings(node, stars=True)
            self.env = self.env.binding({}, {name: api.canonical(imported[name]) for name in imported})
            return
        own = {node.name} if isinstance(node, DEFINITIONS) else set()
        bound = _bound(node, self.env)
        if bound or own:
            self.env = self.env.binding(bound, defined=frozenset(own))


def _joined(ends: list[Environment]) -> Environment:
    """Return the environment after several branches."""
    first, *others = ends
    if all(other is first for other in others):
        return first
    names = dict.fromkeys(name for end in ends for name in end.types)
    types = {}
    for name in names:
        kinds = {end.types[name] for end in ends if name in end.types}
        types[name] = kinds.pop() if len(kinds) == 1 else ""
    imports: dict[str, str] = {}
    for end in ends:
        imports = {**end.imports, **imports}
    defined = frozenset().union(*(end.defined for end in ends))
    return Environment(imports, types, defined, first.returns, first.copy_on_write, first.inherited)


def _bound(node: ast.stmt, env: Environment) -> dict[str, str]:
    """Return the names that a statement itself binds, with their types."""
    if isinstance(node, ast.Assign):
        return {k: v for target in node.targets for k, v in assigned_types(target, node.value, env).items()}
    if isinstance(node, (ast.AnnAssign, ast.AugAssign)) and isinstance(node.target, ast.Name):
        same = isinstance(node, ast.AugAssign)
        kind = env.types.get(node.target.id, "") if same else infer(node.value, env) if node.value else ""
        return {node.target.id: kind}
    if isinstance(node, (ast.With, ast.AsyncWith)):
        pairs = [(item.optional_vars, item.context_expr) for item in node.items]
        return {k: v for target, value in pairs for k, v in assigned_types(target, value, env).items()}
    heads = [part for part in ast.iter_child_nodes(node) if isinstance(part, (ast.expr, ast.withitem))]
    return {name: "" for head in heads for name in bound_names(head)}


def _expressions(node: ast.AST, env: Environment) -> Iterator[Placed]:
    """Yield an expression's nodes; lambdas and comprehensions have local names."""
    yield node, env
    if isinstance(node, COMPREHENSIONS):
        env = _without(env, frozenset(comprehension_targets(node)))
    elif isinstance(node, ast.Lambda):
        env = _without(env, names_of(node).bound)
    for child in ast.iter_child_nodes(node):
        yield from _expressions(child, env)


def _inside(node: ast.AST, env: Environment) -> Iterator[Placed]:
    """Yield the nodes of a definition's parts and of its body."""
    assert isinstance(node, SCOPES)
    body: list[ast.stmt] = getattr(node, "body", [])
    known = {id(part) for part in body}
    for child in ast.iter_child_nodes(node):
        if id(child) not in known:
            yield from _expressions(child, env)
    own = names_of(node).bound
    yield from EnvironmentWalk(_without(env, own)).block(body)


def _without(env: Environment, names: frozenset[str]) -> Environment:
    return env.binding(dict.fromkeys(names, "")) if names else env
