"""Sets apart what only shows data from what computes, where moving it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.stages.liveness import live_before
from mlscaffold.stages.statement_roles import Unit

ENOUGH_PLOTS = 2  # lines of plots worth a function: one that draws and one that labels
ENOUGH_LOOKS = (
    5  # lines of looks worth one: they are single calls such as `df.head()`, which do no harm where they are
)
STATE = frozenset({"random", "seeds", "settings", "clock", "shell", "unknown"})


def staying(units: Sequence[Unit], pinned: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return the numbers of the statements that cannot be moved.

    If a range begins with a function that cannot leave its stage, these are its uses; in other ranges, all statements.

    Args:
        units: the statements, in the notebook's order.
        pinned: first and last number of ranges that must stay in one stage.
    """
    nodes = {unit.index: unit.traced.statement.node for unit in units}
    found: set[int] = set()
    for first, last in pinned:
        inside = [unit for unit in units if first <= unit.index <= last]
        start = nodes.get(first)
        name = start.name if isinstance(start, DEFINITIONS) else ""
        found |= {unit.index for unit in inside if not name or name in unit.effects.uses}
    return frozenset(found)


def set_apart(
    group: tuple[Unit, ...], needed: frozenset[str], held: frozenset[int] = frozenset()
) -> tuple[tuple[Unit, ...], ...]:
    """Split a stage into what it computes and what it only shows.

    Args:
        group: the statements of a stage, in order.
        needed: names that are read after the stage.
        held: numbers of statements that cannot be moved.

    Returns:
        The group alone, or: what it shows of its inputs, what it computes, what it shows of the results.
    """
    if all(unit.kind != "compute" for unit in group):
        return (group,)
    with_model = {"train", "evaluate"} & {unit.role for unit in group if unit.kind == "compute"}
    kinds = {"plot"} if with_model else {"plot", "look"}
    showing = frozenset(i for i, unit in enumerate(group) if unit.kind in kinds)
    free = _whole_cells(group, frozenset(i for i in showing if group[i].index not in held), showing)
    last = _worth(group, _later(group, free, showing, live_before(group, needed)[-1]))
    first = _worth(group, _earlier(group, free - last, showing - last))
    parts = [[u for i, u in enumerate(group) if i in chosen] for chosen in (first, last)]
    rest = [unit for i, unit in enumerate(group) if i not in first | last]
    return tuple(tuple(part) for part in (parts[0], rest, parts[1]) if part) if rest else (group,)


def _later(
    group: Sequence[Unit], free: frozenset[int], showing: frozenset[int], needed: frozenset[str]
) -> frozenset[int]:
    """Return the free units that can run after all others of the group."""
    moving = free
    while stuck := frozenset(i for i in moving if not _can_move(group, i, moving, needed)):
        moving = _whole_cells(group, moving - stuck, showing)
    return moving


def _earlier(group: Sequence[Unit], free: frozenset[int], showing: frozenset[int]) -> frozenset[int]:
    """Return the free units that can run before all others of the group."""
    moving = free
    while stuck := frozenset(
        i for i in moving if any(_collide(group[i], group[j]) for j in range(i) if j not in moving)
    ):
        moving = _whole_cells(group, moving - stuck, showing)
    return moving


def _whole_cells(group: Sequence[Unit], moving: frozenset[int], showing: frozenset[int]) -> frozenset[int]:
    """Keep the plots of one cell together: they may share a figure."""
    torn = {group[i].cell for i in showing - moving if _draws(group[i])}
    return frozenset(i for i in moving if not (_draws(group[i]) and group[i].cell in torn))


def _draws(unit: Unit) -> bool:
    return unit.kind == "plot"


def _worth(group: Sequence[Unit], moving: frozenset[int]) -> frozenset[int]:
    """Return the units if they are worth a function of their own, else none."""
    drawn = sum(group[i].lines for i in moving if _draws(group[i]))
    looked = sum(group[i].lines for i in moving if not _draws(group[i]))
    return moving if drawn >= ENOUGH_PLOTS or looked >= ENOUGH_LOOKS else frozenset()


def _can_move(group: Sequence[Unit], at: int, moving: frozenset[int], needed: frozenset[str]) -> bool:
    """Return whether a unit can run after all later units of the group that are not moved."""
    unit = group[at]
    later = [other for i, other in enumerate(group) if i > at and i not in moving]
    if unit.writes & needed:
        return False
    return not any(_collide(unit, other) for other in later)


def _collide(unit: Unit, other: Unit) -> bool:
    if unit.writes & other.touches or other.writes & unit.touches:
        return True
    mine, theirs = unit.effects.side_effects, other.effects.side_effects
    if mine & STATE and theirs & STATE:
        return True
    if {"plot", "show"} & mine and {"plot", "show"} & theirs:
        return True
    files = {"reads-file", "writes-file"}
    return "writes-file" in mine | theirs and bool(mine & files) and bool(theirs & files)
