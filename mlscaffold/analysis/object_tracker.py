"""Objects of names during a pass over statements: which are changed, held, kept and passed on."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mlscaffold.analysis import calls, types
from mlscaffold.analysis.accumulator import Accumulator
from mlscaffold.analysis.effects import FunctionSummary, Relation, merged
from mlscaffold.analysis.references import Reference, names_in, roots
from mlscaffold.analysis.sharing import Version

PATHS = (ast.Attribute, ast.Subscript)
DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp)
HELD = (Relation.SAME, Relation.PART, Relation.VIEW)
ADDING = frozenset({"collections.defaultdict"})
CHANGED_BY_USE = ADDING | calls.CONSUMED
USED = "changed by use"  # says of an instance of a notebook class that mere use changes it
OVERWRITING = "overwriting"  # says of an estimator that it overwrites data that it is given
Links = frozenset[tuple[Version, Relation]]


@dataclass(frozen=True, slots=True)
class Source:
    """The origin of the object that a name is bound to.

    Args:
        node: the expression, None for an item of one.
        kind: its type.
        links: versions of the names to whose objects it refers, and how.
        code: notebook code that using it may run.
        hidden: names of inner scopes to whose objects it refers.
        contents: types of what it contains if mere use changes them.
        item: whether it may be a part of one of these objects.
    """

    node: ast.expr | None
    kind: str
    links: Links
    code: tuple[FunctionSummary, ...] = ()
    hidden: frozenset[str] = frozenset()
    contents: frozenset[str] = frozenset()
    item: bool = False

    @property
    def versions(self) -> frozenset[Version]:
        """The versions to whose objects it refers."""
        return frozenset(version for version, _ in self.links)

    def as_part(self, *, code: bool = True) -> Source:
        """Return the same as something that is kept: a change of its holder does not change it.

        Args:
            code: whether using the holder may run its code.
        """
        links = {(v, Relation.PART if relation is Relation.SAME else relation) for v, relation in self.links}
        return replace(self, links=frozenset(links), code=self.code if code else ())


@dataclass
class ObjectTracker(Accumulator):
    """A pass that tracks objects."""

    def roots(self, node: ast.expr) -> frozenset[str]:
        """Return the names whose objects change if an expression's value is changed in place."""
        return roots(node, self.now, self.functions)

    def change(self, node: ast.expr, *, inner: bool = True, overwrites: bool = True) -> None:
        """Record that an expression's value is changed in place.

        Args:
            node: the expression.
            inner: whether the value of a path such as `box.items` may be something that `box` keeps.
            overwrites: whether data may be overwritten, which views of them show.
        """
        deep = inner and not isinstance(node, ast.Name)
        self.mutate(self.roots(node), deep=deep, overwrites=overwrites)

    def links(self, found: Sequence[Reference]) -> Links:
        """Return the versions to whose objects references refer, and how."""
        links = set()
        for relation in HELD:
            links |= {(version, relation) for version in self._versions(found, [relation])}
        copied = self._versions(found, [Relation.COPY, Relation.CELLS])
        cells = self.sharing.held(copied, deep=True) - self.sharing.held(copied)
        return frozenset(links | {(version, Relation.PART) for version in cells})

    def _versions(self, found: Sequence[Reference], relations: Iterable[Relation]) -> set[Version]:
        names = self.shown(names_in(found, self.now, self.functions, relations))
        return {self.sharing.now(name) for name in names}

    def hold(self, name: str, source: Source, *, stored: bool = False) -> None:
        """Record that a name's object may be, contain, keep or view an expression's value.

        Args:
            name: the name.
            source: the value.
            stored: whether the value is put into the object, which stays the same.
        """
        if self.hidden(name):
            return
        self.hidden_escapes |= source.hidden
        version = self.sharing.now(name)
        for other, relation in sorted(source.links, key=lambda link: (link[0], link[1].value)):
            self._hold(name, other, relation)
        if name in self.functions:
            self.escape(source)
        if source.item and not stored:
            self.sharing.items.add(version)
        contents = source.contents | ({source.kind} & CHANGED_BY_USE if stored else set())
        if contents:
            self.sharing.contents.setdefault(version, set()).update(contents)
        if source.code:
            self._carry(name, source.code)

    def _hold(self, name: str, version: Version, relation: Relation) -> None:
        if relation is Relation.PART:
            self.keeps.append((name, version))
        elif version[0] != name:
            (self.aliases if relation is Relation.SAME else self.views).append((name, version[0]))
        self.sharing.link(self.sharing.now(name), version, relation)

    def _carry(self, name: str, found: tuple[FunctionSummary, ...]) -> None:
        code = merged([*found, *([self.carries[name]] if name in self.carries else [])])
        self.carries[name] = code
        for other in sorted(code.mutates | code.shares):
            self._hold(name, self.sharing.now(other), Relation.SAME)

    def store_in(self, holder: ast.expr, sources: Iterable[Source]) -> None:
        """Record that an expression's value stores others."""
        names = self.shown(self.roots(holder))
        for source in sources:
            for name in sorted(names):
                self.hold(name, source, stored=True)
            if not names and self.is_elsewhere(holder):
                self.escape(source)

    def cells(self, source: Source, *, whole: bool) -> Source:
        """Return what a table or an array keeps of values that are copied into it: the objects of its cells.

        Args:
            source: the values.
            whole: whether the value itself may be the object of a cell.
        """
        if isinstance(source.node, DISPLAYS) or (whole and source.kind not in types.DATA):
            return source.as_part()
        start = {version for version, relation in source.links if relation is Relation.SAME}
        kept = {version for version, relation in source.links if relation is Relation.PART}
        inner = kept | self.sharing.held(start, deep=True) - start
        return replace(source, links=frozenset((version, Relation.PART) for version in inner), code=())

    def escape(self, source: Source) -> None:
        """Record that something without a name may keep a value."""
        self.hidden_escapes |= source.hidden
        self.escaped |= self.sharing.held(source.versions, deep=True)

    def is_elsewhere(self, node: ast.expr) -> bool:
        """Return whether a value without names is an object that others have: a module's, an unknown call's."""
        if types.qualified(node, self.now):
            return True
        if isinstance(node, PATHS):
            return self.is_elsewhere(node.value)
        if not isinstance(node, ast.Call):
            return False
        own = isinstance(node.func, ast.Name) and node.func.id in self.functions
        unknown = types.call_api(node, self.now) is None and not own
        return unknown or (isinstance(node.func, ast.Attribute) and self.is_elsewhere(node.func.value))
