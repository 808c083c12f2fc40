"""The nodes of code in order, each with what is known where it stands; names of functions are their own."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from mlscaffold.analysis import api
from mlscaffold.analysis.scopes import COMPREHENSIONS, SCOPES, comprehension_targets, names_of, stores
from mlscaffold.analysis.types import Environment, element_types, infer

BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
Placed = tuple[ast.AST, Environment]


def followed(body: Iterable[ast.stmt], env: Environment) -> Iterator[Placed]:
    """Yield the nodes of statements with what is known where they stand.

    Args:
        body: statements in their order.
        env: what is known before them.
    """
    yield from Follower(env).block(body)


class Follower:
    """What is known so far; `env` is brought up to date with each statement.

    Args:
        env: what is known at the start.
    """

    def __init__(self, env: Environment) -> None:
        self.env = env

    def block(self, body: Iterable[ast.stmt]) -> Iterator[Placed]:
        """Yield the nodes of statements, and remember what they bind."""
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
            yield from self._ways(node)

    def _ways(self, node: ast.stmt) -> Iterator[Placed]:
        """Follow the ways that a compound statement may go; what they disagree on is not known after it."""
        start = self.env
        ends = [start]
        for name in BLOCKS:
            parts = getattr(node, name, ())
            for body in [parts] if name in {"body", "orelse", "finalbody"} else [part.body for part in parts]:
                way = Follower(start)
                yield from way.block(body)
                ends += [way.env] if body else []
        sure = ends[1:] if isinstance(node, (ast.With, ast.AsyncWith)) else ends
        self.env = _met(sure)

    def learn(self, node: ast.stmt) -> None:
        """Take over what a statement itself binds."""
        bound = _bound(node, self.env)
        if not bound and not isinstance(node, SCOPES):
            return
        env = self.env
        imports = {name: target for name, target in env.imports.items() if name not in bound}
        types = {**env.types, **{name: kind for name, (kind, _) in bound.items()}}
        imports.update({name: target for name, (_, target) in bound.items() if target})
        own = (
            {node.name} if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) else set()
        )
        for name in own | {name for name, (_, target) in bound.items() if target}:
            types.pop(name, None)
        self.env = Environment(imports, types, (env.defined - bound.keys()) | own, env.gives)


def _met(ends: list[Environment]) -> Environment:
    """Return what is known after several ways."""
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
    return Environment(imports, types, defined, first.gives)


def _bound(node: ast.stmt, env: Environment) -> dict[str, tuple[str, str]]:
    """Return the names that a statement itself binds, with their type and what they were imported as."""
    if isinstance(node, ast.Import):
        return {
            a.asname or a.name.partition(".")[0]: (
                "",
                api.canonical(a.name if a.asname else a.name.partition(".")[0]),
            )
            for a in node.names
        }
    if isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        return {a.asname or a.name: ("", api.canonical(f"{module}.{a.name}")) for a in node.names}
    if isinstance(node, ast.Assign):
        return {
            name: (kind, "") for target in node.targets for name, kind in _targets(target, node.value, env)
        }
    if isinstance(node, (ast.AnnAssign, ast.AugAssign)) and isinstance(node.target, ast.Name):
        same = isinstance(node, ast.AugAssign)
        kind = env.types.get(node.target.id, "") if same else infer(node.value, env) if node.value else ""
        return {node.target.id: (kind, "")}
    heads = [part for part in ast.iter_child_nodes(node) if isinstance(part, (ast.expr, ast.withitem))]
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return {
            name: (kind, "")
            for item in node.items
            if item.optional_vars is not None
            for name, kind in _targets(item.optional_vars, item.context_expr, env)
        }
    return {name: ("", "") for head in heads for part in ast.walk(head) for name in stores(part)}


def _targets(target: ast.expr, value: ast.expr, env: Environment) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Name):
        kind = infer(value, env)
        yield target.id, "" if kind == "None" else kind
    elif isinstance(target, (ast.Tuple, ast.List)):
        kinds = element_types(value, len(target.elts), env)
        for item, kind in zip(target.elts, kinds, strict=True):
            for part in ast.walk(item):
                for name in stores(part):
                    yield name, kind if part is item else ""


def _expressions(node: ast.AST, env: Environment) -> Iterator[Placed]:
    """Yield an expression's nodes; names that lambdas and comprehensions bind are their own."""
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
    yield from Follower(_without(env, own)).block(body)


def _without(env: Environment, names: frozenset[str]) -> Environment:
    if not names:
        return env
    imports = {name: target for name, target in env.imports.items() if name not in names}
    types = {**env.types, **dict.fromkeys(names, "")}
    return Environment(imports, types, env.defined - names, env.gives)
