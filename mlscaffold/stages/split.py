"""Splits statements into stages: contiguous groups with narrow interfaces, cut at headings and changes of role.

The cheapest division is a shortest path over the positions between statements. The costs have no unit: only their
proportions matter. They are chosen by judgement, not fitted, so that the divisions of the golden notebooks are those
that a person would make; a changed cost shows in `tests/golden/trees`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import inf
from operator import itemgetter

from mlscaffold.stages.liveness import live_before, shared
from mlscaffold.stages.statement_roles import Unit

LONGEST = 30  # lines of statements: with docstring and signature a screenful
USUAL = 18  # lines of statements up to which a function is read at a glance, so that more lines cost nothing
FEW = 3  # lines of statements below which a function costs a reader more than it explains
OVER_LONGEST, OVER_USUAL, BELOW_FEW = 3.0, 0.3, 1.0
"""Costs of a line: one beyond a screenful outweighs a crossing name, one beyond the usual is only a tie-breaker."""
WIDE = (
    84  # characters of a line of the formatted function: 88, the formatter's default, without the indentation
)
TOO_LONG = 3 * LONGEST  # lines at which the search for a start stops: by then the size alone costs 200
WINDOW = 80  # statements of a stage: beyond them a stage costs more than any cut, so the search stops there
MOST = 9  # stages in a table that is still read row by row; not calibrated
LINES_A_STAGE = 20
"""Lines for each further stage of a long notebook: slightly more than the usual function has."""
SHORT_NOTEBOOK = 60  # lines of two screenfuls, in which stages may be shorter
BASE, BASE_OF_SHORT = 3.0, 2.0
"""Cost of a stage whatever it contains: slightly more than a cut between equal roles."""
RAISES, RAISED = 6, 1.6
"""Attempts with a higher base cost until the stages are few enough: 1.6 ** 6 is 17-fold."""
WIDTH = 0.4  # cost of a name that crosses a cut: six crossing names cost about as much as a cut inside a cell
MOST_NAMES = 8  # crossing names that cost: beyond them an interface is wide, and no cut nearby is better
TORN = 7.0  # cost of cutting between the creation of an object and a change to it: as much as a heading gains
TORN_COPYABLE = 1.5  # the same for tables and containers, because the stage that changes them can copy them
DRAWN = 18.0  # the same for a drawing: more than a role and a heading gain together, because one stage saves a figure
IN_CELL = 2.5  # cost of cutting inside a cell, which people write as a unit: outweighed by a new role
SAME_ROLE = -2.0  # gain of a cut between equal roles: a cost, unless a heading is there
LEAVES_LOAD = 7.0  # gain of a cut after reading data, the highest, because reading is what changes when a project moves to production
NEW_ROLE = {
    "load": LEAVES_LOAD, "split": 4.0, "train": 5.0, "evaluate": 4.5, "features": 3.0, "clean": 3.0, "export": 3.0,
}  # fmt: skip
"""Gain of a cut before or after a role: most for those that run, are tested and are replaced on their own."""
OTHER_ROLE = 2.0  # the same for any other role
AFTER_LOAD_PLOT, PLOT_OF_ROLE, PLOT_ALONE = 5.0, 3.0, 1.0
"""Gain of a cut beside plots: less than without them, since displays are separated afterwards anyway."""
NO_ROLE = (
    2.5  # gain of a cut beside a statement without a role: less than any role, for nothing indicates a border
)
TOP_HEADING, SUB_HEADING, TOP_LEVEL = 7.0, 4.5, 2
"""Cost of a stage across a heading of level 1 or 2, or a deeper one: the author's own division outweighs most others."""
FULL_SECTION = (
    8  # lines of a section whose heading counts fully, so that headings above single lines do not cut
)
MIXED, MIXED_MOST, READS_ONLY = 2.0, 6.0, -1.0
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


def split(units: Sequence[Unit], pinned: Sequence[tuple[int, int]]) -> tuple[tuple[Unit, ...], ...]:
    """Split statements into stages.

    Args:
        units: the statements that run, in order.
        pinned: first and last statement number of ranges that must not be cut.
    """
    if not units:
        return ()
    ways = _ways(units, _costs(units, pinned))
    total = sum(_size(u) for u in units)
    base = BASE_OF_SHORT if total <= SHORT_NOTEBOOK else BASE
    for _ in range(RAISES):
        cuts = _best(ways, base)
        if len(cuts) - 1 <= max(MOST, total // LINES_A_STAGE):
            break
        base *= RAISED
    return tuple(tuple(units[a:b]) for a, b in pairwise(cuts))


def _costs(units: Sequence[Unit], pinned: Sequence[tuple[int, int]]) -> _Costs:
    live = live_before(units)
    links = shared(units)
    forbidden = {i for i, unit in enumerate(units) for first, last in pinned if first < unit.index <= last}
    changed_later = _changed_later(units, links)
    roles = _roles(units)
    later = range(1, len(units))
    gains = [_new_role(roles[i - 1], roles[i]) for i in later]
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


def _work(units: Sequence[Unit]) -> tuple[int, ...]:
    """Return for each position how many statements before it compute without reading data."""
    return (0, *accumulate(int(u.kind == "compute" and u.role != "load") for u in units))


def _size(unit: Unit) -> int:
    """Return about how many lines a statement has after formatting."""
    text = unit.traced.statement.source
    return max(unit.lines, sum(1 + len(line) // WIDE for line in text.split("\n")))


def _changed_later(units: Sequence[Unit], links: dict[str, frozenset[str]]) -> list[frozenset[str]]:
    """Return for each position the names bound before it whose objects are changed at or after it."""
    found: list[frozenset[str]] = []
    now: frozenset[str] = frozenset()
    for unit in reversed(units):
        now = (now - unit.effects.binds) | unit.effects.mutates
        now |= frozenset(o for n in unit.effects.mutates for o in links.get(n, ()))
        found.append(now)
    return found[::-1]


def _cut_cost(units: Sequence[Unit], at: int, live: frozenset[str], changed: frozenset[str]) -> float:
    before, after = units[at - 1], units[at]
    kinds = after.traced.env.types
    crossing = [n for n in live if n in kinds]
    cost = WIDTH * min(len(crossing), MOST_NAMES)
    for name in crossing:
        if name in changed:
            copied = kinds[name] in COPYABLE
            drawn = "matplotlib" in kinds[name] or name in {"ax", "axes", "fig"}
            cost += DRAWN if drawn else TORN_COPYABLE if copied else TORN
    if before.cell == after.cell:
        cost += IN_CELL
    if "plot" in before.kind and "plot" in after.kind and before.cell == after.cell:
        cost += DRAWN
    return cost


def _roles(units: Sequence[Unit]) -> list[str]:
    """Return the role of each statement; a look has the role of what it looks at."""
    found: list[str] = []
    last: list[Unit] = []
    for unit in units:
        before = found[-1] if found else ""
        goes_on = unit.kind == "look" or (not unit.role and before != "load" and _continues(unit, last))
        found.append("plot" if unit.kind == "plot" else before if goes_on and before != "plot" else unit.role)
        last = [
            *last[-2:],
            unit,
        ]  # three statements: people name a value and use it within the next few lines
    return found


def _continues(unit: Unit, last: Sequence[Unit]) -> bool:
    """Return whether a statement uses what the statements directly before it bind."""
    return any(unit.effects.reads & other.writes and unit.section == other.section for other in last)


def _new_role(before: str, after: str) -> float:
    """Return the gain of a cut between two roles."""
    if before == after:
        return SAME_ROLE
    if "plot" in {before, after}:
        if before == "load":
            return AFTER_LOAD_PLOT
        return PLOT_OF_ROLE if {before, after} & NEW_ROLE.keys() else PLOT_ALONE
    if "" in {before, after}:
        return LEAVES_LOAD if before == "load" else NO_ROLE
    return max(NEW_ROLE.get(before, OTHER_ROLE), NEW_ROLE.get(after, OTHER_ROLE))


def _heading_weights(units: Sequence[Unit]) -> tuple[float, ...]:
    """Return for each position the cost of a stage across the heading there, 0 without a heading."""
    sizes: dict[int, int] = {}
    for unit in units:
        sizes[unit.section.number] = sizes.get(unit.section.number, 0) + unit.lines
    weights = [0.0]
    for before, after in pairwise(units):
        if before.section.number == after.section.number:
            weights.append(0.0)
            continue
        small = min(sizes[before.section.number], sizes[after.section.number])
        weight = TOP_HEADING if after.section.level <= TOP_LEVEL else SUB_HEADING
        weights.append(weight * min(1.0, small / FULL_SECTION))
    return tuple(weights)


def _ways(units: Sequence[Unit], costs: _Costs) -> list[list[tuple[int, float]]]:
    """Return for each end the possible starts of its stage, nearest first, with the cost of that stage."""
    count = len(units)
    found: list[list[tuple[int, float]]] = [[]]
    for end in range(1, count + 1):
        ways: list[tuple[int, float]] = []
        lines, crossed = 0, 0.0
        free = end == count or end not in costs.forbidden
        for start in range(end - 1, -1, -1) if free else ():
            lines += costs.lines[start]
            if start == 0 or found[start]:
                mixed = _mixture(units[start], costs.work[end] - costs.work[start])
                ways.append((start, costs.cut[start] + crossed + _size_cost(lines) + mixed))
            crossed += costs.headings[start]
            if ways and (end - start >= WINDOW or lines > TOO_LONG):
                break
        found.append(ways)
    return found


def _best(ways: Sequence[Sequence[tuple[int, float]]], base: float) -> list[int]:
    """Return the cheapest cut positions, first and end included (shortest path over positions).

    Args:
        ways: for each end, the possible starts with the stage's cost.
        base: the cost of any stage.
    """
    best, came = [0.0], [0]
    for options in ways[1:]:
        cost, start = min(
            ((best[s] + base + own, s) for s, own in options), default=(inf, 0), key=itemgetter(0)
        )
        best.append(cost)
        came.append(start)
    return _walk_back(came, len(ways) - 1)


def _walk_back(came: list[int], end: int) -> list[int]:
    path = [end]
    while path[-1]:
        path.append(came[path[-1]])
    return path[::-1]


def _size_cost(lines: int) -> float:
    over, slack, short = (max(0, n) for n in (lines - LONGEST, lines - USUAL, FEW - lines))
    return over * OVER_LONGEST + slack * OVER_USUAL + short * BELOW_FEW


def _mixture(first: Unit, working: int) -> float:
    """Return the cost of a stage that reads data and goes on with them; reading alone may be short."""
    if first.role != "load" or first.kind != "compute":
        return 0.0
    return min(MIXED_MOST, MIXED + working) if working else READS_ONLY
