"""Separates statements that only display data from those that compute, where moving them changes nothing."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from mlscaffold.analysis.scopes import DEFINITIONS, stores
from mlscaffold.stages.liveness import live_before
from mlscaffold.stages.options import sets_options
from mlscaffold.stages.statement_roles import StatementUnit

MIN_PLOT_LINES = 2  # lines of plots worth a function: one that draws and one that labels
MIN_DISPLAY_LINES = 5  # lines of displays worth one: they are single calls such as `df.head()`, which do no harm where they are
IMPORTS = (ast.Import, ast.ImportFrom)
STATE = frozenset({"random", "seeds", "settings", "clock", "shell", "state", "unknown"})


def immovable_statements(units: Sequence[StatementUnit], pinned: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return the numbers of the statements that cannot be moved.

    If a range begins with a function or an import that cannot leave its stage, these are its uses; in other ranges, all
    statements. Uses of an import that stays are among them wherever they are.

    Args:
        units: the statements, in the notebook's order.
        pinned: first and last number of ranges that must stay in one stage.
    """
    nodes = {unit.index: unit.traced.statement.node for unit in units}
    imported = {name for node in nodes.values() for name in stores(node) if isinstance(node, IMPORTS)}
    found = {unit.index for unit in units if imported & unit.effects.uses}
    for first, last in pinned:
        inside = [unit for unit in units if first <= unit.index <= last]
        start = nodes.get(first)
        names = set(stores(start)) if isinstance(start, (*DEFINITIONS, *IMPORTS)) else set()
        found |= {unit.index for unit in inside if not names or names & unit.effects.uses}
    return frozenset(found)


def separate_exploration(
    group: tuple[StatementUnit, ...], needed: frozenset[str], immovable: frozenset[int] = frozenset()
) -> tuple[tuple[StatementUnit, ...], ...]:
    """Split a stage into what it computes and what it only shows.

    Args:
        group: the statements of a stage, in order.
        needed: names that are read after the stage.
        immovable: numbers of statements that cannot be moved.

    Returns:
        The group alone, or: what it shows of its inputs, what it computes, what it shows of the results.
    """
    if all(unit.kind != "compute" for unit in group):
        return (group,)
    with_model = {"train", "evaluate"} & {unit.role for unit in group if unit.kind == "compute"}
    kinds = {"plot"} if with_model else {"plot", "display"}
    showing = frozenset(i for i, unit in enumerate(group) if unit.kind in kinds)
    free = _whole_cells(group, frozenset(i for i in showing if group[i].index not in immovable), showing)
    last = _if_long_enough(group, _later(group, free, showing, live_before(group, needed)[-1]))
    first = _if_long_enough(group, _earlier(group, free - last, showing - last))
    parts = [[u for i, u in enumerate(group) if i in chosen] for chosen in (first, last)]
    rest = [unit for i, unit in enumerate(group) if i not in first | last]
    return tuple(tuple(part) for part in (parts[0], rest, parts[1]) if part) if rest else (group,)


def _later(
    group: Sequence[StatementUnit], free: frozenset[int], showing: frozenset[int], needed: frozenset[str]
) -> frozenset[int]:
    """Return the free units that can run after all others of the group."""
    moving = free
    while stuck := frozenset(i for i in moving if not _can_move(group, i, moving, needed)):
        moving = _whole_cells(group, moving - stuck, showing)
    return moving


def _earlier(group: Sequence[StatementUnit], free: frozenset[int], showing: frozenset[int]) -> frozenset[int]:
    """Return the free units that can run before all others of the group."""
    moving = free
    while stuck := frozenset(
        i for i in moving if any(_collide(group[i], group[j]) for j in range(i) if j not in moving)
    ):
        moving = _whole_cells(group, moving - stuck, showing)
    return moving


def _whole_cells(
    group: Sequence[StatementUnit], moving: frozenset[int], showing: frozenset[int]
) -> frozenset[int]:
    """Keep the plots of one cell together: they may share a figure."""
    split_cells = {group[i].cell for i in showing - moving if _is_plot(group[i])}
    return frozenset(i for i in moving if not (_is_plot(group[i]) and group[i].cell in split_cells))


def _is_plot(unit: StatementUnit) -> bool:
    return unit.kind == "plot"


def _if_long_enough(group: Sequence[StatementUnit], moving: frozenset[int]) -> frozenset[int]:
    """Return the units if they are worth a function of their own, else none."""
    plot_lines = sum(group[i].lines for i in moving if _is_plot(group[i]))
    displayed = sum(group[i].lines for i in moving if not _is_plot(group[i]))
    return moving if plot_lines >= MIN_PLOT_LINES or displayed >= MIN_DISPLAY_LINES else frozenset()


def _can_move(
    group: Sequence[StatementUnit], at: int, moving: frozenset[int], needed: frozenset[str]
) -> bool:
    """Return whether a unit can run after all later units of the group that are not moved."""
    unit = group[at]
    later = [other for i, other in enumerate(group) if i > at and i not in moving]
    if unit.writes & needed:
        return False
    return not any(_collide(unit, other) for other in later)


def _shows_text(unit: StatementUnit) -> bool:
    """Return whether a statement prints or displays something: the order of what a notebook shows does not change."""
    is_displayed = unit.traced.statement.display and isinstance(unit.traced.statement.node, ast.Expr)
    return is_displayed or bool(unit.effects.side_effects & {"print", "display"})


def _collide(unit: StatementUnit, other: StatementUnit) -> bool:
    if sets_options(unit.traced) or sets_options(other.traced) or (_shows_text(unit) and _shows_text(other)):
        return True
    if unit.writes & other.used_names or other.writes & unit.used_names:
        return True
    if unit.is_check or other.is_check:
        return True
    own_effects, other_effects = unit.effects.side_effects, other.effects.side_effects
    if own_effects & STATE and other_effects & STATE:
        return True
    if {"plot", "show"} & own_effects and {"plot", "show"} & other_effects:
        return True
    files = {"reads-file", "writes-file"}
    return (
        "writes-file" in own_effects | other_effects
        and bool(own_effects & files)
        and bool(other_effects & files)
    )
