"""Looking at data, set apart from computing, where moving it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from mlscaffold.stages.liveness import live_before
from mlscaffold.stages.units import Unit

ENOUGH = 2  # lines of drawing that are worth a function of their own
SHOWN = 5  # lines of looks that are
STATE = frozenset({"random", "seeds", "settings", "clock", "shell", "unknown"})


def set_apart(group: tuple[Unit, ...], needed: frozenset[str]) -> tuple[tuple[Unit, ...], ...]:
    """Divide a stage into what it computes and what it only shows.

    Args:
        group: the statements of a stage, in order.
        needed: names that are read after the stage.

    Returns:
        The group alone, or what it computes and then what it shows.
    """
    if all(unit.kind != "compute" for unit in group):
        return (group,)
    live = live_before(group, needed)
    judged = {"train", "evaluate"} & {unit.role for unit in group if unit.kind == "compute"}
    kinds = {"plot"} if judged else {"plot", "look"}
    moving = {i for i, unit in enumerate(group) if unit.kind in kinds}
    while stuck := {i for i in moving if not _can_move(group, i, moving, live[-1])}:
        moving -= stuck
        moving -= {
            i
            for i in moving
            if any(group[i].cell == group[s].cell and _draws(group[s]) and _draws(group[i]) for s in stuck)
        }
    if not _worth_it(group, moving):
        return (group,)
    kept = tuple(unit for i, unit in enumerate(group) if i not in moving)
    shown = tuple(unit for i, unit in enumerate(group) if i in moving)
    return (kept, shown)


def _draws(unit: Unit) -> bool:
    return unit.kind == "plot"


def _worth_it(group: Sequence[Unit], moving: set[int]) -> bool:
    drawn = sum(group[i].lines for i in moving if _draws(group[i]))
    looked = sum(group[i].lines for i in moving if not _draws(group[i]))
    left = [unit for i, unit in enumerate(group) if i not in moving]
    return bool(left) and (drawn >= ENOUGH or looked >= SHOWN)


def _can_move(group: Sequence[Unit], at: int, moving: set[int], needed: frozenset[str]) -> bool:
    """Say whether a unit can run after all units of the group that stay before it."""
    unit = group[at]
    later = [other for i, other in enumerate(group) if i > at and i not in moving]
    if unit.writes & needed:
        return False
    return not any(_collide(unit, other) for other in later)


def _collide(unit: Unit, other: Unit) -> bool:
    if unit.writes & other.touches or other.writes & unit.touches:
        return True
    mine, theirs = unit.touch.effects, other.touch.effects
    if mine & STATE and theirs & STATE:
        return True
    if {"plot", "show"} & mine and {"plot", "show"} & theirs:
        return True
    files = {"reads-file", "writes-file"}
    return "writes-file" in mine | theirs and bool(mine & files) and bool(theirs & files)
