"""Which random numbers a seed determines: whose global state has one, and where it got it."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import NamedTuple

from mlscaffold.analysis import api, randomness
from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call
from mlscaffold.rules.uses import KEPT

ANY = "any"
ANYWHERE = (0, 0)


class Seed(NamedTuple):
    """A call that sets a seed.

    Args:
        library: whose global state gets it, `any` for all.
        place: cell and line from which on it counts.
    """

    library: str
    place: tuple[int, int]


@lru_cache(maxsize=KEPT)
def seeds(index: ModuleIndex) -> tuple[Seed, ...]:
    """Return the calls that set a seed; those in functions count everywhere."""
    names = [name for name in index.called if "seed" in name.lower() or name in {"set_state", "setstate"}]
    return tuple(
        Seed(library, ANYWHERE if call.scope is not None else _place(call))
        for call in index.calls(*names)
        if (library := _library(call))
    )


def is_seeded(index: ModuleIndex, library: str, call: Call) -> bool:
    """Say whether a library's global state has a seed where a call runs."""
    return any(
        (seed.library in {library, ANY} or not library)
        and (call.scope is not None or seed.place <= _place(call))
        for seed in seeds(index)
    )


def draws(call: Call, row: api.Api) -> bool:
    """Say whether a call, or using what it makes, draws numbers that none of its arguments seeds."""
    return not call.open and randomness.draws(call.node, api.canonical(call.name), row)


def _library(call: Call) -> str:
    name = call.name
    if name.startswith((".", "numpy.random.RandomState", "numpy.random.SeedSequence")) or not name:
        return ""
    row = api.lookup(name)
    if row and "seeds" not in row.side_effects:
        return ""
    if row and not _has_value(call):
        return ""
    library = api.canonical(name).partition(".")[0]
    return library if row and library in randomness.ALONE else ANY


def _has_value(call: Call) -> bool:
    given = [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
    return any(not (isinstance(value, ast.Constant) and value.value is None) for value in given)


def _place(call: Call) -> tuple[int, int]:
    return call.cell, call.node.lineno
