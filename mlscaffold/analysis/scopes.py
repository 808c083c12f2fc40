"""Scopes: names that functions, classes and comprehensions bind and read."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from mlscaffold.analysis.imports import local_name

BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__"}
Function = ast.FunctionDef | ast.AsyncFunctionDef
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True, slots=True)
class Names:
    """Names of one scope.

    Args:
        bound: local names, parameters included.
        free: names that it or an inner scope reads and it does not bind.
        rebinds: names of the notebook that it binds by a `global` statement.
    """

    bound: frozenset[str]
    free: frozenset[str]
    rebinds: frozenset[str]


_known: WeakKeyDictionary[ast.AST, Names] = WeakKeyDictionary()
"""The names of scopes that were asked for before: each scope asks for those inside."""


def names_of(scope: Scope) -> Names:
    """Return the names that a function, lambda or class binds and reads when its body runs."""
    if scope not in _known:
        _known[scope] = _names_of(scope)
    return _known[scope]


def _names_of(scope: Scope) -> Names:
    declared = {name for node in own_nodes(scope) if isinstance(node, ast.Global) for name in node.names}
    bound = {name for node in own_nodes(scope) for name in stores(node)} | set(parameters(scope))
    reads, inner_rebinds = _reads(own_nodes(scope))
    local = bound - declared
    rebinds = (bound & declared) | inner_rebinds
    if isinstance(scope, ast.ClassDef):
        inner = {
            name for node in own_nodes(scope) if isinstance(node, SCOPES) for name in names_of(node).free
        }
        return Names(
            frozenset(local), frozenset((reads - local) | inner | _read_first(scope)), frozenset(rebinds)
        )
    return Names(frozenset(local), frozenset(reads - local), frozenset(rebinds))


def _read_first(scope: ast.ClassDef) -> set[str]:
    """Return the names that a class body reads before it binds them: `n = n` reads the notebook's."""
    found: set[str] = set()
    bound: set[str] = set()
    for statement in scope.body:
        nodes = list(_walk(statement))
        found |= _reads(nodes)[0] - bound
        bound |= {name for node in nodes for name in stores(node)}
    return found


def _reads(nodes: Iterable[ast.AST]) -> tuple[set[str], set[str]]:
    reads: set[str] = set()
    rebinds: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            reads.add(node.id)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            reads.add(node.target.id)
        elif isinstance(node, SCOPES):
            inner = names_of(node)
            reads |= inner.free
            rebinds |= inner.rebinds
        elif isinstance(node, COMPREHENSIONS):
            first, rest = comprehension_parts(node)
            inside, deeper = _reads(part for child in rest for part in _walk(child))
            outside, more = _reads(_walk(first))
            reads |= (inside - comprehension_targets(node)) | outside
            rebinds |= deeper | more
    return reads, rebinds


def parameters(scope: Scope) -> tuple[str, ...]:
    """Return the names of the parameters in order, starred ones included."""
    if isinstance(scope, ast.ClassDef):
        return ()
    args = scope.args
    starred = [argument for argument in (args.vararg, args.kwarg) if argument]
    return tuple(a.arg for a in [*args.posonlyargs, *args.args, *args.kwonlyargs, *starred])


def own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a scope; inner scopes are yielded but not entered."""
    for child in _body(scope):
        yield from _walk(child)


def _body(scope: ast.AST) -> Iterable[ast.AST]:
    if isinstance(scope, ast.Lambda):
        return [scope.body]
    if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return scope.body
    return ast.iter_child_nodes(scope)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if isinstance(node, SCOPES):
        for outer in outer_nodes(node):
            yield from _walk(outer)
    elif isinstance(node, COMPREHENSIONS):
        yield from (part.target for part in ast.walk(node) if isinstance(part, ast.NamedExpr))
    else:
        for child in ast.iter_child_nodes(node):
            yield from _walk(child)


def outer_nodes(scope: Scope) -> list[ast.AST]:
    """Return the parts of a definition that run at once: decorators, defaults, bases, annotations."""
    if isinstance(scope, ast.ClassDef):
        return [*scope.decorator_list, *scope.bases, *(k.value for k in scope.keywords)]
    args = scope.args
    defaults = [d for d in [*args.defaults, *args.kw_defaults] if d is not None]
    arguments = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
    annotations = [a.annotation for a in arguments if a and a.annotation]
    result = getattr(scope, "returns", None)
    return [*getattr(scope, "decorator_list", []), *defaults, *annotations, *([result] if result else [])]


def defaults_of(scope: Scope) -> dict[str, ast.expr]:
    """Return the default values of a function or lambda by parameter."""
    if isinstance(scope, ast.ClassDef):
        return {}
    args = scope.args
    positional = [*args.posonlyargs, *args.args]
    last = positional[len(positional) - len(args.defaults) :]
    found = {a.arg: default for a, default in zip(last, args.defaults, strict=True)}
    keyword_only = zip(args.kwonlyargs, args.kw_defaults, strict=True)
    return found | {a.arg: default for a, default in keyword_only if default is not None}


def stores(node: ast.AST) -> tuple[str, ...]:
    """Return the names that a node itself binds in its scope."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
        return (node.id,)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return (node.name,)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return tuple(local_name(alias) for alias in node.names)
    if isinstance(node, ast.ExceptHandler) and node.name:
        return (node.name,)
    if isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
        return (node.name,)
    if isinstance(node, ast.MatchMapping) and node.rest:
        return (node.rest,)
    return ()


def bound_names(node: ast.AST) -> list[str]:
    """Return the names that a node and all nodes in it bind."""
    return [name for part in ast.walk(node) for name in stores(part)]


def comprehension_parts(node: Comprehension) -> tuple[ast.expr, list[ast.expr]]:
    """Return the part of a comprehension that runs in the enclosing scope, and the parts in its own."""
    first, *others = node.generators
    results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    return first.iter, [*first.ifs, *(part for g in others for part in (g.iter, *g.ifs)), *results]


def comprehension_targets(node: Comprehension) -> set[str]:
    """Return the local names of a comprehension."""
    return {n.id for g in node.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
