"""State of a pass over statements: the collected effects, and the types of names so far."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from mlscaffold.analysis import types
from mlscaffold.analysis.effects import Effects, FunctionSummary
from mlscaffold.analysis.sharing import Sharing, Version
from mlscaffold.analysis.types import Environment


@dataclass
class Accumulator:
    """Effects collected so far, and the environment at the current point.

    Args:
        env: the environment before the statement.
        functions: the notebook's current functions and classes, by name.
        carried: notebook code that using a value may run, by the value's name.
        sharing: which names share objects.
        shadow: names of the inner scopes entered.
        items: for each name of a comprehension, the names of the iterables.
        bound: names that the statement has bound on every branch.
        depth: number of conditional or repeated blocks entered.
    """

    env: Environment
    functions: Mapping[str, FunctionSummary]
    carried: Mapping[str, FunctionSummary] = field(default_factory=dict)
    sharing: Sharing = field(default_factory=Sharing)
    shadow: tuple[frozenset[str], ...] = ()
    items: dict[str, frozenset[str]] = field(default_factory=dict)
    bound: frozenset[str] = frozenset()
    depth: int = 0
    reads: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    ever: set[str] = field(default_factory=set)
    mutated: set[str] = field(default_factory=set)
    reached: set[Version] = field(default_factory=set)
    overwritten: set[Version] = field(default_factory=set)
    escaped: set[Version] = field(default_factory=set)
    looked_up: set[Version] = field(default_factory=set)
    hidden_changes: set[str] = field(default_factory=set)
    hidden_escapes: set[str] = field(default_factory=set)
    hidden_lookups: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    before: dict[str, Version] = field(default_factory=dict)
    rebound: set[str] = field(default_factory=set)
    converts: bool = False
    aliases: list[tuple[str, str]] = field(default_factory=list)
    keeps: list[tuple[str, Version]] = field(default_factory=list)
    views: list[tuple[str, str]] = field(default_factory=list)
    side_effects: set[str] = field(default_factory=set)
    roles: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    carries: dict[str, FunctionSummary] = field(default_factory=dict)

    def result(self, bound: frozenset[str]) -> Effects:
        """Return the collected effects with the names bound on every branch."""
        mutates = frozenset(n for n in self.mutated | self._reached_names() if not self._is_import(n))
        return Effects(
            reads=frozenset(self.reads),
            uses=frozenset(self.uses),
            binds=bound,
            maybe=frozenset(self.ever) - bound,
            mutates=mutates,
            changes=frozenset(n for n in self.mutated if not self._is_import(n)),
            deletes=frozenset(n for n in self.deleted - bound if n in self.gone | self.ever),
            overwrites=mutates & {name for name, _ in self.overwritten},
            aliases=tuple(dict.fromkeys(self.aliases)),
            keeps=tuple(dict.fromkeys(self._kept_names())),
            views=tuple(dict.fromkeys(self.views)),
            escapes=frozenset(name for name, _ in self.escaped & self._alive(self.escaped)),
            looks_up=frozenset(name for name, _ in self.looked_up if not self._is_import(name)),
            converts=self.converts,
            side_effects=frozenset(self.side_effects),
            roles=tuple(self.roles),
            calls=tuple(self.calls),
            imports=tuple((name, target) for name, target in self.imports.items() if target),
            types=tuple(self.types.items()),
            carries=tuple(self.carries.items()),
        )

    def _is_import(self, name: str) -> bool:
        return bool(self.imports.get(name, self.env.imports.get(name)))

    def _reached_names(self) -> set[str]:
        if not self.reached:
            return set()
        kinds = self.now.types
        alive = self.reached & self._alive(self.reached)
        return {name for name, _ in alive if kinds.get(name, "") in types.COPYABLE}

    def _kept_names(self) -> Iterator[tuple[str, str]]:
        """Yield what names keep; an object whose name is bound again goes by its other names."""
        for keeper, version in self.keeps:
            same = [version] if self.sharing.now(version[0]) == version else self.sharing.reached([version])
            names = sorted(name for name, number in same if self.sharing.now(name) == (name, number))
            yield from ((keeper, name) for name in names if name != keeper)

    def _alive(self, versions: Iterable[Version]) -> set[Version]:
        """Return the versions of names that are current now or were before the statement."""
        return {self.sharing.now(name) for name, _ in versions} | set(self.before.values())

    # ---- names --------------------------------------------------------------------------------------------
    def hidden(self, name: str) -> bool:
        """Return whether a name belongs to an inner scope."""
        return any(name in names for names in self.shadow)

    def read(self, name: str) -> None:
        """Record that a name is read."""
        if self.hidden(name):
            return
        self.uses.add(name)
        if name not in self.bound:
            self.reads.add(name)

    def store(self, name: str, kind: str, imported: str = "") -> None:
        """Record that a name is bound."""
        if self.hidden(name):
            return
        self.before.setdefault(name, self.sharing.now(name))
        if self.depth == 0:
            self.sharing.renew(name)
            self.carries.pop(name, None)
        self.bound |= {name}
        self.ever.add(name)
        self.deleted.discard(name)
        self.gone.discard(name)
        self.types[name] = "" if kind == "None" else kind
        if name in self.env.imports or name in self.imports:
            self.imports[name] = imported

    def mutate(self, names: Iterable[str], *, deep: bool = True, overwrites: bool = True) -> None:
        """Record that the objects of names are changed in place.

        Args:
            names: the names.
            deep: whether parts of their objects may be changed rather than they themselves.
            overwrites: whether data may be overwritten, which views of them show.
        """
        targets = frozenset(names)
        self.hidden_changes |= {name for name in targets if self.hidden(name)}
        shown = self.shown(targets)
        self.mutated |= shown
        if not shown.isdisjoint(self.functions):
            self.side_effects.add("state")
        versions = [self.sharing.now(name) for name in shown]
        found = self.sharing.reached(versions, deep=deep, overwrites=overwrites)
        self.reached |= found
        self.overwritten |= found if overwrites else set()

    def shown(self, names: Iterable[str]) -> frozenset[str]:
        """Return names with those of comprehensions replaced by the names of their iterables."""
        found = [self.items.get(name, frozenset()) if self.hidden(name) else {name} for name in names]
        return frozenset().union(*found)

    @property
    def now(self) -> Environment:
        """The environment at this point of the statement."""
        if not (self.types or self.imports or self.shadow):
            return self.env
        hidden = dict.fromkeys(frozenset().union(*self.shadow), "")
        own = self.env.defined - hidden.keys()
        imports = ChainMap(hidden, self.imports, cast("dict[str, str]", self.env.imports))
        kinds = ChainMap(hidden, self.types, cast("dict[str, str]", self.env.types))
        return Environment(imports, kinds, own, self.env.returns, self.env.copy_on_write, self.env.inherited)
