"""Analyzes a notebook for the last rung: nothing is refactored, one stage has all statements in their order."""

from __future__ import annotations

from collections.abc import Sequence

from mlscaffold.analysis.dataflow import Flow, trace
from mlscaffold.analysis.randomness import unseeded
from mlscaffold.analysis.statements import split
from mlscaffold.codegen.config_fields import Settings
from mlscaffold.codegen.interactions import call_interactions
from mlscaffold.codegen.result_names import figure_names
from mlscaffold.codegen.seeding import seeded
from mlscaffold.codegen.shown_charts import save_shown
from mlscaffold.hardening.allowed_failures import TAG
from mlscaffold.hardening.analyze import NECESSARY, PRINTS, Analysis, all_names, apply_codemods
from mlscaffold.hardening.normalize import WHOLE_PASSES, Inputs, StarNames, normalize, statements_of
from mlscaffold.notebook.cells import Notebook
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.rewriting.codemod import Codemod
from mlscaffold.stages.build import whole_stage
from mlscaffold.stages.definitions import Definitions
from mlscaffold.stages.opt_outs import NOTHING
from mlscaffold.stages.statement_roles import Section, StatementUnit, sections


def analyze_whole(
    notebook: Notebook,
    cells: Sequence[PythonCell],
    codemods: Sequence[Codemod],
    star_names: StarNames,
    preamble: str = "",
) -> Analysis:
    """Analyze a notebook without refactoring it; the arguments are those of `analyze`."""
    raw, changes = statements_of(cells)
    where = sections(notebook)
    statements, normalized = normalize(
        raw, Inputs(star_names, preamble, may_fail=notebook.tagged(TAG)), WHOLE_PASSES
    )
    flow = trace(statements)
    figures = figure_names(flow.statements, where)
    called, interactions = call_interactions(flow.statements)
    flow = trace(called) if interactions else flow
    saved, shown = save_shown(flow.statements, figures)
    flow = trace(saved) if shown else flow
    necessary = [codemod for codemod in codemods if codemod.name in NECESSARY | {PRINTS}]
    printing = NOTHING.also((PRINTS,), (cell.number for cell in cells))
    done, rewritten, imports = apply_codemods(flow, necessary, figures, printing)
    added = tuple(one for text in imports for one in split(0, text, silent=True))
    flow = trace((*added, *done))
    running = _units(flow, where)
    settings = seeded(Settings(), unseeded(flow), running, all_names(flow))
    stages = (whole_stage(running, all_names(flow)),) if running else ()
    found = (*changes, *normalized, *interactions, *shown, *rewritten)
    return Analysis(flow, Definitions(), running, stages, settings, figures, found, whole=True)


def _units(flow: Flow, where: dict[int, Section]) -> tuple[StatementUnit, ...]:
    """Return all statements, imports and definitions included, as statements of the stage."""
    return tuple(
        StatementUnit(index, "compute", "", where.get(traced.statement.location.cell, Section(0)), traced)
        for index, traced in enumerate(flow.statements)
    )
