"""Finds the place in the notebook at which each output and each local variable of a stage is noted."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.statements import Statement
from mlscaffold.notebook.cells import Location
from mlscaffold.results.hardening import Hardening
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import StatementUnit

END = 0  # instead of a line: lines count from 1


@dataclass(frozen=True, slots=True)
class Capture:
    """One value to note.

    Args:
        cell: the cell in whose run it is noted.
        line: the line before whose statement it is noted, `END` for the end of the cell.
        name: the variable, "" for the value that the cell shows last.
        stage: the stage that returns the value.
        output: the value's name in the project.
        local: whether it is a local variable of the stage, which no other stage receives.
    """

    cell: int
    line: int
    name: str
    stage: str
    output: str
    local: bool = False

    @property
    def key(self) -> str:
        """The place in the notebook: another split into stages may need the same value."""
        return f"{self.cell}:{self.line}:{self.name}"


def captures(hardening: Hardening, original: Sequence[Statement]) -> tuple[Capture, ...]:
    """Return the values to note, and their places.

    Args:
        hardening: the hardening.
        original: the notebook's statements before any rewriting.

    Returns:
        One capture for each output of a stage and for each variable that it binds or changes; a value that the notebook
        neither names nor shows has none.
    """
    lines = _lines(original)
    bound = {n.id for s in original for n in ast.walk(s.node) if isinstance(n, ast.Name)}
    shown = {s.location: s for s in original if s.display}
    renamed = dict(hardening.renamed)
    order = sorted((unit for stage in hardening.stages for unit in stage.units), key=_place)
    found: list[Capture] = []
    for stage in hardening.stages:
        for name in (*stage.outputs, *_local_names(stage)):
            unit = _last_before_others(stage, name, order)
            output, local = renamed.get(name, name), name not in stage.outputs
            if unit is not None and name in bound:
                place = unit.traced.statement.location
                after = [line for line in lines.get(place.cell, ()) if line > place.line]
                found.append(Capture(place.cell, after[0] if after else END, name, stage.name, output, local))
            elif unit is not None and not local:
                found += _shown(stage, name, output, shown)
    return tuple(found)


def _local_names(stage: Stage) -> tuple[str, ...]:
    """Return the variables that a stage binds or changes and does not return, in alphabetical order."""
    written = {name for unit in stage.units for name in unit.writes}
    return tuple(sorted(written.difference(stage.outputs)))


def _place(unit: StatementUnit) -> tuple[Location, int]:
    return unit.traced.statement.location, unit.index


def _last_before_others(stage: Stage, name: str, order: Sequence[StatementUnit]) -> StatementUnit | None:
    """Return the last statement of a stage before another stage gives a name another value.

    It is not simply the last one of the stage that writes the name: its object may change under another name. Nor is it
    the last one of the stage: statements of other stages may be between them.
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


def _shown(stage: Stage, name: str, output: str, shown: Mapping[Location, Statement]) -> Iterator[Capture]:
    """Yield the place at which the notebook shows a value that it does not name."""
    for unit in stage.units:
        place = unit.traced.statement.location
        if name in unit.effects.binds and _is_shown(unit, shown.get(place)):
            yield Capture(place.cell, END, "", stage.name, output)


def _is_shown(unit: StatementUnit, original: Statement | None) -> bool:
    """Return whether the value that a statement binds is the one that the notebook's own statement shows."""
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
