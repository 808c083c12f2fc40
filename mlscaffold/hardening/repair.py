"""A notebook that stops at an old form of a library is mended and run again, so that the rest of it is proven too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mlscaffold.codemod import installed
from mlscaffold.hardening.generate import Source, source_of
from mlscaffold.notebook.cells import Location
from mlscaffold.results.hardening import Made, Remark
from mlscaffold.rewriting.migrate_cells import mend_cells
from mlscaffold.rules import api
from mlscaffold.verification.notebook_run import Ran
from mlscaffold.verification.runs import Runs


@dataclass(frozen=True, slots=True)
class Start:
    """What the proof starts from.

    Args:
        source: the notebook, mended where it has to be.
        made: the project made from it.
        runs: the runs of the two; the notebook has been run.
    """

    source: Source
    made: Made
    runs: Runs


def runnable(start: Start, again: Callable[[Source], Start]) -> Start:
    """Run a notebook, and where it stops, mend its old forms of libraries and run that.

    Args:
        start: the notebook as it stands.
        again: makes a project from a notebook, and what runs them.

    Returns:
        The mended notebook if it gets further, else the notebook as it stands.
    """
    ran = start.runs.notebook(start.made)
    if ran.finished:
        return start
    mended = for_today(start.source, ran, start.runs.redact)
    if mended is None:
        return start
    start.runs.progress("notebook: running again, with old forms of libraries mended")
    other = again(mended)
    return other if _reached(other.runs.notebook(other.made)) > _reached(ran) else start


def for_today(source: Source, ran: Ran, redact: Callable[[str], str]) -> Source | None:
    """Return a notebook with its old forms of libraries mended, None where it has none that can be.

    Args:
        source: the notebook as it stands.
        ran: its run, which stopped.
        redact: takes secrets and paths of this machine out of a text.
    """
    notebook, changes = mend_cells(source.notebook, api.RULES, installed())
    if not changes:
        return None
    mended = source_of(source.file, source.content, notebook)
    return replace(mended, changes=changes, remarks=(_remark(ran, len(changes), redact),))


def _remark(ran: Ran, count: int, redact: Callable[[str], str]) -> Remark:
    cell, error = (ran.cells[-1]["cell"], ran.cells[-1]["error"]) if ran.cells else (1, "")
    forms = "An old form of a library was" if count == 1 else f"{count} old forms of libraries were"
    why = f"As it stands the notebook stops here ({redact(error)})." if error else ran.why
    text = f"{why} {forms} mended first, and the proof compares with the notebook so mended."
    return Remark(text, Location(cell))


def _reached(ran: Ran) -> tuple[int, bool]:
    return len(ran.cells), ran.finished
