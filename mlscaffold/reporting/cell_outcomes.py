"""The outcome of each code cell: its new places in the project, and notes."""

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
from mlscaffold.stages.idle_statements import is_idle
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import StatementUnit

FIRST_LINE = 60  # characters of a cell's first line: enough to recognise it, and the table stays readable
IMPORTING = (ast.Import, ast.ImportFrom)


@dataclass(frozen=True, slots=True)
class CellRow:
    """The outcome of a code cell.

    Args:
        cell: its number.
        first_line: its first line of code.
        places: its new places, such as `cleaning.clean_people` or `Config.minimum_age`.
        notes: what else happened to it.
    """

    cell: int
    first_line: str
    places: tuple[str, ...]
    notes: str


def cell_rows(hardening: Hardening) -> tuple[CellRow, ...]:
    """Return one row for each code cell of the notebook, in order."""
    places: dict[int, dict[str, None]] = defaultdict(dict)
    for cell, place in _places(hardening):
        places[cell][place] = None
    notes = _Notes(hardening)
    return tuple(
        CellRow(
            cell.number,
            shortened(_first_line(cell), FIRST_LINE),
            tuple(places[cell.number]),
            "; ".join(notes.of(cell, bool(places[cell.number]))),
        )
        for cell in hardening.notebook.code
    )


def _lines(cell: Cell) -> list[str]:
    return [line.strip() for line in cell.source.splitlines() if line.strip()]


def _first_line(cell: Cell) -> str:
    lines = _lines(cell)
    return next((line for line in lines if not line.startswith("#")), lines[0] if lines else "")


def _places(hardening: Hardening) -> Iterator[tuple[int, str]]:
    """Yield cells and their new places: stages first, then definitions and settings."""
    for stage in hardening.stages:
        yield from ((unit.cell, f"{stage.module}.{stage.name}") for unit in stage.units)
    yield from _definitions(hardening)
    settings = hardening.settings
    yield from ((_cell(hardening, index), f"Config.{field}") for index, _, field in settings.constants)
    yield from ((_cell(hardening, lift.unit), f"Config.{lift.field}") for lift in settings.lifts)
    yield from ((_cell(hardening, index), "settings.apply_settings") for index in library_options(hardening))


def _cell(hardening: Hardening, index: int) -> int:
    return hardening.flow.statements[index].statement.location.cell


def _definitions(hardening: Hardening) -> Iterator[tuple[int, str]]:
    """Yield the module-level functions, classes and constants."""
    modules = dict(hardening.places)
    definitions = [(moved.index, moved.new_name) for moved in hardening.definitions.moved]
    for index in hardening.definitions.constants:
        definitions += [(index, name) for name in sorted(hardening.flow.statements[index].effects.binds)]
    for index, name in sorted(definitions):
        if name in modules:
            yield _cell(hardening, index), f"{modules[name]}.{name}"


def library_options(hardening: Hardening) -> tuple[int, ...]:
    """Return the indexes of the statements that set options of libraries, in settings.py."""
    if not hardening.has_settings:
        return ()
    known = {unit.index for stage in hardening.stages for unit in stage.units}
    known |= {moved.index for moved in hardening.definitions.moved}
    known |= {*hardening.definitions.constants, *hardening.definitions.repeated}
    known |= {index for index, _, _ in hardening.settings.constants}
    return tuple(
        index
        for index, traced in enumerate(hardening.flow.statements)
        if index not in known and traced.statement.location.cell and _has_effect(traced)
    )


def _has_effect(traced: Traced) -> bool:
    return not (isinstance(traced.statement.node, (*IMPORTING, ast.Pass)) or is_idle(traced))


class _Notes:
    """The changes and statements of the cells, by their numbers."""

    def __init__(self, hardening: Hardening) -> None:
        self.hardening = hardening
        self.changes: dict[int, list[Change]] = defaultdict(list)
        self.units: dict[int, list[tuple[Stage, list[StatementUnit]]]] = defaultdict(list)
        self.statements: dict[int, list[Traced]] = defaultdict(list)
        for change in hardening.changes:
            self.changes[change.location.cell].append(change)
        for stage in hardening.stages:
            for cell, units in groupby(stage.units, key=attrgetter("cell")):
                self.units[cell].append((stage, list(units)))
        for traced in hardening.flow.statements:
            self.statements[traced.statement.location.cell].append(traced)

    def of(self, cell: Cell, has_place: bool) -> list[str]:
        """Return the notes on a cell, at least one."""
        if not cell.source.strip():
            return [*_changed(self.changes[cell.number])] or ["empty"]
        number = cell.number
        imports = any(isinstance(t.statement.node, IMPORTING) for t in self.statements[number])
        notes = [*_changed(self.changes[number]), *_repeated(self.hardening, number)]
        if imports:
            notes += ["imports" if notes or has_place else "imports only: each module imports what it uses"]
        notes += _shown([unit for _, units in self.units[number] for unit in units])
        notes += _results(self.units[number])
        if notes or has_place:
            return notes or ["unchanged"]
        return ["comments only" if all(line.startswith("#") for line in _lines(cell)) else "no effect"]


def _changed(changes: Sequence[Change]) -> list[str]:
    skipped = [f"skipped: {change.why}" for change in changes if change.kind == "skipped"]
    dropped = [f"dropped: {code(change.what)}" for change in changes if change.kind == "dropped"]
    others = [
        f"{kind}: {', '.join(dict.fromkeys(change.by or change.what for change in found))}"
        for kind in ("rewritten", "moved")
        if (found := [change for change in changes if change.kind == kind])
    ]
    to_review = [f"to review: {change.why}" for change in changes if change.kind == "review"]
    return list(dict.fromkeys([*skipped, *dropped, *others, *to_review]))


def _repeated(hardening: Hardening, cell: int) -> list[str]:
    """Return a note on definitions that repeat an earlier one."""
    indexes = [i for i in hardening.definitions.repeated if _cell(hardening, i) == cell]
    names = [name for i in indexes for name in sorted(hardening.flow.statements[i].effects.binds)]
    return [f"repeats the definition of {codes(names)}"] if names else []


def _shown(units: Sequence[StatementUnit]) -> list[str]:
    """Return notes on what the cell displays."""
    side_effects = {effect for unit in units for effect in unit.effects.side_effects}
    displayed = [unit for unit in units if unit.kind == "display" and unit.traced.statement.display]
    logged = any("logger" not in unit.effects.uses for unit in displayed)
    notes = ["displayed value logged"] if logged else []
    return [*notes, "figure saved"] if side_effects & {"plot", "show"} else notes


def _results(by_stage: Sequence[tuple[Stage, Sequence[StatementUnit]]]) -> list[str]:
    """Return notes on the metrics and models of a cell, whose statements are grouped by stage."""
    notes = []
    for stage, units in by_stage:
        bound = {name for unit in units for name in unit.effects.binds}
        fitted = {name for unit in units if "train" in unit.effects.roles for name in unit.writes}
        notes += [f"metric {code(name)}" for name in stage.metrics if name in bound]
        notes += [f"fitted model {code(name)} saved" for name in stage.models if name in fitted]
    return notes
