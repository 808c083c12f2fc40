"""Why a run of the notebook stopped, and which failures to expect after that."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from mlscaffold.migrations.diagnosis import cause, forecast_errors
from mlscaffold.migrations.snippet import imported
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.results.proof import ExpectedFailure, Failure
from mlscaffold.verification.notebook_run import NotebookRun


def failure_of(ran: NotebookRun, cells: Sequence[PythonCell], redact: Callable[[str], str]) -> Failure | None:
    """Return the error that ended a run early, with the library change that caused it; None if the run finished.

    Args:
        ran: the run.
        cells: the notebook's code cells as Python.
        redact: removes secrets from a text.
    """
    if ran.finished:
        return None
    last = ran.cells[-1] if ran.cells else None
    if last is None or not last["error"]:
        return Failure(ran.running, 0, redact(ran.why))
    inside = last["inside"]
    source = next((cell.source for cell in cells if cell.number == inside), "")
    known = _imports_before(cells, last["cell"])
    found = cause(last["error"], source, known, line=last["line"], called=last["called"])
    return Failure(inside, last["line"], redact(last["error"]), found)


def expected_failures(ran: NotebookRun, cells: Sequence[PythonCell]) -> tuple[ExpectedFailure, ...]:
    """Return the removed APIs in the cells after the one at which a run stopped."""
    if ran.finished:
        return ()
    last_cell = ran.cells[-1]["cell"] if ran.cells else 0
    return tuple(
        ExpectedFailure(cell.number, one.line, one.cause, one.when)
        for cell in cells
        if cell.number > last_cell
        for one in forecast_errors(cell.source, _imports_before(cells, cell.number))
    )


def _imports_before(cells: Sequence[PythonCell], number: int) -> dict[str, str]:
    """Return the imports of the cells up to one: alias and qualified name."""
    found: dict[str, str] = {}
    for cell in cells:
        if cell.number <= number and cell.source:
            tree = compile(cell.source, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            found |= imported(tree)
    return found
