"""Which names the notebook's own scope binds, reads and deletes, in the order in which cells run; from a sketch."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import NodeContext, Raw, seen_of
from mlscaffold.analysis.scopes import (
    COMPREHENSIONS,
    Scope,
    comprehension_parts,
    comprehension_targets,
    parameters,
    stores,
)

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
BINDERS = (
    *DEFINITIONS,
    ast.Import,
    ast.ImportFrom,
    ast.ExceptHandler,
    ast.MatchAs,
    ast.MatchStar,
    ast.MatchMapping,
)
Position = tuple[int, int, int, int]


class Use(NamedTuple):
    """A name in its place.

    Args:
        name: the name.
        kind: what happens to it.
        place: the node that reads, binds or deletes it.
        late: whether it stands in the body of a lambda, which runs when that is called.
    """

    name: str
    kind: Literal["read", "bind", "delete"]
    place: Raw
    late: bool = False

    @property
    def seen(self) -> NodeContext:
        """Its node in its place."""
        return seen_of(self.place)

    @property
    def cell(self) -> int:
        """The number of its cell."""
        return self.place[2][1]

    @property
    def position(self) -> Position:
        """Where it comes among all uses: a statement reads before it binds."""
        return _position(self)


@dataclass(frozen=True, slots=True)
class FileNames:
    """The names of a file's own scope.

    Args:
        uses: what its cells do with them, in order.
        binds: each name that cells bind, with the places in order.
        free: for each function and class that stands in no other (by `id`): what its body reads of that scope.
        other: names that functions bind by a `global` statement, and type parameters.
        stars: whether `from … import *` may bind any name.
    """

    uses: tuple[Use, ...]
    binds: Mapping[str, tuple[Use, ...]]
    free: Mapping[int, tuple[Use, ...]]
    other: frozenset[str]
    stars: bool

    @property
    def definitions(self) -> Iterator[tuple[str, Use]]:
        """Yield name and place of the functions and classes that cells define."""
        for name, places in self.binds.items():
            for use in places:
                if isinstance(use.seen.node, DEFINITIONS):
                    yield name, use


@lru_cache(maxsize=2)
def names_in(index: ModuleIndex) -> FileNames:
    """Return what becomes of names in a file.

    Args:
        index: the file.
    """
    inner = _Inner.of(index)
    own = sorted(_own(index, inner), key=_position)
    binds: dict[str, list[Use]] = {}
    for use in own:
        if use.kind == "bind":
            binds.setdefault(use.name, []).append(use)
    stars = any(alias.name == "*" for seen in index.of(ast.ImportFrom) for alias in _aliases(seen.node))
    free, other = _free(index, inner)
    return FileNames(tuple(own), {n: tuple(u) for n, u in binds.items()}, free, frozenset(other), stars)


def _position(use: Use) -> Position:
    statement, cell, *_ = use.place[2]
    return cell, statement.lineno, statement.col_offset, use.kind != "read"


@dataclass(frozen=True, slots=True)
class _Inner:
    """Nodes, by `id`, that a comprehension or a lambda keeps for itself, and those that a lambda reads later."""

    local: frozenset[int]
    late: frozenset[int]

    @staticmethod
    def of(index: ModuleIndex) -> _Inner:
        local: set[int] = set()
        late: set[int] = set()
        for seen in index.of(*COMPREHENSIONS):
            local.update(_comprehended(seen.node))
        for seen in index.of(ast.Lambda):
            assert isinstance(seen.node, ast.Lambda)
            given = set(parameters(seen.node))
            inside = [node for node in ast.walk(seen.node.body) if isinstance(node, ast.Name)]
            local.update(id(node) for node in inside if node.id in given)
            if not isinstance(seen.parent, (ast.Call, ast.keyword)):
                late.update(id(node) for node in inside)
        return _Inner(frozenset(local), frozenset(late))


def _comprehended(node: ast.AST) -> Iterator[int]:
    assert isinstance(node, COMPREHENSIONS)
    targets = comprehension_targets(node)
    _, inside = comprehension_parts(node)
    for part in (*inside, *(one.target for one in node.generators)):
        for name in ast.walk(part):
            if isinstance(name, ast.Name) and name.id in targets:
                yield id(name)


def _own(index: ModuleIndex, inner: _Inner) -> Iterator[Use]:
    """Yield what stands in no function and no class."""
    local, late = inner.local, inner.late
    for place in index.places(ast.Name):
        node, parent, context = place
        if context[3] is not None or id(node) in local:
            continue
        name, kind = node.id, type(node.ctx)  # type: ignore[attr-defined]
        if kind is ast.Load:
            yield Use(name, "read", place, id(node) in late)
        elif kind is ast.Del:
            yield Use(name, "delete", place)
        else:
            if type(parent) is ast.AugAssign:
                yield Use(name, "read", place)
            yield Use(name, "bind", place)
    for binder in BINDERS:
        for place in index.places(binder):
            if place[2][3] is None:
                yield from (Use(name, "bind", place) for name in stores(place[0]) if name != "*")


def _free(index: ModuleIndex, inner: _Inner) -> tuple[dict[int, tuple[Use, ...]], set[str]]:
    """Return what functions read of the file's own scope, and which of its names they bind."""
    around = {id(seen.node): seen.scope for seen in index.of(*DEFINITIONS)}
    shared = _declared(index.of(ast.Global))
    outer = _declared(index.of(ast.Nonlocal))
    bound = _bound(index, inner, shared, outer)
    found: dict[int, list[Use]] = {}
    for place in index.places(ast.Name):
        node, parent, (_, _, _, scope, _) = place
        if scope is None or id(node) in inner.local or not isinstance(node, ast.Name):
            continue
        reads = isinstance(node.ctx, ast.Load) or isinstance(parent, ast.AugAssign)
        if reads and not _is_bound(node.id, scope, around, bound, shared):
            found.setdefault(id(_outermost(scope, around)), []).append(Use(node.id, "read", place))
    other = {name for names in shared.values() for name in names}
    typed = {one.name for seen in index.of(*DEFINITIONS) for one in getattr(seen.node, "type_params", ())}
    return {key: tuple(uses) for key, uses in found.items()}, other | typed


def _declared(statements: Iterable[NodeContext]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for seen in statements:
        if isinstance(seen.node, (ast.Global, ast.Nonlocal)):
            found.setdefault(id(seen.scope), set()).update(seen.node.names)
    return found


def _bound(
    index: ModuleIndex, inner: _Inner, shared: Mapping[int, set[str]], outer: Mapping[int, set[str]]
) -> dict[int, set[str]]:
    """Return the names that each function and class binds for itself, by `id`."""
    bound: dict[int, set[str]] = {}
    for seen in index.of(*DEFINITIONS):
        assert isinstance(seen.node, DEFINITIONS)
        given = {*parameters(seen.node), *(one.name for one in getattr(seen.node, "type_params", ()))}
        bound.setdefault(id(seen.node), set()).update(given)
    for kind in (ast.Name, *BINDERS):
        for node, _, (_, _, _, scope, _) in index.places(kind):
            if scope is not None and id(node) not in inner.local:
                bound.setdefault(id(scope), set()).update(stores(node))
    for key in shared.keys() | outer.keys():
        bound.get(key, set()).difference_update(shared.get(key, set()), outer.get(key, set()))
    return bound


def _is_bound(
    name: str,
    scope: Scope,
    around: Mapping[int, Scope | None],
    bound: Mapping[int, set[str]],
    shared: Mapping[int, set[str]],
) -> bool:
    here: Scope | None = scope
    while here is not None:
        if name in shared.get(id(here), ()):
            return False
        sees = here is scope or not isinstance(here, ast.ClassDef)
        if sees and name in bound.get(id(here), ()):
            return True
        here = around.get(id(here))
    return False


def _outermost(scope: Scope, around: Mapping[int, Scope | None]) -> Scope:
    while (outer := around.get(id(scope))) is not None:
        scope = outer
    return scope


def _aliases(node: ast.AST) -> list[ast.alias]:
    return node.names if isinstance(node, ast.ImportFrom) else []
