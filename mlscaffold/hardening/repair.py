"""Migrates a notebook that stops at a removed API and runs it again, so that the rest of it is proven too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mlscaffold.analysis.deep_stack import with_deep_stack
from mlscaffold.hardening.source import Source, source_of
from mlscaffold.notebook.cells import Location
from mlscaffold.results.hardening import GeneratedProject, Remark
from mlscaffold.rewriting.codemod import installed
from mlscaffold.rewriting.fix import fix_notebook
from mlscaffold.rules import rules_in
from mlscaffold.verification.notebook_run import NotebookRun
from mlscaffold.verification.runs import Runs


@dataclass(frozen=True, slots=True)
class Start:
    """The start of the proof.

    Args:
        source: the notebook, migrated if necessary.
        generated: its project.
        runs: the runs of both; the notebook has been run.
    """

    source: Source
    generated: GeneratedProject
    runs: Runs


def repair(start: Start, restart: Callable[[Source], Start]) -> Start:
    """Run a notebook; if it stops, migrate its removed APIs and run it again.

    Args:
        start: the original notebook.
        restart: generates a project from another notebook, with its runs.

    Returns:
        The migrated notebook if its run gets further, else the original one.
    """
    ran = start.runs.notebook(start.generated)
    if ran.finished:
        return start
    migrated = migrate(start.source, ran, start.runs.redact)
    if migrated is None:
        return start
    start.runs.progress("notebook: running again with removed APIs migrated")
    other = restart(migrated)
    return other if _reached(other.runs.notebook(other.generated)) > _reached(ran) else start


@with_deep_stack
def migrate(source: Source, ran: NotebookRun, redact: Callable[[str], str]) -> Source | None:
    """Return a notebook with its removed APIs migrated, None if there are none that can be.

    Args:
        source: the original notebook.
        ran: its run, which stopped.
        redact: removes secrets and paths of this machine from a text.
    """
    notebook, changes = fix_notebook(source.notebook, rules_in("api"), installed())
    if not changes:
        return None
    migrated = source_of(source.file, source.content, notebook, source.folder.included)
    remarks = (*source.remarks, _remark(ran, len(changes), redact))
    found = (*source.changes, *changes)
    return replace(migrated, changes=found, remarks=remarks, placeholders=source.placeholders)


def _remark(ran: NotebookRun, count: int, redact: Callable[[str], str]) -> Remark:
    cell, error = (ran.cells[-1]["cell"], ran.cells[-1]["error"]) if ran.cells else (1, "")
    uses = "one use of a removed API was" if count == 1 else f"{count} uses of removed APIs were"
    why = f"The original notebook stops here ({redact(error)})." if error else ran.why
    text = f"{why} For the proof, {uses} migrated; the project is compared with the migrated notebook."
    return Remark(text, Location(cell))


def _reached(ran: NotebookRun) -> tuple[int, bool]:
    return len(ran.cells), ran.finished
