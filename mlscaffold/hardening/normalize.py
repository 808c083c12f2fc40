"""Normalizes a notebook's statements for the analysis, in a fixed order of passes."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.scopes import BUILTINS, stores
from mlscaffold.analysis.statements import Statement, restate, split
from mlscaffold.codegen.rename import Renaming, rename
from mlscaffold.edits import SourceText, apply_edits
from mlscaffold.hardening.allowed_failures import catch_allowed_failures
from mlscaffold.hardening.dropped_statements import excerpt
from mlscaffold.hardening.hoist_imports import hoist_imports
from mlscaffold.hardening.main_name import keep_main_name
from mlscaffold.notebook.cells import Change, Location
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.rewriting.parse_deep import parse_module

DISPLAYED = re.compile(r"\b(?:_{1,3}|_\d+|Out)\b")
"""The names under which IPython keeps displayed values."""
HELPERS = frozenset({"log_value", "logger", "register_in_main", "save_figure", "save_figures"})
"""Names that every generated module may use for its own helpers."""

StarNames = Callable[[Sequence[str]], Mapping[str, tuple[str, ...]]]
Normalized = tuple[tuple[Statement, ...], tuple[Change, ...]]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs of the passes other than the statements.

    Args:
        star_names: returns the names that each of some modules exports; called only if there are star imports.
        preamble: import statements that the cells rely on without having them.
        kept_imports: cells whose imports stay where they are.
        may_fail: cells that are allowed to fail.
    """

    star_names: StarNames
    preamble: str = ""
    kept_imports: frozenset[int] = frozenset()
    may_fail: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pass:
    """A step of the normalization.

    Args:
        name: its name.
        reason: why it has its place in the order.
        run: returns the new statements and the changes to report.
    """

    name: str
    reason: str
    run: Callable[[Sequence[Statement], Inputs], Normalized]


def normalize(
    statements: Sequence[Statement], inputs: Inputs, passes: Sequence[Pass] | None = None
) -> Normalized:
    """Apply passes in order.

    Args:
        statements: the statements of all cells.
        inputs: what the passes need in addition.
        passes: the passes, None for all.

    Returns:
        The statements, and the changes to report.
    """
    found = tuple(statements)
    changes: tuple[Change, ...] = ()
    for step in PASSES if passes is None else passes:
        found, more = step.run(found, inputs)
        changes += more
    return found, changes


def statements_of(cells: Sequence[PythonCell]) -> Normalized:
    """Split all cells into statements; cells that are not Python are skipped.

    Args:
        cells: the code cells as Python.

    Returns:
        The statements in order, and what was dropped, rewritten or skipped.
    """
    found: list[Statement] = []
    changes: list[Change] = []
    for cell in cells:
        changes.extend(cell.changes)
        if cell.failure is not None:
            where = cell.failure.location or Location(cell.number)
            why = f"{cell.failure.what}. {cell.failure.hint}".strip(". ") + "."
            changes.append(Change(where, "skipped", "the whole cell", why, by="reading"))
            continue
        found.extend(split(cell.number, cell.source, cell.silent))
    return tuple(found), tuple(changes)


def star_modules(statements: Sequence[Statement]) -> tuple[str, ...]:
    """Return the modules that are imported with `*`."""
    return tuple(
        node.module or ""
        for statement in statements
        for node in ast.walk(statement.node)
        if isinstance(node, ast.ImportFrom) and any(a.name == "*" for a in node.names)
    )


def expand_star_imports(statements: Sequence[Statement], names: Mapping[str, tuple[str, ...]]) -> Normalized:
    """Replace star imports by imports of the names that the notebook uses.

    Args:
        statements: all statements.
        names: the names that each module exports.

    Returns:
        The statements, and the changes to report.
    """
    nodes = [n for s in statements for n in ast.walk(s.node) if isinstance(n, ast.Name)]
    used = {n.id for n in nodes}
    missing = used - {n.id for n in nodes if isinstance(n.ctx, ast.Store)} - BUILTINS
    found: list[Statement] = []
    changes: list[Change] = []
    for statement in statements:
        node = statement.node
        if not (isinstance(node, ast.ImportFrom) and node.names[0].name == "*"):
            found.append(statement)
            continue
        known = names.get(node.module or "")
        imported = sorted(set(known) & used) if known is not None else sorted(missing)
        text = f"from {node.module} import {', '.join(imported)}" if imported else ""
        found.extend(restate(statement, text) if text else ())
        kind, why = ("rewritten", "A star import hides where names come from.") if known is not None else (
            "review", "The module is not installed here, so the names that nothing else defines are imported.",
        )  # fmt: skip
        changes.append(Change(statement.location, kind, ast.unparse(node), why, text, "star-imports"))  # type: ignore[arg-type]
    return tuple(found), tuple(changes)


def name_displayed_values(statements: Sequence[Statement]) -> Normalized:
    """Name displayed values that a later cell reads as `_`, `__`, `_3` or `Out[3]`.

    Args:
        statements: all statements.

    Returns:
        The statements, and the changes to report.
    """
    if not any(DISPLAYED.search(s.source) for s in statements):
        return tuple(statements), ()
    stored = {
        n.id
        for s in statements
        for n in ast.walk(s.node)
        if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)
    }
    if not any(_displayed_names(s.node) - stored for s in statements):
        return tuple(statements), ()
    counts = {cell: i for i, cell in enumerate(dict.fromkeys(s.location.cell for s in statements), 1)}
    shown = [s.location.cell for s in statements if s.display]
    found: list[Statement] = []
    changes: list[Change] = []
    for statement in statements:
        text = _with_names(statement, counts, shown, stored)
        if text != statement.source:
            why = "`_`, `_1` and `Out` hold displayed values in Jupyter only."
            changes.append(
                Change(statement.location, "rewritten", excerpt(statement), why, by="shown-values")
            )
        found.extend(_keep_display(statement, text))
    return tuple(found), tuple(changes)


def _displayed_names(node: ast.AST) -> set[str]:
    targets = (c.target for c in ast.walk(node) if isinstance(c, ast.comprehension))
    inner = {name for target in targets for name in mentioned_names(target)}
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    arguments = {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}
    return {n for n in names if DISPLAYED.fullmatch(n)} - inner - arguments


def _with_names(
    statement: Statement, counts: Mapping[int, int], shown: Sequence[int], stored: set[str]
) -> str:
    edits = []
    text = SourceText.of(statement.source)
    before = [cell for cell in shown if cell < statement.location.cell]
    by_count = {count: cell for cell, count in counts.items()}
    for node in ast.walk(statement.node):
        cell = None
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Out":
            number = node.slice.value if isinstance(node.slice, ast.Constant) else None
            cell = by_count.get(number) if isinstance(number, int) else None
        elif (
            isinstance(node, ast.Name)
            and DISPLAYED.fullmatch(node.id)
            and node.id not in stored
            and node.id != "Out"
        ):
            if node.id.strip("_"):
                cell = by_count.get(int(node.id[1:]))
            elif len(before) >= len(node.id):
                cell = before[-len(node.id)]
        if cell is not None and isinstance(node, ast.expr):
            edits.append(text.replacing(node, f"shown_in_cell{cell}"))
    return apply_edits(statement.source, edits)


def _keep_display(statement: Statement, text: str) -> tuple[Statement, ...]:
    now = restate(statement, text)
    if not statement.display:
        return now
    last = now[-1]
    assert isinstance(last.node, ast.Expr)
    name = f"shown_in_cell{statement.location.cell}"
    value = SourceText.of(last.source).of_node(last.node.value)
    return (*now[:-1], *restate(last, f"{name} = {value}\n{name}"))


def rename_reserved(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Rename what the notebook calls like a helper that every generated module has."""
    bound = {name for s in statements for n in ast.walk(s.node) for name in stores(n)} & HELPERS
    if not bound:
        return tuple(statements)
    new = {name: f"{name}_" for name in bound}
    renaming = Renaming(new, new)
    return tuple(
        part
        for s in statements
        for part in (
            restate(s, rename(parse_module(s.source), renaming).code)
            if renaming.applies_to(s.source)
            else (s,)
        )
    )


def _expand_star_imports(statements: Sequence[Statement], inputs: Inputs) -> Normalized:
    modules = star_modules(statements)
    return expand_star_imports(statements, inputs.star_names(modules)) if modules else (tuple(statements), ())


def _with_preamble(statements: Sequence[Statement], inputs: Inputs) -> Normalized:
    return (*split(0, inputs.preamble, silent=True), *statements), ()


PASSES: tuple[Pass, ...] = (
    Pass("star imports", "first, so that the other passes know every bound name", _expand_star_imports),
    Pass(
        "displayed values",
        "before statements are added or split: it counts the cells and their displayed expressions",
        lambda statements, _: name_displayed_values(statements),
    ),
    Pass(
        "allowed failures",
        "after the displayed expressions are counted, and before the imports that are now in a block",
        lambda statements, inputs: catch_allowed_failures(statements, inputs.may_fail),
    ),
    Pass("preamble", "after the cells are counted, since it belongs to none", _with_preamble),
    Pass(
        "main guards",
        "before the imports, which may be inside a guard",
        lambda statements, _: keep_main_name(statements),
    ),
    Pass(
        "hoisted imports",
        "after the guards are gone, so that only real blocks are left",
        lambda statements, inputs: (hoist_imports(statements, inputs.kept_imports), ()),
    ),
    Pass(
        "reserved names",
        "last: hoisted imports bind names too, and the codemods that follow insert the helpers",
        lambda statements, _: (rename_reserved(statements), ()),
    ),
)
"""The passes in their order."""

NECESSARY = frozenset({"star imports", "displayed values", "allowed failures", "preamble", "reserved names"})
WHOLE_PASSES = tuple(step for step in PASSES if step.name in NECESSARY)
"""The passes without which the statements cannot run in a function."""
