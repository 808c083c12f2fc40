"""Where to cut: stages as contiguous groups with narrow interfaces, at headings and changes of role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import inf
from operator import itemgetter

from mlscaffold.stages.liveness import live_before, shared
from mlscaffold.stages.statement_roles import Unit

LONGEST = 30  # lines of statements that still make a function of a screenful with its docstring
WIDE = 84  # characters of a line of the formatted function
WINDOW = 80  # statements that a stage may have at most
MOST = 9  # stages, before a person loses the thread
WIDTH = 0.4  # cost of a name that crosses a cut
TORN = 7.0  # cost of cutting between the making of an object and a change to it
DRAWN = 18.0  # the same for a drawing
NEW_ROLE = {
    "load": 7.0,
    "split": 4.0,
    "train": 5.0,
    "evaluate": 4.5,
    "features": 3.0,
    "clean": 3.0,
    "export": 3.0,
}


@dataclass(frozen=True, slots=True)
class _Costs:
    """What the cutting weighs, by position."""

    cut: tuple[float, ...]
    lines: tuple[int, ...]
    forbidden: frozenset[int]
    headings: tuple[float, ...]
    work: tuple[int, ...]


def split(units: Sequence[Unit], pinned: Sequence[tuple[int, int]]) -> tuple[tuple[Unit, ...], ...]:
    """Cut statements into stages.

    Args:
        units: the statements that run, in order.
        pinned: first and last statement number of stretches that must not be cut.
    """
    if not units:
        return ()
    ways = _ways(units, _costs(units, pinned))
    total = sum(_size(u) for u in units)
    base = 2.0 if total <= 60 else 3.0
    for _ in range(6):
        cuts = _best(ways, base)
        if len(cuts) - 1 <= max(MOST, total // 20):
            break
        base *= 1.6
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
    """For each position, how many statements before it compute something other than reading data."""
    return (0, *accumulate(int(u.kind == "compute" and u.role != "load") for u in units))


def _size(unit: Unit) -> int:
    """Return how many lines a statement will have about."""
    text = unit.traced.statement.source
    return max(unit.lines, sum(1 + len(line) // WIDE for line in text.split("\n")))


def _changed_later(units: Sequence[Unit], links: dict[str, frozenset[str]]) -> list[frozenset[str]]:
    """For each position, the names made before it whose objects are changed at or after it."""
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
    cost = WIDTH * min(len(crossing), 8)
    for name in crossing:
        if name in changed:
            copied = kinds[name] in {"pandas.DataFrame", "pandas.Series", "numpy.ndarray", "list", "dict"}
            drawn = "matplotlib" in kinds[name] or name in {"ax", "axes", "fig"}
            cost += DRAWN if drawn else 1.5 if copied else TORN
    if before.cell == after.cell:
        cost += 2.5
    if "plot" in before.kind and "plot" in after.kind and before.cell == after.cell:
        cost += DRAWN
    return cost


def _roles(units: Sequence[Unit]) -> list[str]:
    """Return what each statement is for; a look is for what it looks at."""
    found: list[str] = []
    last: list[Unit] = []
    for unit in units:
        before = found[-1] if found else ""
        goes_on = unit.kind == "look" or (not unit.role and before != "load" and _continues(unit, last))
        found.append("plot" if unit.kind == "plot" else before if goes_on and before != "plot" else unit.role)
        last = [*last[-2:], unit]
    return found


def _continues(unit: Unit, last: Sequence[Unit]) -> bool:
    """Say whether a statement works on what the statements just before it made."""
    return any(unit.effects.reads & other.writes and unit.section == other.section for other in last)


def _new_role(before: str, after: str) -> float:
    """Return what a cut gains where the work changes."""
    if before == after:
        return -2.0
    if "plot" in {before, after}:
        return 5.0 if before == "load" else 3.0 if {before, after} & NEW_ROLE.keys() else 1.0
    if "" in {before, after}:
        return 7.0 if before == "load" else 2.5
    return max(NEW_ROLE.get(before, 2.0), NEW_ROLE.get(after, 2.0))


def _heading_weights(units: Sequence[Unit]) -> tuple[float, ...]:
    """For each position the cost of a stage that goes on across the heading there, 0 where there is none."""
    sizes: dict[int, int] = {}
    for unit in units:
        sizes[unit.section.number] = sizes.get(unit.section.number, 0) + unit.lines
    weights = [0.0]
    for before, after in pairwise(units):
        if before.section.number == after.section.number:
            weights.append(0.0)
            continue
        small = min(sizes[before.section.number], sizes[after.section.number])
        weights.append((7.0 if after.section.level <= 2 else 4.5) * min(1.0, small / 8))
    return tuple(weights)


def _ways(units: Sequence[Unit], costs: _Costs) -> list[list[tuple[int, float]]]:
    """For each end, the starts from which one stage may reach it, the nearest first, with what that stage costs."""
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
            if ways and (end - start >= WINDOW or lines > 3 * LONGEST):
                break
        found.append(ways)
    return found


def _best(ways: Sequence[Sequence[tuple[int, float]]], base: float) -> list[int]:
    """Return the cheapest cut positions, first and end included (shortest path over positions).

    Args:
        ways: for each end, the starts from which it is reached, with the stage's cost.
        base: what a stage costs whatever it holds.
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
    over = max(0, lines - LONGEST)
    slack = max(0, lines - 18)
    return over * 3.0 + slack * 0.3 + max(0, 3 - lines) * 1.0


def _mixture(first: Unit, working: int) -> float:
    """A stage that begins by reading data should not go on by working on them; reading alone may be short."""
    if first.role != "load" or first.kind != "compute":
        return 0.0
    return min(6.0, 2.0 + working) if working else -1.0
