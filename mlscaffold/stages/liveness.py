"""Which names are needed after each point of a sequence of statements."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from mlscaffold.analysis.dataflow import Flow
from mlscaffold.analysis.scopes import stores
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
        for name in unit.effects.reads if not unit.only_shows else ():
            found.pop(name, None)
        for name in unit.effects.deletes:
            found.pop(name, None)
        for name in unit.effects.binds | unit.effects.maybe | _known_changes(unit):
            found[name] = i
    return found


def loop_variables(unit: StatementUnit) -> frozenset[str]:
    """Return the names that a loop binds in each pass, before anything in it reads them."""
    node = unit.traced.statement.node
    if not isinstance(node, (ast.For, ast.AsyncFor, ast.While, ast.With)):
        return frozenset()
    loops = [part for part in ast.walk(node) if isinstance(part, (ast.For, ast.AsyncFor, ast.While))]
    inside = {n for loop in loops for part in ast.walk(loop) for n in stores(part)}
    return (unit.effects.maybe & inside) - unit.effects.reads


def _known_changes(unit: StatementUnit) -> frozenset[str]:
    """Return the names that a computing statement changes for certain, not because of an unknown call."""
    certain = unit.kind == "compute" and "unknown" not in unit.effects.side_effects
    return unit.effects.mutates - unit.traced.env.defined if certain else frozenset()


def shared(units: Sequence[StatementUnit], *, views: bool = False) -> dict[str, frozenset[str]]:
    """Return for each name the names, itself included, whose values may show a change of its object at some time.

    Names of one object share one set: thousands of them may be assigned together.

    Args:
        units: the statements.
        views: whether data are overwritten, so that views of them show the change.
    """
    same: dict[str, set[str]] = {}
    edges: dict[str, set[str]] = {}
    for unit in units:
        effects = unit.effects
        for first, second in (*effects.aliases, *(effects.views if views else ())):
            for one, other in ((first, second), (second, first)):
                same.setdefault(one, set()).add(other)
                edges.setdefault(one, set()).add(other)
        for keeper, part in effects.keeps:
            edges.setdefault(part, set()).add(keeper)
    found: dict[str, frozenset[str]] = {}
    for name in edges:
        if name not in found:
            found |= dict.fromkeys(_reached(name, same), frozenset(_reached(name, edges)))
    return found


def _reached(name: str, edges: Mapping[str, set[str]]) -> set[str]:
    found, pending = {name}, [name]
    while pending:
        more = edges.get(pending.pop(), set()) - found
        found |= more
        pending.extend(more)
    return found


def escaped(units: Sequence[StatementUnit]) -> frozenset[str]:
    """Return the names whose objects something without a name may keep after some statements."""
    found: frozenset[str] = frozenset()
    for unit in units:
        effects = unit.effects
        found = (found | effects.escapes) - effects.binds
        for first, second in (*effects.aliases, *effects.keeps):
            if first in found or (second in found and (first, second) not in effects.keeps):
                found |= {first, second}
    return found


def shared_names(flow: Flow) -> frozenset[str]:
    """Return the names whose object another name, or something without a name, may refer to at some time."""
    every = [traced.effects for traced in flow.statements]
    overwritten = frozenset(name for effects in every for name in effects.overwrites)
    found = {name for effects in every for pair in effects.aliases for name in pair}
    found |= {part for effects in every for _, part in effects.keeps}
    found |= {name for effects in every for name in effects.escapes}
    viewed = [pair for effects in every for pair in effects.views if overwritten & set(pair)]
    return frozenset(found.union(*viewed))
