"""Effects of a statement and of a notebook function."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Relation(Enum):
    """How a value and an object refer to each other.

    Members:
        SAME: the value may be or contain the object, or view all of it: a change of either may change the other.
        PART: the value keeps the object, and a change of the value alone does not change it.
        VIEW: both may use the same data, so that overwritten data change in both; new columns do not.
        COPY: the value is a copy of a part of it, made when one of them is changed.
        CELLS: the value is new, but it may keep what the object keeps, such as the objects in the cells of a table.
    """

    SAME = "same"
    PART = "part"
    VIEW = "view"
    COPY = "copy"
    CELLS = "cells"


Stored = tuple[str, str, Relation]
"""The names of a holder and of what it holds, and how."""


@dataclass(frozen=True, slots=True)
class FunctionSummary:
    """Effects of calling a notebook function or using a notebook class.

    Args:
        reads: names of the notebook that it reads, directly or through functions.
        mutates: names of the notebook whose objects it changes in place.
        rebinds: names of the notebook that it binds by `global`.
        changes: its parameters whose objects it changes in place.
        side_effects: its side effects, in the words of the API table.
        uses: functions and classes of the notebook that it runs.
        parameters: its parameters in order.
        shares: names of the notebook whose objects its result may be or hold.
        returns_arguments: whether its result may be or hold an argument.
        returns_keepers: whether its result may keep an argument, as a fitted model its data.
        runs_later: whether its result may run its code later: a closure, a generator, an instance.
        kind: type of its result if it is a generator or an instance of a notebook class.
        methods: for a class, its methods.
        changes_on_use: for a class, whether mere use may change its instances: `len(k)`, `k[0]`, `k.size`.
        stores: what it stores where: pairs of parameters or names of the notebook.
        escapes: parameters and names of the notebook whose objects something without a name may keep.
        looks_up: parameters in which it looks up a key, which may add it.
        defaults: parameters whose default value it may change.
        checks: whether calling it may raise on purpose.
        converts: whether calling it raises if values cannot be converted.
        fills: whether its result may hold a dictionary that adds the keys that are looked up.
        is_open: for a class, whether creating an instance may run code of an unknown base class.
        base: for a class, that of a library from which it takes over methods, if it is known.
    """

    reads: frozenset[str] = frozenset()
    mutates: frozenset[str] = frozenset()
    rebinds: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    side_effects: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    parameters: tuple[str, ...] = ()
    shares: frozenset[str] = frozenset()
    returns_arguments: bool = False
    runs_later: bool = False
    kind: str = ""
    methods: tuple[tuple[str, FunctionSummary], ...] = ()
    changes_on_use: bool = False
    stores: tuple[Stored, ...] = ()
    escapes: frozenset[str] = frozenset()
    looks_up: frozenset[str] = frozenset()
    defaults: frozenset[str] = frozenset()
    returns_keepers: bool = False
    checks: bool = False
    converts: bool = False
    fills: bool = False
    is_open: bool = False
    base: str = ""


@dataclass(frozen=True, slots=True)
class Effects:
    """Effects of running a statement.

    Args:
        reads: names whose earlier value may be used.
        uses: all names read, functions and imports included.
        binds: names bound on every branch.
        maybe: names bound on some branches only.
        mutates: names whose objects may change in place, and names of copyable values that share these objects.
        changes: the names in `mutates` that the statement itself changes.
        deletes: names that do not exist afterwards.
        overwrites: the names in `mutates` whose data may be overwritten, which views of the data show.
        aliases: pairs of names that may share an object afterwards.
        keeps: pairs of a name whose object keeps that of another, as a fitted model its data.
        views: pairs of names that may view the same data.
        escapes: names whose objects something without a name may keep.
        looks_up: names of objects of unknown type in which a key is looked up, which may add it.
        converts: whether it raises if values cannot be converted.
        side_effects: its side effects in the words of the API table, `unknown` for calls that are not in it,
            `namespace` for code that reads names from strings, and `state` for changes of what functions and
            classes remember.
        roles: roles of its calls, in the words of the API table.
        calls: qualified names of its calls, if known.
        imports: pairs of a bound name and its qualified name.
        types: pairs of a bound name and its type.
        carries: pairs of a name and the notebook code that using its value may run.
    """

    reads: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    binds: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()
    mutates: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    deletes: frozenset[str] = frozenset()
    overwrites: frozenset[str] = frozenset()
    aliases: tuple[tuple[str, str], ...] = ()
    keeps: tuple[tuple[str, str], ...] = ()
    views: tuple[tuple[str, str], ...] = ()
    escapes: frozenset[str] = frozenset()
    looks_up: frozenset[str] = frozenset()
    converts: bool = False
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
    """Return the joint effects of several functions."""
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
        returns_arguments=any(s.returns_arguments for s in found),
        runs_later=any(s.runs_later for s in found),
        escapes=frozenset(name for s in found for name in s.escapes if name not in s.parameters),
        returns_keepers=any(s.returns_keepers for s in found),
        checks=any(s.checks for s in found),
        converts=any(s.converts for s in found),
        fills=any(s.fills for s in found),
    )
