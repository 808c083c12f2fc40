"""Splits statements into stages: contiguous groups with narrow interfaces, cut at headings and changes of role.

The cheapest division is a shortest path over the positions between statements. The costs have no unit: only their
proportions matter. They are chosen by judgement, not fitted, so that the divisions of the golden notebooks are those
that a person would make; a changed cost shows in `tests/golden/trees`.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import inf
from operator import itemgetter

from mlscaffold.stages.action_names import heading_action
from mlscaffold.stages.figure_ranges import figures
from mlscaffold.stages.liveness import live_before, loop_variables, shared
from mlscaffold.stages.statement_roles import StatementUnit

MAX_LINES = 30  # lines of statements: with docstring and signature a screenful
USUAL_LINES = (
    18  # lines of statements up to which a function is read at a glance, so that more lines cost nothing
)
MIN_LINES = 3  # lines of statements below which a function costs a reader more than it explains
LINE_OVER_MAX_COST, LINE_OVER_USUAL_COST, LINE_BELOW_MIN_COST = 3.0, 0.3, 1.0
"""Costs of a line: one beyond a screenful outweighs a crossing name, one beyond the usual is only a tie-breaker."""
LINE_WIDTH = (
    84  # characters of a line of the formatted function: 88, the formatter's default, without the indentation
)
SEARCH_LINES_LIMIT = 3 * MAX_LINES
"""Lines at which the search for a start stops: by then the size alone costs 200."""
SEARCH_STATEMENTS_LIMIT = 80
"""Statements of a stage: beyond them a stage costs more than any cut, so the search stops there."""
MAX_STAGES = 9  # stages in a table that is still read row by row; not calibrated
LINES_PER_STAGE = 20
"""Lines for each further stage of a long notebook: slightly more than the usual function has."""
SHORT_NOTEBOOK_LINES = 60  # lines of two screenfuls, in which stages may be shorter
STAGE_COST, SHORT_NOTEBOOK_STAGE_COST = 3.0, 2.0
"""Cost of a stage whatever it contains: slightly more than a cut between equal roles."""
MAX_ATTEMPTS, COST_FACTOR = 6, 1.6
"""Attempts with a higher base cost until the stages are few enough: 1.6 ** 6 is 17-fold."""
CROSSING_NAME_COST = (
    0.4  # cost of a name that crosses a cut: six crossing names cost about as much as a cut inside a cell
)
MAX_CROSSING_NAMES = (
    8  # crossing names that cost: beyond them an interface is wide, and no cut nearby is better
)
OBJECT_CUT_COST = (
    7.0  # cost of cutting between the creation of an object and a change to it: as much as a heading gains
)
COPYABLE_CUT_COST = (
    1.5  # the same for tables and containers, because the stage that changes them can copy them
)
FIGURE_CUT_COST = 18.0  # the same for a drawing: more than a role and a heading gain together, because one stage saves a figure
CELL_CUT_COST = 2.5  # cost of cutting inside a cell, which people write as a unit: outweighed by a new role
SAME_ROLE_GAIN = -2.0  # gain of a cut between equal roles: a cost, unless a heading is there
AFTER_LOAD_GAIN = 7.0  # gain of a cut after reading data, the highest, because reading is what changes when a project moves to production
NEW_ROLE_GAINS = {
    "load": AFTER_LOAD_GAIN, "split": 4.0, "train": 5.0, "evaluate": 4.5, "features": 3.0, "clean": 3.0, "export": 3.0,
}  # fmt: skip
"""Gain of a cut before or after a role: most for those that run, are tested and are replaced on their own."""
OTHER_ROLE_GAIN = 2.0  # the same for any other role
PLOT_AFTER_LOAD_GAIN, PLOT_OF_ROLE_GAIN, PLOT_GAIN = 5.0, 3.0, 1.0
"""Gain of a cut beside plots: less than without them, since displays are separated afterwards anyway."""
NO_ROLE_GAIN = (
    2.5  # gain of a cut beside a statement without a role: less than any role, for nothing indicates a border
)
TOP_HEADING_COST, SUB_HEADING_COST, TOP_HEADING_LEVEL = 7.0, 4.5, 2
"""Cost of a stage across a heading of level 1 or 2, or a deeper one: the author's own division outweighs most others."""
FULL_SECTION_LINES = (
    8  # lines of a section whose heading counts fully, so that headings above single lines do not cut
)
MIXED_COST, MAX_MIXED_COST, READ_ONLY_GAIN = 2.0, 6.0, -1.0
"""Cost of a stage that reads data and goes on with each further statement, its limit, and the gain of reading alone."""
COPYABLE = frozenset({"pandas.DataFrame", "pandas.Series", "numpy.ndarray", "list", "dict"})


@dataclass(frozen=True, slots=True)
class _Costs:
    """The costs by position."""

    cut: tuple[float, ...]
    lines: tuple[int, ...]
    forbidden: frozenset[int]
    headings: tuple[float, ...]
    work: tuple[int, ...]


def split(
    units: Sequence[StatementUnit], pinned: Sequence[tuple[int, int]]
) -> tuple[tuple[StatementUnit, ...], ...]:
    """Split statements into stages.

    Args:
        units: the statements that run, in order.
        pinned: first and last statement number of ranges that must not be cut.
    """
    if not units:
        return ()
    starts = _possible_starts(units, _costs(units, pinned))
    total = sum(_size(u) for u in units)
    stage_cost = SHORT_NOTEBOOK_STAGE_COST if total <= SHORT_NOTEBOOK_LINES else STAGE_COST
    for _ in range(MAX_ATTEMPTS):
        cuts = _best(starts, stage_cost)
        if len(cuts) - 1 <= max(MAX_STAGES, total // LINES_PER_STAGE):
            break
        stage_cost *= COST_FACTOR
    return tuple(tuple(units[a:b]) for a, b in pairwise(cuts))


def _costs(units: Sequence[StatementUnit], pinned: Sequence[tuple[int, int]]) -> _Costs:
    live = live_before(units)
    links = shared(units)
    forbidden = {i for i, unit in enumerate(units) for first, last in pinned if first < unit.index <= last}
    forbidden |= {i for figure in figures(units) for i in range(figure.first + 1, figure.last + 1)}
    changed_later = _changed_later(units, links)
    roles = _roles_of(units)
    later = range(1, len(units))
    gains = [_role_gain(roles[i - 1], roles[i]) for i in later]
    cut = [
        0.0,
        *(
            _cut_cost(units, i, live[i], changed_later[i]) - gain
            for i, gain in zip(later, gains, strict=True)
        ),
    ]
    return _Costs(
        tuple(cut),
        tuple(_size(u) for u in units),
        frozenset(forbidden),
        _heading_weights(units),
        _work(units),
    )


def _work(units: Sequence[StatementUnit]) -> tuple[int, ...]:
    """Return for each position how many statements before it compute without reading data."""
    return (0, *accumulate(int(u.kind == "compute" and u.role != "load") for u in units))


def _size(unit: StatementUnit) -> int:
    """Return about how many lines a statement has after formatting."""
    text = unit.traced.statement.source
    return max(unit.lines, sum(1 + len(line) // LINE_WIDTH for line in text.split("\n")))


def _changed_later(units: Sequence[StatementUnit], links: dict[str, frozenset[str]]) -> list[frozenset[str]]:
    """Return for each position the names bound before it whose objects are changed at or after it."""
    found: list[frozenset[str]] = []
    now: frozenset[str] = frozenset()
    for unit in reversed(units):
        changes = frozenset() if _switches_mode(unit) else unit.effects.mutates - loop_variables(unit)
        now = (now - unit.effects.binds) | changes
        now |= frozenset(o for n in changes for o in links.get(n, ()))
        found.append(now)
    return found[::-1]


def _serves_training(kind: str) -> bool:
    """Return whether an object of a type is made for a training loop elsewhere: a loader, an optimizer, a loss."""
    return kind.startswith(("torch.optim.", "torch.utils.data.")) or kind.endswith("Loss")


def _switches_mode(unit: StatementUnit) -> bool:
    """Return whether a statement only prepares a module for training or for evaluation: `model.eval()`."""
    node = unit.traced.statement.node
    func = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
    return isinstance(func, ast.Attribute) and func.attr in {"eval", "train"} and not unit.effects.binds


def _cut_cost(
    units: Sequence[StatementUnit], at: int, live: frozenset[str], changed: frozenset[str]
) -> float:
    before, after = units[at - 1], units[at]
    kinds = after.traced.env.types
    crossing = [n for n in live if n in kinds]
    cost = CROSSING_NAME_COST * min(len(crossing), MAX_CROSSING_NAMES)
    for name in crossing:
        if name in changed and not _serves_training(kinds[name]):
            is_copyable = kinds[name] in COPYABLE
            is_figure = "matplotlib" in kinds[name] or name in {"ax", "axes", "fig"}
            cost += FIGURE_CUT_COST if is_figure else COPYABLE_CUT_COST if is_copyable else OBJECT_CUT_COST
    if before.cell == after.cell:
        cost += CELL_CUT_COST
    if "plot" in before.kind and "plot" in after.kind and before.cell == after.cell:
        cost += FIGURE_CUT_COST
    return cost


def _roles_of(units: Sequence[StatementUnit]) -> list[str]:
    """Return the role of each statement; a display has the role of what it displays."""
    found: list[str] = []
    last: list[StatementUnit] = []
    for unit in units:
        before = found[-1] if found else ""
        goes_on = unit.kind == "display" or (not unit.role and before != "load" and _continues(unit, last))
        found.append("plot" if unit.kind == "plot" else before if goes_on and before != "plot" else unit.role)
        last = [
            *last[-2:],
            unit,
        ]  # three statements: people name a value and use it within the next few lines
    return found


def _continues(unit: StatementUnit, last: Sequence[StatementUnit]) -> bool:
    """Return whether a statement uses what the statements directly before it bind."""
    return any(unit.effects.reads & other.writes and unit.section == other.section for other in last)


def _role_gain(before: str, after: str) -> float:
    """Return the gain of a cut between two roles."""
    if before == after:
        return SAME_ROLE_GAIN
    if "plot" in {before, after}:
        if before == "load":
            return PLOT_AFTER_LOAD_GAIN
        return PLOT_OF_ROLE_GAIN if {before, after} & NEW_ROLE_GAINS.keys() else PLOT_GAIN
    if "" in {before, after}:
        return AFTER_LOAD_GAIN if before == "load" else NO_ROLE_GAIN
    return max(NEW_ROLE_GAINS.get(before, OTHER_ROLE_GAIN), NEW_ROLE_GAINS.get(after, OTHER_ROLE_GAIN))


def _heading_weights(units: Sequence[StatementUnit]) -> tuple[float, ...]:
    """Return for each position the cost of a stage across the heading there, 0 without a heading.

    A heading that begins with a verb is a step of its own even above a few lines.
    """
    sizes: dict[int, int] = {}
    for unit in units:
        sizes[unit.section.number] = sizes.get(unit.section.number, 0) + unit.lines
    weights = [0.0]
    for before, after in pairwise(units):
        if before.section.number == after.section.number:
            weights.append(0.0)
            continue
        small = min(sizes[before.section.number], sizes[after.section.number])
        weight = TOP_HEADING_COST if after.section.level <= TOP_HEADING_LEVEL else SUB_HEADING_COST
        full = MIN_LINES if heading_action(after.section.title) else FULL_SECTION_LINES
        weights.append(weight * min(1.0, small / full))
    return tuple(weights)


def _possible_starts(units: Sequence[StatementUnit], costs: _Costs) -> list[list[tuple[int, float]]]:
    """Return for each end the possible starts of its stage, nearest first, with the cost of that stage."""
    count = len(units)
    found: list[list[tuple[int, float]]] = [[]]
    for end in range(1, count + 1):
        starts: list[tuple[int, float]] = []
        lines, crossed = 0, 0.0
        free = end == count or end not in costs.forbidden
        for start in range(end - 1, -1, -1) if free else ():
            lines += costs.lines[start]
            if start == 0 or found[start]:
                mixed_cost = _mixed_cost(units[start], costs.work[end] - costs.work[start])
                starts.append((start, costs.cut[start] + crossed + _size_cost(lines) + mixed_cost))
            crossed += costs.headings[start]
            if starts and (end - start >= SEARCH_STATEMENTS_LIMIT or lines > SEARCH_LINES_LIMIT):
                break
        found.append(starts)
    return found


def _best(starts: Sequence[Sequence[tuple[int, float]]], stage_cost: float) -> list[int]:
    """Return the cheapest cut positions, first and end included (shortest path over positions).

    Args:
        starts: for each end, the possible starts with the stage's cost.
        stage_cost: the cost of any stage.
    """
    best, previous = [0.0], [0]
    for options in starts[1:]:
        cost, start = min(
            ((best[s] + stage_cost + cost_of_stage, s) for s, cost_of_stage in options),
            default=(inf, 0),
            key=itemgetter(0),
        )
        best.append(cost)
        previous.append(start)
    return _walk_back(previous, len(starts) - 1)


def _walk_back(previous: list[int], end: int) -> list[int]:
    path = [end]
    while path[-1]:
        path.append(previous[path[-1]])
    return path[::-1]


def _size_cost(lines: int) -> float:
    over, slack, short = (max(0, n) for n in (lines - MAX_LINES, lines - USUAL_LINES, MIN_LINES - lines))
    return over * LINE_OVER_MAX_COST + slack * LINE_OVER_USUAL_COST + short * LINE_BELOW_MIN_COST


def _mixed_cost(first: StatementUnit, working: int) -> float:
    """Return the cost of a stage that reads data and goes on with them; reading alone may be short."""
    if first.role != "load" or first.kind != "compute":
        return 0.0
    return min(MAX_MIXED_COST, MIXED_COST + working) if working else READ_ONLY_GAIN
