"""Analyzes a notebook from its cells to its stages, without its folder or its libraries."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import libcst as cst

from mlscaffold.analysis.dataflow import Flow, Traced, trace
from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.local_modules import NO_MODULES, LocalModules
from mlscaffold.analysis.printing import printing_statements
from mlscaffold.analysis.randomness import unseeded
from mlscaffold.analysis.scopes import BUILTINS, DEFINITIONS
from mlscaffold.analysis.statements import Statement, restate, split
from mlscaffold.codegen.config_fields import Settings, settings
from mlscaffold.codegen.interactions import call_interactions
from mlscaffold.codegen.main_pickles import register_classes
from mlscaffold.codegen.query_results import name_query_results
from mlscaffold.codegen.result_names import figure_names, name_results
from mlscaffold.codegen.seeding import seeded
from mlscaffold.codegen.shown_charts import save_shown
from mlscaffold.hardening.allowed_failures import TAG
from mlscaffold.hardening.dropped_statements import unreported_changes
from mlscaffold.hardening.explicit_defaults import NAME as EXPLICIT
from mlscaffold.hardening.explicit_defaults import explicit_defaults
from mlscaffold.hardening.normalize import Inputs, StarNames, normalize, statements_of
from mlscaffold.hardening.written_modules import cells_with_modules, with_search_path
from mlscaffold.notebook.cells import Change, Location, Notebook
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.rewriting.codemod import Codemod, Context
from mlscaffold.rewriting.parse_deep import parse_module
from mlscaffold.stages.build import build
from mlscaffold.stages.definitions import Definitions, define
from mlscaffold.stages.lambda_names import named_lambdas
from mlscaffold.stages.liveness import shared_names
from mlscaffold.stages.opt_outs import DEFINITIONS as MOVES
from mlscaffold.stages.opt_outs import IDLE, IMPORTS, NOTHING, OPTIONS, RESULTS, SETTINGS, STAGES, OptOuts
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import Section, StatementUnit, sections, units

NECESSARY = frozenset({"notebook-only", "show-to-save", "colab-branch"})
"""Codemods for code that runs in a notebook only: without them a project could not run, or would lose its figures."""
PRINTS = "print-to-logging"
"""The codemod that, left out, still logs what `display` shows, a function that only notebooks have."""
LAMBDAS = "lambda-to-def"
"""The codemod that gives lambdas names, which something may show."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The result of the analysis.

    Args:
        flow: the statements after all rewriting.
        definitions: the functions, classes and constants, and their places.
        units: the statements that run, settings included.
        stages: the stages in their order.
        settings: the configuration.
        figures: for each cell that draws, the stem of its figure's file.
        changes: what was dropped, rewritten or skipped.
        whole: whether one function has all statements in their order.
        beside: the statements of the modules in the notebook's folder.
    """

    flow: Flow
    definitions: Definitions
    units: tuple[StatementUnit, ...]
    stages: tuple[Stage, ...]
    settings: Settings
    figures: Mapping[int, str]
    changes: tuple[Change, ...]
    whole: bool = False
    beside: tuple[Traced, ...] = ()


def analyze(
    notebook: Notebook,
    cells: Sequence[PythonCell],
    codemods: Sequence[Codemod],
    star_names: StarNames,
    preamble: str = "",
    opt_outs: OptOuts = NOTHING,
    local: LocalModules = NO_MODULES,
    *,
    copy_on_write: bool = True,
) -> Analysis:
    """Analyze a notebook.

    Args:
        notebook: the notebook.
        cells: its code cells as Python.
        codemods: the codemods to apply, in order.
        star_names: returns the names that modules export; called only if there are star imports.
        preamble: import statements that the cells rely on without having them.
        opt_outs: refactorings that are not made.
        local: the modules in the notebook's folder.
        copy_on_write: whether its pandas copies a table on write.
    """
    raw, changes = statements_of(cells)
    where = sections(notebook)
    statements, normalized = normalize(
        raw, Inputs(star_names, preamble, opt_outs.cells(IMPORTS), notebook.tagged(TAG))
    )
    statements, passed = explicit_defaults(statements, opt_outs.cells(EXPLICIT) | opt_outs.cells(MOVES))
    beside = tuple(one for text in local.texts for one in trace(split(0, text, silent=True)).statements)
    tracer = partial(trace, copy_on_write=copy_on_write)
    flow, figures, rewritten = _rewritten(statements, codemods, where, opt_outs, beside, tracer)
    changes += (*normalized, *passed, *rewritten)
    definitions = define(flow, opt_outs, local)
    changes += unreported_changes(flow, definitions)
    running = units(flow, definitions, where, opt_outs.cells(IDLE), opt_outs.cells(OPTIONS))
    used = all_names(flow)
    tagged = notebook.tagged("parameters") | notebook.tagged("injected-parameters")
    literal_cells = opt_outs.cells(SETTINGS) | cells_with_modules(flow.statements)
    fields = settings(running, used, tagged, literal_cells, flow.statements, beside)
    found = seeded(fields, unseeded(flow), running, used)
    lifted = {index for index, _, _ in found.constants}
    working = tuple(u for u in running if u.index not in lifted)
    pinned = (*definitions.pinned, *_uncut_ranges(working, opt_outs.cells(STAGES)))
    settable = {name for _, name, _ in found.constants}
    stages = build(_without(working, settable), pinned, used, opt_outs, _definitions_by_name(flow))
    return Analysis(flow, definitions, working, stages, found, figures, changes, beside=beside)


def _definitions_by_name(flow: Flow) -> dict[str, Definition]:
    nodes = [traced.statement.node for traced in flow.statements]
    return {node.name: node for node in nodes if isinstance(node, DEFINITIONS)}


def _rewritten(
    statements: tuple[Statement, ...],
    codemods: Sequence[Codemod],
    where: Mapping[int, Section],
    opt_outs: OptOuts,
    beside: Sequence[Traced],
    tracer: Callable[[tuple[Statement, ...]], Flow],
) -> tuple[Flow, dict[int, str], tuple[Change, ...]]:
    """Name results and figures, apply the codemods, and trace the statements again."""
    flow = tracer(statements)
    with_names = name_results(flow.statements, all_names(flow), opt_outs.cells(RESULTS))
    if with_names != statements:
        flow = tracer(with_names)
    with_results = name_query_results(flow.statements, all_names(flow), opt_outs.cells(RESULTS))
    if with_results != with_names:
        flow = tracer(with_results)
    figures = figure_names(flow.statements, where)
    called, interactions = call_interactions(flow.statements)
    flow = tracer(called) if interactions else flow
    saved, shown = save_shown(flow.statements, figures)
    flow = tracer(saved) if shown else flow
    registered = register_classes(flow.statements)
    if len(registered) > len(flow.statements):
        flow = tracer(registered)
    rewritten, changes, imports = apply_codemods(flow, codemods, figures, opt_outs, beside)
    added = tuple(s for text in imports for s in split(0, text, silent=True))
    helpers = split(
        0, "from mlscaffold.project import logger, register_in_main, save_figure, save_figures", silent=True
    )
    return (
        tracer(with_search_path((*helpers, *added, *rewritten))),
        figures,
        (*interactions, *shown, *changes),
    )


def apply_codemods(
    flow: Flow,
    codemods: Sequence[Codemod],
    figures: Mapping[int, str],
    opt_outs: OptOuts,
    beside: Sequence[Traced] = (),
) -> tuple[tuple[Statement, ...], tuple[Change, ...], tuple[str, ...]]:
    """Apply the codemods to each statement.

    Args:
        flow: the statements, traced.
        codemods: in the order in which they are applied.
        figures: for each cell that draws, the stem of its figure's file.
        opt_outs: codemods that are not applied in certain cells.
        beside: the statements of the modules in the notebook's folder.

    Returns:
        The statements, the changes, and the import statements that the new code needs.
    """
    aliased = shared_names(flow)
    found: list[Statement] = []
    changes: list[Change] = []
    imports: dict[str, None] = {}
    printing = printing_statements(flow.statements, beside)
    named = named_lambdas([traced.statement.node for traced in flow.statements])
    for index, traced in enumerate(flow.statements):
        statement = traced.statement
        source = statement.source
        left_out = {name for name, cell in opt_outs.pairs if cell == statement.location.cell} - NECESSARY
        left_out |= {LAMBDAS} if index in named else set()
        prints = index in printing or PRINTS in left_out
        module: cst.Module | None = None
        for codemod in codemods:
            if not codemod.safe or not codemod.may_match(source) or codemod.name in left_out - {PRINTS}:
                continue
            if module is None:
                module, context = parse_module(source), _context(traced, aliased, figures, prints)
            rewritten = codemod.rewrite(module, context)
            changes.extend(replace(change, by=codemod.name) for change in rewritten.changes)
            imports.update(dict.fromkeys(rewritten.imports))
            module, source = (
                rewritten.module,
                rewritten.module.code if rewritten.module is not module else source,
            )
        found.extend((statement,) if source == statement.source else restate(statement, source.strip("\n")))
    return tuple(found), tuple(changes), tuple(imports)


def _context(traced: Traced, aliased: frozenset[str], figures: Mapping[int, str], prints: bool) -> Context:
    """Return the context of a statement for the codemods."""
    node, env = traced.statement.node, traced.env
    name = node.name if isinstance(node, DEFINITIONS) else ""
    return Context(
        location=traced.statement.location,
        shared=lambda: aliased,
        types=tuple(env.types.items()),
        rebound=(frozenset(env.types) | env.defined) - env.imports.keys(),
        figure=name or figures.get(traced.statement.location.cell, "figure"),
        inside=name,
        imports=tuple(env.imports.items()),
        returns=tuple(env.returns.items()),
        prints=prints,
    )


def _uncut_ranges(working: Sequence[StatementUnit], cells: frozenset[int]) -> tuple[tuple[int, int], ...]:
    """Return the first and last statement number of certain cells."""
    numbers = [unit.index for unit in working if unit.cell in cells]
    return ((min(numbers), max(numbers)),) if numbers else ()


def all_names(flow: Flow) -> frozenset[str]:
    """Return all names that a notebook binds, reads or has as parameters, and the builtins."""
    names = {n for t in flow.statements for n in t.effects.binds | t.effects.maybe | t.effects.uses}
    arguments = {n.arg for t in flow.statements for n in ast.walk(t.statement.node) if isinstance(n, ast.arg)}
    return frozenset(names | arguments | BUILTINS)


def _without(running: Sequence[StatementUnit], names: set[str]) -> tuple[StatementUnit, ...]:
    """Remove names that have become settings from what statements read."""
    if not names:
        return tuple(running)
    found = []
    for unit in running:
        effects = replace(unit.effects, reads=unit.effects.reads - names)
        found.append(replace(unit, traced=replace(unit.traced, effects=effects)))
    return tuple(found)


def undefined(flow: Flow) -> tuple[tuple[str, Location], ...]:
    """Return undefined names with the place of their first use."""
    first: dict[str, Location] = {}
    for traced in flow.statements:
        for name in sorted(traced.undefined):
            first.setdefault(name, traced.statement.location)
    return tuple(first.items())
