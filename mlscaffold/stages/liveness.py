"""Which names are needed after each point of a sequence of statements."""

from __future__ import annotations

from collections.abc import Sequence

from mlscaffold.analysis.dataflow import Flow
from mlscaffold.stages.statement_roles import StatementUnit


def live_before(units: Sequence[StatementUnit], after: frozenset[str] = frozenset()) -> list[frozenset[str]]:
    """Return, for each unit and for the end, the names whose values at that point are read later.

    Args:
        units: statements in their order.
        after: names that are read after the last one.

    Returns:
        A set for each unit, and `after` for the end.
    """
    found = [after]
    for unit in reversed(units):
        needed = found[-1] - unit.effects.binds - unit.effects.deletes
        found.append(needed | unit.effects.reads | unit.effects.mutates - unit.effects.binds)
    return found[::-1]


def last_writers(units: Sequence[StatementUnit]) -> dict[str, int]:
    """Return for each name the position of the unit that binds it last."""
    return {name: i for i, unit in enumerate(units) for name in unit.effects.binds | unit.effects.maybe}


def unread(units: Sequence[StatementUnit]) -> dict[str, int]:
    """Return names whose last value is only displayed, with the position of the unit that binds it."""
    found: dict[str, int] = {}
    for i, unit in enumerate(units):
        for name in unit.effects.reads if unit.kind != "display" else ():
            found.pop(name, None)
        for name in unit.effects.deletes:
            found.pop(name, None)
        for name in unit.effects.binds | unit.effects.maybe | _known_changes(unit):
            found[name] = i
    return found


def _known_changes(unit: StatementUnit) -> frozenset[str]:
    """Return the names that a computing statement changes for certain, not because of an unknown call."""
    certain = unit.kind == "compute" and "unknown" not in unit.effects.side_effects
    return unit.effects.mutates if certain else frozenset()


def shared(units: Sequence[StatementUnit]) -> dict[str, frozenset[str]]:
    """Return for each name the other names that may share its object at some time."""
    groups: dict[str, set[str]] = {}
    for unit in units:
        for first, second in unit.effects.aliases:
            joined = groups.get(first, {first}) | groups.get(second, {second})
            for name in joined:
                groups[name] = joined
    return {name: frozenset(group - {name}) for name, group in groups.items()}


def shared_names(flow: Flow) -> frozenset[str]:
    """Return the names that may share their object with another name at some time."""
    return frozenset(name for traced in flow.statements for pair in traced.effects.aliases for name in pair)
