"""The statements that make one figure: no other stage may begin between its first drawing and its last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from mlscaffold.stages.statement_roles import StatementUnit

CREATES = frozenset(
    "matplotlib.pyplot.figure matplotlib.pyplot.subplots matplotlib.pyplot.subplot_mosaic seaborn.catplot "
    "seaborn.clustermap seaborn.displot seaborn.factorplot seaborn.jointplot seaborn.lmplot seaborn.pairplot "
    "seaborn.relplot seaborn.FacetGrid seaborn.JointGrid seaborn.PairGrid".split()
)
"""Functions that begin a new figure, so that the ones before it are complete unless their names are used again."""
SCALARS = frozenset({"bool", "float", "int", "str"})
"""Types of values that are no part of a figure, such as the number of its axes."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The statements of a figure, or of several that cannot be distinguished.

    Args:
        first: position of the first statement that draws.
        last: position of the last one.
        shown: whether the last statement shows or closes it.
    """

    first: int
    last: int
    shown: bool


@dataclass(frozen=True, slots=True)
class _Unfinished:
    """A figure that is not complete, with the names of its parts."""

    first: int
    last: int
    names: frozenset[str] = frozenset()


def figures(units: Sequence[StatementUnit]) -> tuple[Figure, ...]:
    """Return the figures of statements; a figure ends with its cell, because notebooks show it there.

    Args:
        units: the statements, in order.
    """
    cells = groupby(enumerate(units), lambda pair: pair[1].cell)
    return tuple(figure for _, pairs in cells for figure in _of_cell(tuple(pairs)))


def _of_cell(pairs: Sequence[tuple[int, StatementUnit]]) -> Iterator[Figure]:
    unfinished: list[_Unfinished] = []
    for position, unit in pairs:
        side_effects, used = unit.effects.side_effects, unit.effects.reads | unit.effects.mutates
        again = next((i for i, one in enumerate(unfinished) if one.names & used), None)
        draws = bool(side_effects & {"plot", "show"})
        if again is not None and not (draws or unit.effects.mutates & unfinished[again].names):
            unfinished[again] = replace(unfinished[again], names=unfinished[again].names | _parts(unit))
        elif draws or again is not None:
            if again is None and (not unfinished or CREATES & set(unit.effects.calls)):
                unfinished.append(_Unfinished(position, position))
            _continue(unfinished, -1 if again is None else again, position, unit)
        if "show" in side_effects:
            yield from (Figure(one.first, one.last, one.last == position) for one in unfinished)
            unfinished.clear()
    yield from (Figure(one.first, one.last, False) for one in unfinished)


def _continue(unfinished: list[_Unfinished], again: int, position: int, unit: StatementUnit) -> None:
    """Add a statement that draws to a figure; the ones that began after it cannot be distinguished from it any more."""
    begun = unfinished[again:]
    names = _parts(unit).union(*(one.names for one in begun))
    unfinished[again:] = [_Unfinished(begun[0].first, position, names)]


def _parts(unit: StatementUnit) -> frozenset[str]:
    """Return the names that a statement binds and that may be parts of a figure."""
    kinds = dict(unit.effects.types)
    return frozenset(name for name in unit.effects.binds if kinds.get(name) not in SCALARS)
