"""What became of each code cell."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.notebook.cells import Cell, Change
from mlscaffold.reporting.markdown import code, codes, shortened
from mlscaffold.results.hardening import Hardening
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import Unit, is_idle

EXCERPT = 60  # characters of a cell's first line
EMPTY = "empty"
IMPORTS = "imports"
ONLY_IMPORTS = "imports only: each module imports what it uses"
COMMENTS = "comments only"
AS_IT_IS = "as it stands"
NOTHING = "nothing in it has an effect"
IMPORTING = (ast.Import, ast.ImportFrom)


@dataclass(frozen=True, slots=True)
class CellRow:
    """What became of a code cell.

    Args:
        cell: its number.
        excerpt: its first line of code.
        became: what it is part of now, such as `cleaning.clean_people` or `Config.minimum_age`.
        what: what else happened to it, in a few words.
    """

    cell: int
    excerpt: str
    became: tuple[str, ...]
    what: str


def cell_rows(hardening: Hardening) -> tuple[CellRow, ...]:
    """Return one row for each code cell of the notebook, in order."""
    became: dict[int, dict[str, None]] = defaultdict(dict)
    for cell, place in _places(hardening):
        became[cell][place] = None
    notes = _Notes(hardening)
    return tuple(
        CellRow(
            cell.number,
            shortened(_first_line(cell), EXCERPT),
            tuple(became[cell.number]),
            "; ".join(notes.of(cell, bool(became[cell.number]))),
        )
        for cell in hardening.notebook.code
    )


def _first_line(cell: Cell) -> str:
    lines = [line.strip() for line in cell.source.splitlines() if line.strip()]
    return next((line for line in lines if not line.startswith("#")), lines[0] if lines else "")


def _places(hardening: Hardening) -> Iterator[tuple[int, str]]:
    """Yield what each cell has become part of: stages first, then definitions and settings."""
    for stage in hardening.stages:
        yield from ((unit.cell, f"{stage.module}.{stage.name}") for unit in stage.units)
    yield from _definitions(hardening)
    yield from (
        (_cell(hardening, index), f"Config.{field}") for index, _, field in hardening.settings.constants
    )
    yield from ((_cell(hardening, lift.unit), f"Config.{lift.field}") for lift in hardening.settings.lifts)
    yield from ((_cell(hardening, index), "settings.apply_settings") for index in set_ups(hardening))


def _cell(hardening: Hardening, index: int) -> int:
    return hardening.flow.statements[index].statement.location.cell


def _definitions(hardening: Hardening) -> Iterator[tuple[int, str]]:
    """Yield the module-level functions, classes and constants."""
    modules = dict(hardening.places)
    named = [(moved.index, moved.new_name) for moved in hardening.definitions.moved]
    for index in hardening.definitions.constants:
        named += [(index, name) for name in sorted(hardening.flow.statements[index].effects.binds)]
    for index, name in sorted(named):
        if name in modules:
            yield _cell(hardening, index), f"{modules[name]}.{name}"


def set_ups(hardening: Hardening) -> tuple[int, ...]:
    """Return the numbers of the statements that set up libraries, in settings.py."""
    if not hardening.has_settings:
        return ()
    known = {unit.index for stage in hardening.stages for unit in stage.units}
    known |= {moved.index for moved in hardening.definitions.moved}
    known |= {*hardening.definitions.constants, *hardening.definitions.repeated}
    known |= {index for index, _, _ in hardening.settings.constants}
    return tuple(
        index
        for index, traced in enumerate(hardening.flow.statements)
        if index not in known and traced.statement.location.cell and _does_something(traced)
    )


def _does_something(traced: Traced) -> bool:
    return not (isinstance(traced.statement.node, (*IMPORTING, ast.Pass)) or is_idle(traced))


class _Notes:
    """What happened to the cells, by their numbers."""

    def __init__(self, hardening: Hardening) -> None:
        self.hardening = hardening
        self.changes: dict[int, list[Change]] = defaultdict(list)
        self.units: dict[int, list[tuple[Stage, list[Unit]]]] = defaultdict(list)
        self.statements: dict[int, list[Traced]] = defaultdict(list)
        for change in hardening.changes:
            self.changes[change.location.cell].append(change)
        for stage in hardening.stages:
            for cell, units in groupby(stage.units, key=attrgetter("cell")):
                self.units[cell].append((stage, list(units)))
        for traced in hardening.flow.statements:
            self.statements[traced.statement.location.cell].append(traced)

    def of(self, cell: Cell, became_something: bool) -> list[str]:
        """Return the notes on a cell, at least one."""
        if not cell.source.strip():
            return [EMPTY]
        number = cell.number
        imports = any(isinstance(t.statement.node, IMPORTING) for t in self.statements[number])
        notes = [*_changed(self.changes[number]), *_repeated(self.hardening, number)]
        notes += [IMPORTS if notes or became_something else ONLY_IMPORTS] if imports else []
        notes += _shown([unit for _, units in self.units[number] for unit in units])
        notes += _results(self.units[number])
        return notes or [self._without_notes(cell, became_something)]

    def _without_notes(self, cell: Cell, became_something: bool) -> str:
        if became_something:
            return AS_IT_IS
        lines = [line.strip() for line in cell.source.splitlines() if line.strip()]
        return COMMENTS if all(line.startswith("#") for line in lines) else NOTHING


def _changed(changes: Sequence[Change]) -> list[str]:
    aside = [f"set aside: {change.why}" for change in changes if change.kind == "aside"]
    dropped = [f"dropped: {code(change.what)}" for change in changes if change.kind == "dropped"]
    others = [
        f"{kind}: {', '.join(dict.fromkeys(change.by or change.what for change in found))}"
        for kind in ("rewritten", "moved")
        if (found := [change for change in changes if change.kind == kind])
    ]
    looks = [f"to look at: {change.why}" for change in changes if change.kind == "look"]
    return list(dict.fromkeys([*aside, *dropped, *others, *looks]))


def _repeated(hardening: Hardening, cell: int) -> list[str]:
    """Say of definitions that say again what an earlier one says."""
    indexes = [i for i in hardening.definitions.repeated if _cell(hardening, i) == cell]
    names = [name for i in indexes for name in sorted(hardening.flow.statements[i].effects.binds)]
    return [f"repeats the definition of {codes(names)}"] if names else []


def _shown(units: Sequence[Unit]) -> list[str]:
    """Say where what the cell shows goes."""
    side_effects = {effect for unit in units for effect in unit.effects.side_effects}
    logged = any(unit.kind == "look" and unit.traced.statement.display and not _logs(unit) for unit in units)
    return [
        *(["shown value logged"] if logged else []),
        *(["figure saved"] if side_effects & {"plot", "show"} else []),
    ]


def _logs(unit: Unit) -> bool:
    return "logger" in unit.effects.uses


def _results(by_stage: Sequence[tuple[Stage, Sequence[Unit]]]) -> list[str]:
    """Say which metrics and models a cell makes, whose statements are given by their stage."""
    found = []
    for stage, here in by_stage:
        found += [
            f"metric {code(name)}"
            for name in stage.metrics
            if any(name in unit.effects.binds for unit in here)
        ]
        fitted = [unit for unit in here if "train" in unit.effects.roles]
        found += [
            f"fitted model {code(name)} stored"
            for name in stage.models
            if any(name in unit.writes for unit in fitted)
        ]
    return found
