"""Shared objects: which names may refer to, contain or view the same one."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from mlscaffold.analysis import types
from mlscaffold.analysis.effects import FunctionSummary
from mlscaffold.analysis.scopes import COMPREHENSIONS, Comprehension, comprehension_targets
from mlscaffold.analysis.types import Environment

VIEWS = frozenset(
    "reshape ravel squeeze transpose view swapaxes asarray atleast_1d atleast_2d expand_dims broadcast_to "
    "to_numpy iter zip enumerate map filter reversed items values keys gca gcf get_figure next".split()
)
HOLDERS = (
    "collections.",
    "csv.",
    "io.",
    "numpy.",
    "types.",
)  # classes whose instances are made of what they get
CONTAINERS = frozenset({"list", "dict", "set", "tuple"})
ALWAYS_NEW = (ast.Compare, ast.UnaryOp, ast.JoinedStr, ast.Constant)
Version = tuple[str, int]


def sources(node: ast.expr, env: Environment, functions: Mapping[str, FunctionSummary]) -> Iterator[ast.expr]:
    """Yield the names, lambdas, generators and calls whose objects an expression's value may be, contain or view."""
    if isinstance(node, ALWAYS_NEW) or types.infer(node, env) in types.IMMUTABLE:
        return
    if isinstance(node, (ast.Name, ast.Lambda)):
        yield node
    elif isinstance(node, ast.Call):
        yield node
        for part in shared_parts(node, env, functions):
            yield from sources(part, env, functions)
    elif isinstance(node, COMPREHENSIONS):
        yield from _of_comprehension(node, env, functions)
    elif not (_is_of_module(node, env) or _is_new(node, env)):
        for child in _parts(node):
            yield from sources(child, env, functions)


def roots(node: ast.expr, env: Environment, functions: Mapping[str, FunctionSummary]) -> frozenset[str]:
    """Return the names whose objects an expression's value may be, contain or view."""
    found: set[str] = set()
    for source in sources(node, env, functions):
        if isinstance(source, ast.Name) and not env.imports.get(source.id):
            found.add(source.id)
        elif (
            isinstance(source, ast.Call) and isinstance(source.func, ast.Name) and source.func.id in functions
        ):
            found |= functions[source.func.id].shares
    return frozenset(found)


def shared_parts(
    node: ast.Call, env: Environment, functions: Mapping[str, FunctionSummary]
) -> list[ast.expr]:
    """Return the receiver and the arguments of a call whose objects its result may be, contain or view."""
    args = [*node.args, *(k.value for k in node.keywords)]
    if isinstance(node.func, ast.Name) and node.func.id in functions:
        return args if functions[node.func.id].returns_arguments else []
    receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    known = types.call_api(node, env)
    last = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if known and known.returns == "receiver":
        return receiver
    if known and not known.view and last not in VIEWS and known.returns != "class":
        return []
    if known and known.name.startswith("pandas.") and known.returns == "class":
        return [part for part in node.args[:1] if types.infer(part, env) not in types.PANDAS]
    if known and known.returns == "class" and not known.name.startswith(HOLDERS) and "." in known.name:
        return [part for part in args if types.infer(part, env) not in types.DATA]
    called = [node.func] if isinstance(node.func, ast.Name) and node.func.id in env.types else []
    return [*args, *receiver, *called]


def copies(node: ast.expr, env: Environment) -> bool:
    """Return whether a part of an expression's value is a copy, as in pandas with copy-on-write."""
    return isinstance(node, (ast.Subscript, ast.Attribute)) and types.infer(node.value, env) in {
        *types.PANDAS,
        "indexer",
    }


def _of_comprehension(
    node: Comprehension, env: Environment, functions: Mapping[str, FunctionSummary]
) -> Iterator[ast.expr]:
    if isinstance(node, ast.GeneratorExp):
        yield node
    own = comprehension_targets(node)
    results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    for part in [*(g.iter for g in node.generators), *results]:
        found = sources(part, env, functions)
        yield from (s for s in found if not (isinstance(s, ast.Name) and s.id in own))


def _is_of_module(node: ast.expr, env: Environment) -> bool:
    return isinstance(node, ast.Attribute) and bool(types.qualified(node, env))


def _is_new(node: ast.expr, env: Environment) -> bool:
    return isinstance(node, ast.BinOp) and types.infer(node, env) not in CONTAINERS


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, (ast.Attribute, ast.Subscript)):
        yield node.value
    else:
        yield from (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr))


class Sharing:
    """Names that may share an object, updated statement by statement.

    A rebound name refers to another object, so links connect versions of names.
    """

    def __init__(self) -> None:
        self.current: dict[str, int] = {}
        self.count = 0
        self.parts: dict[Version, set[Version]] = defaultdict(set)
        self.holders: dict[Version, set[Version]] = defaultdict(set)

    def now(self, name: str) -> Version:
        """Return the current version of a name."""
        return name, self.current.get(name, 0)

    def renew(self, name: str) -> None:
        """Record that a name is rebound."""
        self.count += 1
        self.current[name] = self.count

    def link(self, holder: Version, part: Version) -> None:
        """Record that the object of one name may be, contain or view that of another."""
        if holder != part:
            self.parts[holder].add(part)
            self.holders[part].add(holder)

    def held(self, versions: Iterable[Version]) -> set[Version]:
        """Return the versions whose objects may be, or be parts of, those of `versions`."""
        return _reached(versions, self.parts)

    def reached(self, versions: Iterable[Version]) -> set[Version]:
        """Return the versions that may change with the objects of `versions`."""
        return _reached(self.held(versions), self.holders)


def _reached(start: Iterable[Version], edges: Mapping[Version, set[Version]]) -> set[Version]:
    found = set(start)  # noqa: MLS205 a closure: the same set in any order
    pending = list(found)
    while pending:
        more = edges.get(pending.pop(), set()) - found
        found |= more
        pending.extend(more)
    return found
