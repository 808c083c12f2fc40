"""Code that runs later than it stands: lambdas, closures and generators see what their names mean by then."""

from __future__ import annotations

from dataclasses import dataclass

from mlscaffold.analysis.dataflow import Flow
from mlscaffold.analysis.effects import Effects


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a value with code in it was made, and the names that the code looks up."""

    index: int
    names: frozenset[str]


def late_stretches(flow: Flow) -> tuple[tuple[int, int], ...]:
    """Return the stretches of statements that must run in one function.

    A lambda in one function does not see that another function binds a name anew. So the statement that makes it,
    the one that binds such a name again, and the last one that runs the lambda belong together.

    Args:
        flow: all statements of a notebook.

    Returns:
        Numbers of the first and the last statement of each stretch.
    """
    origins: dict[str, _Origin] = {}
    bound_at: dict[str, int] = {}
    last: dict[int, int] = {}
    for index, traced in enumerate(flow.statements):
        found = traced.effects
        bound_at.update(dict.fromkeys(found.binds | found.maybe, index))
        used = [origins[name] for name in found.uses if name in origins]
        for origin in used:
            if any(bound_at.get(name, -1) > origin.index for name in origin.names):
                last[origin.index] = index
        _remember(origins, found, index, used)
    return tuple(sorted(last.items()))


def _remember(origins: dict[str, _Origin], found: Effects, index: int, used: list[_Origin]) -> None:
    for name in found.binds | found.deletes:
        origins.pop(name, None)
    for name, code in found.carries:
        older = [origin for origin in [*used, origins.get(name)] if origin is not None]
        names = code.reads.union(*(origin.names for origin in older))
        origins[name] = _Origin(min([index, *(origin.index for origin in older)]), names)
