"""Uses of the names of a file's own scope in execution order, and places such as columns."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Literal, NamedTuple

from mlscaffold.analysis.imports import bindings
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import NodeContext, Raw, node_context
from mlscaffold.analysis.scopes import (
    COMPREHENSIONS,
    DEFINITIONS,
    Scope,
    comprehension_parts,
    comprehension_targets,
    parameters,
    stores,
)

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
    """A use of a name.

    Args:
        name: the name.
        kind: the kind of use.
        place: the node that reads, binds or deletes it, with its context.
        deferred: whether it is in the body of a lambda, which runs later.
    """

    name: str
    kind: Literal["read", "bind", "delete"]
    place: Raw
    deferred: bool = False

    @property
    def context(self) -> NodeContext:
        """Its node with its context."""
        return node_context(self.place)

    @property
    def cell(self) -> int:
        """The number of its cell."""
        return self.place[2][1]

    @property
    def position(self) -> Position:
        """Its position among all uses: a statement reads before it binds."""
        statement, cell, *_ = self.place[2]
        return cell, statement.lineno, statement.col_offset, self.kind != "read"


@dataclass(frozen=True, slots=True)
class FileNames:
    """The names of a file's own scope.

    Args:
        uses: the uses in its cells, in order.
        binds: the bindings of each name in order.
        free: for each top-level function and class (by `id`), the names of the file that its body reads.
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
        """Yield the functions and classes that cells define."""
        for name, places in self.binds.items():
            for use in places:
                if isinstance(use.context.node, DEFINITIONS):
                    yield name, use


@lru_cache(
    maxsize=2
)  # rules ask for one file in turn; by judgement a second one, for a file before and after a fix
def names_in(index: ModuleIndex) -> FileNames:
    """Return the uses of names in a file.

    Args:
        index: the file.
    """
    inner = _InnerNodes.of(index)
    own = sorted(_own(index, inner), key=attrgetter("position"))
    binds: dict[str, list[Use]] = {}
    for use in own:
        if use.kind == "bind":
            binds.setdefault(use.name, []).append(use)
    stars = any("*" in bindings(node, stars=True) for node, *_ in index.places(ast.ImportFrom))
    free, other = _free(index, inner)
    return FileNames(tuple(own), {n: tuple(u) for n, u in binds.items()}, free, frozenset(other), stars)


@dataclass(frozen=True, slots=True)
class _InnerNodes:
    """Names, by `id`, that belong to a comprehension or a lambda, and names that a lambda reads later."""

    local: frozenset[int]
    late: frozenset[int]

    @staticmethod
    def of(index: ModuleIndex) -> _InnerNodes:
        local: set[int] = set()
        late: set[int] = set()
        for context in index.of(*COMPREHENSIONS):
            local.update(_comprehended(context.node))
        for context in index.of(ast.Lambda):
            assert isinstance(context.node, ast.Lambda)
            params = set(parameters(context.node))
            inner_nodes = [node for node in ast.walk(context.node.body) if isinstance(node, ast.Name)]
            local.update(id(node) for node in inner_nodes if node.id in params)
            if not isinstance(context.parent, (ast.Call, ast.keyword)):
                late.update(id(node) for node in inner_nodes)
        return _InnerNodes(frozenset(local), frozenset(late))


def _comprehended(node: ast.AST) -> Iterator[int]:
    assert isinstance(node, COMPREHENSIONS)
    targets = comprehension_targets(node)
    _, inner_nodes = comprehension_parts(node)
    for part in (*inner_nodes, *(one.target for one in node.generators)):
        for name in ast.walk(part):
            if isinstance(name, ast.Name) and name.id in targets:
                yield id(name)


def _own(index: ModuleIndex, inner: _InnerNodes) -> Iterator[Use]:
    """Yield the uses outside functions and classes."""
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


def _free(index: ModuleIndex, inner: _InnerNodes) -> tuple[dict[int, tuple[Use, ...]], set[str]]:
    """Return the names of the file that functions read, and those that they bind."""
    enclosing = {id(context.node): context.scope for context in index.of(*DEFINITIONS)}
    shared = _declared(index.of(ast.Global))
    outer = _declared(index.of(ast.Nonlocal))
    bound = _bound(index, inner, shared, outer)
    found: dict[int, list[Use]] = {}
    for place in index.places(ast.Name):
        node, parent, (_, _, _, scope, _) = place
        if scope is None or id(node) in inner.local or not isinstance(node, ast.Name):
            continue
        reads = isinstance(node.ctx, ast.Load) or isinstance(parent, ast.AugAssign)
        if reads and not _is_bound(node.id, scope, enclosing, bound, shared):
            found.setdefault(id(_outermost(scope, enclosing)), []).append(Use(node.id, "read", place))
    other = {name for names in shared.values() for name in names}
    typed = {
        one.name for context in index.of(*DEFINITIONS) for one in getattr(context.node, "type_params", ())
    }
    return {key: tuple(uses) for key, uses in found.items()}, other | typed


def _declared(statements: Iterable[NodeContext]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for context in statements:
        if isinstance(context.node, (ast.Global, ast.Nonlocal)):
            found.setdefault(id(context.scope), set()).update(context.node.names)
    return found


def _bound(
    index: ModuleIndex, inner: _InnerNodes, shared: Mapping[int, set[str]], outer: Mapping[int, set[str]]
) -> dict[int, set[str]]:
    """Return the local names of each function and class, by `id`."""
    bound: dict[int, set[str]] = {}
    for context in index.of(*DEFINITIONS):
        assert isinstance(context.node, DEFINITIONS)
        params = {*parameters(context.node), *(one.name for one in getattr(context.node, "type_params", ()))}
        bound.setdefault(id(context.node), set()).update(params)
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
    enclosing: Mapping[int, Scope | None],
    bound: Mapping[int, set[str]],
    shared: Mapping[int, set[str]],
) -> bool:
    current: Scope | None = scope
    while current is not None:
        if name in shared.get(id(current), ()):
            return False
        is_visible = current is scope or not isinstance(current, ast.ClassDef)
        if is_visible and name in bound.get(id(current), ()):
            return True
        current = enclosing.get(id(current))
    return False


def _outermost(scope: Scope, enclosing: Mapping[int, Scope | None]) -> Scope:
    while (outer := enclosing.get(id(scope))) is not None:
        scope = outer
    return scope


Place = tuple[str, ...]
NOWHERE: Place = ()
_LABELS = frozenset({"loc", "at"})


def place_of(node: ast.AST) -> Place:
    """Return the place that an expression refers to, () for none.

    `df.a`, `df["a"]` and `df.loc[:, "a"]` are one place: `("df", "a")`. Its first part is the variable.
    """
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return _inside(node.value, node.attr)
    if isinstance(node, ast.Subscript):
        column = _column(node)
        if column and isinstance(node.value, ast.Attribute):
            return _inside(node.value.value, column)
        return _inside(node.value, _item(node.slice))
    return NOWHERE


def occurrences(node: ast.AST, place: Place) -> int:
    """Count the occurrences of a place in an expression: `df["a"] + df["b"]` contains `("df", "a")` once."""
    if place_of(node) == place:
        return 1
    return sum(occurrences(child, place) for child in ast.iter_child_nodes(node))


def mentioned_names(node: ast.AST) -> frozenset[str]:
    """Return the names in an expression."""
    return frozenset(part.id for part in ast.walk(node) if isinstance(part, ast.Name))


def _inside(receiver: ast.expr, part: str) -> Place:
    place = place_of(receiver)
    return (*place, part) if place else NOWHERE


def _column(node: ast.Subscript) -> str:
    """Return the column of `df.loc[:, "a"]`."""
    receiver, key = node.value, node.slice
    if not (isinstance(receiver, ast.Attribute) and receiver.attr in _LABELS and isinstance(key, ast.Tuple)):
        return ""
    rows, *columns = key.elts
    whole = isinstance(rows, ast.Slice) and rows.lower is None and rows.upper is None and rows.step is None
    return _item(columns[0]) if whole and len(columns) == 1 else ""


def _item(key: ast.expr) -> str:
    return (
        key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else f"[{ast.unparse(key)}]"
    )
