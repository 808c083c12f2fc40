"""From cells to stages: all that can be said of a notebook without its folder or its libraries."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from mlscaffold.analysis.dataflow import Flow, trace
from mlscaffold.analysis.scopes import BUILTINS
from mlscaffold.analysis.statements import Statement, split
from mlscaffold.analysis.unseeded import unseeded
from mlscaffold.codegen.config_fields import Settings, settings
from mlscaffold.codegen.figure_names import figure_names
from mlscaffold.codegen.results import name_results
from mlscaffold.codegen.seeding import seeded
from mlscaffold.codemod import Codemod
from mlscaffold.hardening.dropped_statements import quiet_changes
from mlscaffold.hardening.early_imports import with_early_imports
from mlscaffold.hardening.normalize import (
    rewrite,
    star_modules,
    statements_of,
    without_guards,
    without_past_values,
    without_reserved,
    without_stars,
)
from mlscaffold.notebook.cells import Change, Location, Notebook
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.stages.build import build
from mlscaffold.stages.definitions import Definitions, define
from mlscaffold.stages.opt_outs import IDLE, NOTHING, RESULTS, SETTINGS, STAGES, OptOuts
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import Section, Unit, sections, units

StarNames = Callable[[Sequence[str]], Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the analysis finds.

    Args:
        flow: the statements after all rewriting.
        definitions: what becomes of functions, classes and constants.
        units: the statements that run, settings included.
        stages: the stages in their order.
        settings: the configuration.
        figures: stem of the file of the figure that a cell draws.
        changes: what was dropped, rewritten or set aside.
    """

    flow: Flow
    definitions: Definitions
    units: tuple[Unit, ...]
    stages: tuple[Stage, ...]
    settings: Settings
    figures: Mapping[int, str]
    changes: tuple[Change, ...]


def analyze(
    notebook: Notebook,
    cells: Sequence[PythonCell],
    codemods: Sequence[Codemod],
    star_names: StarNames,
    given: str = "",
    kept: OptOuts = NOTHING,
) -> Analysis:
    """Analyse a notebook.

    Args:
        notebook: the notebook.
        cells: its code cells as Python.
        codemods: the codemods to apply, in order.
        star_names: tells what star imports give; asked only where there are any.
        given: imports that the cells take for granted.
        kept: refactorings that are not made.
    """
    statements, changes = statements_of(cells)
    where = sections(notebook)
    modules = star_modules(statements)
    if modules:
        statements, more = without_stars(statements, star_names(modules))
        changes += more
    statements, more = without_past_values(statements)
    statements = without_guards((*split(0, given, silent=True), *statements))
    statements = without_reserved(with_early_imports(statements))
    flow, figures, changed = _rewritten(statements, codemods, where, kept)
    changes += (*more, *changed)
    definitions = define(flow)
    changes += quiet_changes(flow, definitions)
    running = units(flow, definitions, where, kept.cells(IDLE))
    taken = _all_names(flow)
    tagged = frozenset(c.number for c in notebook.code if "parameters" in c.tags)
    found = seeded(settings(running, taken, tagged, kept.cells(SETTINGS)), unseeded(flow), running, taken)
    lifted = {index for index, _, _ in found.constants}
    working = tuple(u for u in running if u.index not in lifted)
    pinned = (*definitions.pinned, *_together(working, kept.cells(STAGES)))
    stages = build(_without(working, {n for _, n, _ in found.constants}), pinned, taken, kept)
    return Analysis(flow, definitions, working, stages, found, figures, changes)


def _rewritten(
    statements: tuple[Statement, ...],
    codemods: Sequence[Codemod],
    where: Mapping[int, Section],
    kept: OptOuts,
) -> tuple[Flow, dict[int, str], tuple[Change, ...]]:
    """Apply what works on single statements, and trace the result."""
    flow = trace(statements)
    named = name_results(flow.statements, _all_names(flow), kept.cells(RESULTS))
    if named != statements:
        flow = trace(named)
    figures = figure_names(flow.statements, where)
    done, changes, imports = rewrite(flow, codemods, figures, kept)
    added = tuple(s for text in imports for s in split(0, text, silent=True))
    given = split(0, "from mlscaffold.project import logger, save_figures", silent=True)
    return trace((*given, *added, *done)), figures, changes


def _together(working: Sequence[Unit], cells: frozenset[int]) -> tuple[tuple[int, int], ...]:
    """Return the stretch of statements, by their numbers, that holds all statements of certain cells."""
    numbers = [unit.index for unit in working if unit.cell in cells]
    return ((min(numbers), max(numbers)),) if numbers else ()


def _all_names(flow: Flow) -> frozenset[str]:
    names = {n for t in flow.statements for n in t.effects.binds | t.effects.maybe | t.effects.uses}
    arguments = {n.arg for t in flow.statements for n in ast.walk(t.statement.node) if isinstance(n, ast.arg)}
    return frozenset(names | arguments | BUILTINS)


def _without(running: Sequence[Unit], names: set[str]) -> tuple[Unit, ...]:
    """Leave names that have become settings out of what statements read from others."""
    if not names:
        return tuple(running)
    found = []
    for unit in running:
        effects = replace(unit.effects, reads=unit.effects.reads - names)
        found.append(replace(unit, traced=replace(unit.traced, effects=effects)))
    return tuple(found)


def undefined(flow: Flow) -> tuple[tuple[str, Location], ...]:
    """Return names that nothing defines, with the place of their first use."""
    first: dict[str, Location] = {}
    for traced in flow.statements:
        for name in sorted(traced.undefined):
            first.setdefault(name, traced.statement.location)
    return tuple(first.items())
