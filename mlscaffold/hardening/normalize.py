"""Cells to statements that are ready for the analysis: magics, secrets, star imports, `_` and codemods done."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import libcst as cst

from mlscaffold.analysis.dataflow import DEFINITIONS, Flow, Traced
from mlscaffold.analysis.scopes import BUILTINS, stores
from mlscaffold.analysis.statements import Statement, restate, split
from mlscaffold.codegen.rename import Renaming, rename
from mlscaffold.codegen.text_edits import apply, replacing, segment
from mlscaffold.codemod import Codemod, Context
from mlscaffold.notebook.cells import Change, Location
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.stages.liveness import shared_names
from mlscaffold.stages.opt_outs import NOTHING, OptOuts

PAST = re.compile(r"\b(?:_{1,3}|_\d+|Out)\b")
GUARDS = frozenset({"__name__ == '__main__'", "'__main__' == __name__"})
GIVEN = frozenset({"logger", "save_figures"})


def statements_of(cells: Sequence[PythonCell]) -> tuple[tuple[Statement, ...], tuple[Change, ...]]:
    """Cut all cells into statements; cells that are no Python are set aside.

    Args:
        cells: the code cells as Python.

    Returns:
        The statements in order, and what was dropped, rewritten or set aside.
    """
    found: list[Statement] = []
    changes: list[Change] = []
    for cell in cells:
        changes.extend(cell.changes)
        if cell.failure is not None:
            where = cell.failure.location or Location(cell.number)
            why = f"{cell.failure.what}. {cell.failure.hint}".strip(". ") + "."
            changes.append(Change(where, "aside", "the whole cell", why, by="reading"))
            continue
        found.extend(split(cell.number, cell.source, cell.silent))
    return tuple(found), tuple(changes)


def star_modules(statements: Sequence[Statement]) -> tuple[str, ...]:
    """Return the modules of which everything is imported."""
    return tuple(
        node.module or ""
        for statement in statements
        for node in ast.walk(statement.node)
        if isinstance(node, ast.ImportFrom) and any(a.name == "*" for a in node.names)
    )


def without_stars(
    statements: Sequence[Statement], names: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Statement, ...], tuple[Change, ...]]:
    """Replace star imports by imports of the names that the notebook uses.

    Args:
        statements: all statements.
        names: what each module gives.

    Returns:
        The statements, and what was rewritten.
    """
    used = {n.id for s in statements for n in ast.walk(s.node) if isinstance(n, ast.Name)}
    bound = {
        n.id
        for s in statements
        for n in ast.walk(s.node)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    found: list[Statement] = []
    changes: list[Change] = []
    for statement in statements:
        node = statement.node
        if not (isinstance(node, ast.ImportFrom) and node.names[0].name == "*"):
            found.append(statement)
            continue
        known = names.get(node.module or "")
        given = sorted(set(known) & used) if known is not None else sorted(used - bound - BUILTINS)
        text = f"from {node.module} import {', '.join(given)}" if given else ""
        found.extend(restate(statement, text) if text else ())
        kind, why = ("rewritten", "A star import hides where names come from.") if known is not None else (
            "look", "The module is not installed here, so what it gives is guessed from what is missing.",
        )  # fmt: skip
        changes.append(Change(statement.location, kind, ast.unparse(node), why, text, "star-imports"))  # type: ignore[arg-type]
    return tuple(found), tuple(changes)


def without_past_values(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], tuple[Change, ...]]:
    """Give shown values a name where a later cell takes them as `_`, `__`, `_3` or `Out[3]`.

    Args:
        statements: all statements.

    Returns:
        The statements, and what was rewritten.
    """
    if not any(PAST.search(s.source) for s in statements):
        return tuple(statements), ()
    stored = {
        n.id
        for s in statements
        for n in ast.walk(s.node)
        if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)
    }
    uses = [s for s in statements if _past_names(s.node) - stored]
    if not uses:
        return tuple(statements), ()
    counts = {cell: i for i, cell in enumerate(dict.fromkeys(s.location.cell for s in statements), 1)}
    shown = [s.location.cell for s in statements if s.display]
    found: list[Statement] = []
    changes: list[Change] = []
    for statement in statements:
        text = _with_names(statement, counts, shown, stored)
        if text != statement.source:
            why = "What a cell showed is no value outside Jupyter."
            changes.append(Change(statement.location, "rewritten", _short(statement), why, by="shown-values"))
        found.extend(_keep_shown(statement, text))
    return tuple(found), tuple(changes)


def _past_names(node: ast.AST) -> set[str]:
    inner = {
        n.id
        for c in ast.walk(node)
        if isinstance(c, ast.comprehension)
        for n in ast.walk(c.target)
        if isinstance(n, ast.Name)
    }
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    arguments = {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}
    return {n for n in names if PAST.fullmatch(n)} - inner - arguments


def _with_names(
    statement: Statement, counts: Mapping[int, int], shown: Sequence[int], stored: set[str]
) -> str:
    edits = []
    before = [cell for cell in shown if cell < statement.location.cell]
    by_count = {count: cell for cell, count in counts.items()}
    for node in ast.walk(statement.node):
        cell = None
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Out":
            number = node.slice.value if isinstance(node.slice, ast.Constant) else None
            cell = by_count.get(number) if isinstance(number, int) else None
        elif (
            isinstance(node, ast.Name)
            and PAST.fullmatch(node.id)
            and node.id not in stored
            and node.id != "Out"
        ):
            if node.id.strip("_"):
                cell = by_count.get(int(node.id[1:]))
            elif len(before) >= len(node.id):
                cell = before[-len(node.id)]
        if cell is not None and isinstance(node, ast.expr):
            edits.append(replacing(node, f"shown_in_cell{cell}"))
    return apply(statement.source, edits)


def _keep_shown(statement: Statement, text: str) -> tuple[Statement, ...]:
    now = restate(statement, text)
    if not statement.display:
        return now
    last = now[-1]
    assert isinstance(last.node, ast.Expr)
    name = f"shown_in_cell{statement.location.cell}"
    value = segment(last.source, last.node.value)
    return (*now[:-1], *restate(last, f"{name} = {value}\n{name}"))


def _short(statement: Statement) -> str:
    text = ast.unparse(statement.node).split("\n")[0]
    return text if len(text) <= 80 else f"{text[:77]}..."


def without_guards(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Put the body of `if __name__ == "__main__":` in its place: in a notebook it always runs."""
    found: list[Statement] = []
    for statement in statements:
        node = statement.node
        guarded = isinstance(node, ast.If) and ast.unparse(node.test) in GUARDS and not node.orelse
        found.extend(restate(statement, _body_of(statement.source)) if guarded else (statement,))
    return tuple(found)


def _body_of(source: str) -> str:
    first = cst.parse_module(source).body[0]
    assert isinstance(first, cst.If)
    if isinstance(first.body, cst.IndentedBlock):
        lines = [
            n for n in first.body.body if isinstance(n, (cst.SimpleStatementLine, cst.BaseCompoundStatement))
        ]
        return cst.Module(body=lines).code.strip("\n")
    assert isinstance(first.body, cst.SimpleStatementSuite)
    return cst.Module(body=[cst.SimpleStatementLine(body=list(first.body.body))]).code.strip("\n")


def without_reserved(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Give other names to what the notebook calls like the helpers that all projects have."""
    bound = {name for s in statements for n in ast.walk(s.node) for name in stores(n)} & GIVEN
    if not bound:
        return tuple(statements)
    new = {name: f"{name}_" for name in bound}
    renaming = Renaming(new, new)
    return tuple(
        part
        for s in statements
        for part in (
            restate(s, rename(cst.parse_module(s.source), renaming).code)
            if renaming.concerns(s.source)
            else (s,)
        )
    )


def rewrite(
    flow: Flow, codemods: Sequence[Codemod], figures: Mapping[int, str], kept: OptOuts = NOTHING
) -> tuple[tuple[Statement, ...], tuple[Change, ...], tuple[str, ...]]:
    """Apply the codemods to each statement.

    Args:
        flow: the statements, traced.
        codemods: in the order in which they are applied.
        figures: stem of the file of the figure that a cell draws.
        kept: codemods that are not applied in certain cells.

    Returns:
        The statements, what was done, and the import statements that the new code needs.
    """
    aliased = shared_names(flow)
    found: list[Statement] = []
    changes: list[Change] = []
    imports: dict[str, None] = {}
    for traced in flow.statements:
        statement = traced.statement
        source = statement.source
        module: cst.Module | None = None
        for codemod in codemods:
            if not codemod.safe or not any(word in source for word in codemod.words):
                continue
            if _captured(source, codemod):
                continue
            if (codemod.name, statement.location.cell) in kept.pairs:
                continue
            if module is None:
                module, context = cst.parse_module(source), _context(traced, aliased, figures)
            done = codemod.rewrite(module, context)
            changes.extend(replace(change, by=codemod.name) for change in done.changes)
            imports.update(dict.fromkeys(done.imports))
            module, source = done.module, done.module.code if done.module is not module else source
        found.extend((statement,) if source == statement.source else restate(statement, source.strip("\n")))
    return tuple(found), tuple(changes), tuple(imports)


def _context(traced: Traced, aliased: frozenset[str], figures: Mapping[int, str]) -> Context:
    """Return what the codemods may know of a statement."""
    node, env = traced.statement.node, traced.env
    name = node.name if isinstance(node, DEFINITIONS) else ""
    return Context(
        location=traced.statement.location,
        aliased=aliased,
        types=tuple(env.types.items()),
        rebound=(frozenset(env.types) | env.defined) - env.imports.keys(),
        figure=name or figures.get(traced.statement.location.cell, "figure"),
        inside=name,
        imports=tuple(env.imports.items()),
        gives=tuple(env.gives.items()),
    )


def _captured(source: str, codemod: Codemod) -> bool:
    """Say whether prints must stay prints, since something reads what they write."""
    return codemod.name == "print-to-logging" and "redirect_stdout" in source
