"""Where in the notebook each value that leaves a stage is to be noted."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.statements import Statement
from mlscaffold.notebook.cells import Location
from mlscaffold.results.hardening import Hardening
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import Unit

END = 0


@dataclass(frozen=True, slots=True)
class Capture:
    """One value to note.

    Args:
        cell: the cell in whose run it is noted.
        line: the line before whose statement it is noted, `END` for the end of the cell.
        name: the variable, "" for the value that the cell shows last.
        stage: the stage that gives the value.
        given: the value's name in the project.
    """

    cell: int
    line: int
    name: str
    stage: str
    given: str

    @property
    def key(self) -> str:
        """The place in the notebook: another division into stages may ask for the same value."""
        return f"{self.cell}:{self.line}:{self.name}"


def captures(hardening: Hardening, original: Sequence[Statement]) -> tuple[Capture, ...]:
    """Return what to note, and where.

    Args:
        hardening: the hardening.
        original: the notebook's statements before any rewriting.

    Returns:
        One capture for each value that a stage gives; what the notebook has no name for and does not show is missing.
    """
    lines = _lines(original)
    bound = {n.id for s in original for n in ast.walk(s.node) if isinstance(n, ast.Name)}
    shown = {s.location: s for s in original if s.display}
    renamed = dict(hardening.renamed)
    return tuple(_captures(hardening.stages, lines, bound, shown, renamed))


def _captures(
    stages: Sequence[Stage],
    lines: Mapping[int, Sequence[int]],
    bound: set[str],
    shown: Mapping[Location, Statement],
    renamed: Mapping[str, str],
) -> Iterator[Capture]:
    order = sorted((unit for stage in stages for unit in stage.units), key=_place)
    for stage in stages:
        for name in stage.outputs:
            unit = _last_before_others(stage, name, order)
            if unit is None:
                continue
            given = renamed.get(name, name)
            place = unit.traced.statement.location
            if name in bound:
                after = [line for line in lines.get(place.cell, ()) if line > place.line]
                yield Capture(place.cell, after[0] if after else END, name, stage.name, given)
            else:
                yield from _shown(stage, name, given, shown)


def _place(unit: Unit) -> tuple[Location, int]:
    return unit.traced.statement.location, unit.index


def _last_before_others(stage: Stage, name: str, order: Sequence[Unit]) -> Unit | None:
    """Return the last statement of a stage before another stage gives a name another value.

    It is not simply the last one of the stage that writes the name: its object may change under another name. Nor is it
    the last one of the stage: statements of other stages may stand between them.
    """
    own = {unit.index for unit in stage.units}
    writers = [unit for unit in order if unit.index in own and name in unit.writes]
    if not writers:
        return None
    last = writers[-1]
    for unit in order[order.index(last) + 1 :]:
        if unit.index in own:
            last = unit
        elif name in unit.writes:
            break
    return last


def _shown(stage: Stage, name: str, given: str, shown: Mapping[Location, Statement]) -> Iterator[Capture]:
    """Yield where the notebook shows a value that it has no name for."""
    for unit in stage.units:
        place = unit.traced.statement.location
        if name in unit.effects.binds and _is_what_is_shown(unit, shown.get(place)):
            yield Capture(place.cell, END, "", stage.name, given)


def _is_what_is_shown(unit: Unit, original: Statement | None) -> bool:
    """Say whether the value that a statement binds is the one that the notebook's own statement shows."""
    node = unit.traced.statement.node
    if original is None or not isinstance(node, ast.Assign) or not isinstance(original.node, ast.Expr):
        return False
    return ast.dump(node.value) == ast.dump(original.node.value)


def _lines(original: Sequence[Statement]) -> dict[int, list[int]]:
    """Return the lines on which the statements of each cell begin."""
    found: dict[int, list[int]] = defaultdict(list)
    for statement in original:
        found[statement.location.cell].append(statement.location.line)
    return found
