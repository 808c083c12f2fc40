"""State of a pass over statements: the collected effects, and the types of names so far."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping
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
    hidden_changes: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    before: dict[str, Version] = field(default_factory=dict)
    rebound: set[str] = field(default_factory=set)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    side_effects: set[str] = field(default_factory=set)
    roles: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    carries: dict[str, FunctionSummary] = field(default_factory=dict)

    def result(self, bound: frozenset[str]) -> Effects:
        """Return the collected effects with the names bound on every branch."""
        return Effects(
            reads=frozenset(self.reads),
            uses=frozenset(self.uses),
            binds=bound,
            maybe=frozenset(self.ever) - bound,
            mutates=frozenset(n for n in self.mutated | self._reached_names() if not self._is_import(n)),
            changes=frozenset(n for n in self.mutated if not self._is_import(n)),
            deletes=frozenset(n for n in self.deleted - bound if n in self.gone | self.ever),
            aliases=tuple(dict.fromkeys(self.aliases)),
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
        alive = {self.sharing.now(name) for name, _ in self.reached} | set(self.before.values())
        kinds = self.now.types
        return {name for name, _ in self.reached & alive if kinds.get(name, "") in types.COPYABLE}

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

    def mutate(self, names: Iterable[str]) -> None:
        """Record that the objects of names are changed in place."""
        targets = frozenset(names)
        self.hidden_changes |= {name for name in targets if self.hidden(name)}
        shown = self.shown(targets)
        self.mutated |= shown
        self.reached |= self.sharing.reached(self.sharing.now(name) for name in shown)

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
        return Environment(imports, kinds, own, self.env.returns)
