"""Why a run of the notebook ended early, and what would fail next."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from mlscaffold.migrations.code_facts import imported
from mlscaffold.migrations.diagnosis import cause
from mlscaffold.migrations.forecast import foreseen
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.results.proof import Ahead, Failure
from mlscaffold.verification.notebook_run import Ran


def failure_of(ran: Ran, cells: Sequence[PythonCell], redact: Callable[[str], str]) -> Failure | None:
    """Return where a run ended early, with the change of a library behind it; None where it ran to its end.

    Args:
        ran: the run.
        cells: the notebook's code cells as Python.
        redact: takes secrets out of a text.
    """
    if ran.finished:
        return None
    last = ran.cells[-1] if ran.cells else None
    if last is None or not last["error"]:
        return Failure(0, 0, redact(ran.why))
    inside = last["inside"]
    source = next((cell.source for cell in cells if cell.number == inside), "")
    known = imports_before(cells, last["cell"])
    found = cause(last["error"], source, known, line=last["line"], called=last["called"])
    return Failure(inside, last["line"], redact(last["error"]), found)


def ahead(ran: Ran, cells: Sequence[PythonCell]) -> tuple[Ahead, ...]:
    """Return the old forms that stand in the cells after the one at which a run ended."""
    if ran.finished:
        return ()
    reached = ran.cells[-1]["cell"] if ran.cells else 0
    return tuple(
        Ahead(cell.number, one.line, one.cause, one.when)
        for cell in cells
        if cell.number > reached
        for one in foreseen(cell.source, imports_before(cells, cell.number))
    )


def imports_before(cells: Sequence[PythonCell], number: int) -> dict[str, str]:
    """Return what the cells up to one have imported: alias and qualified name."""
    found: dict[str, str] = {}
    for cell in cells:
        if cell.number <= number and cell.source:
            tree = compile(cell.source, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            found |= imported(tree)
    return found
