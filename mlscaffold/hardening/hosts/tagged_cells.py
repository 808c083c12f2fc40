"""Cells that their tags keep from running, and the parameters that papermill injected."""

from __future__ import annotations

import ast

from mlscaffold.hardening.hosts.adapted import Adapted, Beside, plain_cells, with_edits, with_sources
from mlscaffold.notebook.cells import SKIP, Change, Location, Notebook

INJECTED = "injected-parameters"
_WHY_SKIP = f"Its tag {SKIP} keeps it from running."
_WHY_INJECTED = "A cell with injected parameters sets it again before anything reads it."


def without_skipped_cells(notebook: Notebook, _beside: Beside) -> Adapted:
    """Empty the cells that are not run, and drop parameters that are injected again."""
    skipped = [cell for cell in notebook.code if SKIP in cell.tags and cell.source.strip()]
    changes = tuple(
        Change(Location(cell.number), "dropped", "the whole cell", _WHY_SKIP, by="tags") for cell in skipped
    )
    notebook = with_sources(notebook, {cell.number: "\n" * cell.source.count("\n") for cell in skipped})
    injected = _without_defaults(notebook)
    return Adapted(injected.notebook, (*changes, *injected.changes))


def _without_defaults(notebook: Notebook) -> Adapted:
    """Drop the literals of the parameters cell that the next cell, papermill's, sets again."""
    pairs = [
        (first.number, second.number)
        for first, second in zip(notebook.code, notebook.code[1:], strict=False)
        if "parameters" in first.tags and INJECTED in second.tags
    ]
    if not pairs:
        return Adapted(notebook)
    cells = {plain.cell.number: plain for plain in plain_cells(notebook, ("",))}
    edits, changes = {}, []
    for first, second in pairs:
        if first not in cells or second not in cells:
            continue
        again = {name for node in cells[second].tree.body if (name := _literal(node))}
        read = {
            n.id
            for n in ast.walk(cells[first].tree)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
        }
        dropped = [node for node in cells[first].tree.body if _literal(node) in again - read]
        edits[first] = [cells[first].without(node) for node in dropped]
        changes += [cells[first].change(node, "dropped", _WHY_INJECTED, by="tags") for node in dropped]
    return Adapted(with_edits(notebook, edits), tuple(changes))


def _literal(node: ast.stmt) -> str:
    """Return the name to which a statement binds a literal, "" for any other statement."""
    target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
    target = node.target if isinstance(node, ast.AnnAssign) else target
    value = getattr(node, "value", None)
    if not isinstance(target, ast.Name) or value is None:
        return ""
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ""
    return target.id
