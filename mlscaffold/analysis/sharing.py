"""Shared objects: which names may refer to, contain, keep or view the same one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from mlscaffold.analysis.effects import Relation

Version = tuple[str, int]
Edges = dict[Version, set[Version]]


class Sharing:
    """Names that may share an object, updated statement by statement.

    A rebound name refers to another object, so links connect versions of names.
    """

    def __init__(self) -> None:
        self.current: dict[str, int] = {}
        self.count = 0
        self.parts: Edges = defaultdict(set)
        self.holders: Edges = defaultdict(set)
        self.kept: Edges = defaultdict(set)
        self.keepers: Edges = defaultdict(set)
        self.views: Edges = defaultdict(set)
        self.items: set[Version] = set()
        self.contents: dict[Version, set[str]] = {}

    def now(self, name: str) -> Version:
        """Return the current version of a name."""
        return name, self.current.get(name, 0)

    def renew(self, name: str) -> None:
        """Record that a name is rebound."""
        self.count += 1
        self.current[name] = self.count

    def link(self, holder: Version, part: Version, relation: Relation = Relation.SAME) -> None:
        """Record how the object of one name may refer to that of another."""
        if holder == part or relation is Relation.COPY:
            return
        if relation is Relation.VIEW:
            self.views[holder].add(part)
            self.views[part].add(holder)
            return
        is_part = relation is Relation.PART
        (self.kept if is_part else self.parts)[holder].add(part)
        (self.keepers if is_part else self.holders)[part].add(holder)

    def held(self, versions: Iterable[Version], *, deep: bool = False) -> set[Version]:
        """Return the versions whose objects may be, or be parts of, those of `versions`.

        Args:
            versions: where to start.
            deep: whether objects that are merely kept count.
        """
        return _reached(versions, [self.parts, self.kept] if deep else [self.parts])

    def reached(
        self, versions: Iterable[Version], *, deep: bool = True, overwrites: bool = True
    ) -> set[Version]:
        """Return the versions that may change with the objects of `versions`.

        Args:
            versions: versions of the names whose objects are changed.
            deep: whether a part of these objects is changed rather than they themselves.
            overwrites: whether data are overwritten, which views show.
        """
        start = set(versions)
        inside = start if deep else start & self.items
        found = self.held(start) | self.held(inside, deep=True)
        return _reached(found, [self.holders, self.keepers, *([self.views] if overwrites else [])])

    def contains(self, name: str, kinds: frozenset[str]) -> bool:
        """Return whether the object of a name may contain something of one of some kinds.

        Args:
            name: the name.
            kinds: types, or what else `contents` says of objects.
        """
        if not self.contents:
            return False
        inner = self.held([self.now(name)], deep=True)
        return any(not kinds.isdisjoint(self.contents.get(version, ())) for version in inner)


def _reached(start: Iterable[Version], edges: Iterable[Mapping[Version, set[Version]]]) -> set[Version]:
    kinds = list(edges)
    found = set(start)  # noqa: MLS205 a closure: the same set in any order
    pending = list(found)
    while pending:
        version = pending.pop()
        more = set[Version]().union(*(kind.get(version, ()) for kind in kinds)) - found
        found |= more
        pending.extend(more)
    return found
