"""What one top-level statement touches, and what using a function of the notebook does."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class FunctionSummary:
    """What calling a function (or using a class) of the notebook does.

    Args:
        reads: names of the notebook that it reads, itself or through functions that it calls.
        mutates: names of the notebook whose objects it changes in place.
        rebinds: names of the notebook that it binds by `global`.
        changes: its parameters whose objects it changes in place.
        side_effects: what it does besides computing.
        uses: functions and classes of the notebook that it runs.
        parameters: its parameters in order.
        shares: names of the notebook whose objects its result may be or hold.
        passes: whether its result may be or hold an argument.
        defers: whether its result may run code of it later: a closure, a generator, an instance.
        kind: type of its result where it is a generator or an instance of a class of the notebook.
        methods: for a class, its methods.
        restless: for a class, whether its instances may change when they are merely used: `len(k)`, `k[0]`, `k.size`.
        keeps: pairs of parameters of which the first one's object holds the second one's afterwards.
    """

    reads: frozenset[str] = frozenset()
    mutates: frozenset[str] = frozenset()
    rebinds: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    side_effects: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    parameters: tuple[str, ...] = ()
    shares: frozenset[str] = frozenset()
    passes: bool = False
    defers: bool = False
    kind: str = ""
    methods: tuple[tuple[str, FunctionSummary], ...] = ()
    restless: bool = False
    keeps: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Effects:
    """What a statement touches when it runs.

    Args:
        reads: names whose value from before may be used.
        uses: all names looked up, functions and imports included.
        binds: names that are bound whichever way the statement goes.
        maybe: names that are bound on some of its ways only.
        mutates: names whose objects may be changed in place, and those of copyable values that share these objects.
        changes: those of `mutates` that the statement itself changes.
        deletes: names that are gone afterwards.
        aliases: pairs of names that may share an object afterwards.
        side_effects: what it does besides computing, in the words of the API table, `unknown` for calls of which
            nothing is known, and `namespace` for code that looks names up as text.
        roles: what its calls are for, in the words of the API table.
        calls: qualified names of what it calls, where known.
        imports: pairs of a bound name and what it was imported as.
        types: pairs of a bound name and its type.
        carries: pairs of a name and the code of the notebook that its value may run when it is used.
    """

    reads: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    binds: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()
    mutates: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    deletes: frozenset[str] = frozenset()
    aliases: tuple[tuple[str, str], ...] = ()
    side_effects: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    imports: tuple[tuple[str, str], ...] = ()
    types: tuple[tuple[str, str], ...] = ()
    carries: tuple[tuple[str, FunctionSummary], ...] = ()

    @property
    def writes_anything(self) -> bool:
        """Whether it binds, changes or deletes a name."""
        return bool(self.binds or self.maybe or self.mutates or self.deletes)


def merged(summaries: Iterable[FunctionSummary]) -> FunctionSummary:
    """Return what using one or another of several functions may do."""
    found = tuple(summaries)
    if len(found) == 1:
        return found[0]
    return FunctionSummary(
        reads=frozenset(name for s in found for name in s.reads),
        mutates=frozenset(name for s in found for name in s.mutates),
        rebinds=frozenset(name for s in found for name in s.rebinds),
        changes=frozenset(name for s in found for name in s.changes),
        side_effects=frozenset(name for s in found for name in s.side_effects),
        uses=frozenset(name for s in found for name in s.uses),
        shares=frozenset(name for s in found for name in s.shares),
        passes=any(s.passes for s in found),
        defers=any(s.defers for s in found),
    )
