"""The command: reads, makes, proves, writes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mlscaffold.commands.harden_result import HardenResult
from mlscaffold.environments import interpreter
from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem import writer
from mlscaffold.hardening.generate import Source, make, read
from mlscaffold.hardening.prune import without_recording
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.merge.from_templates import noted
from mlscaffold.projects.merge.update_report import Updated
from mlscaffold.projects.snapshot import with_snapshot
from mlscaffold.reporting.terminal import terminal
from mlscaffold.results.hardening import Made


@dataclass(frozen=True, slots=True)
class Running:
    """How the notebook and the project are run to prove that they compute the same.

    Args:
        seconds: what one run may take.
        clean: whether the project runs in a fresh environment made from its own pyproject.toml.
        progress: told what is being done.
    """

    seconds: float
    clean: bool
    progress: Callable[[str], None]


Bring = Callable[[ProjectPlan], Updated]
"""Brings a hardened project to where it belongs, where that is no new folder."""


def harden(
    notebook: Path,
    output: Path,
    python: str | None,
    strict: bool,
    running: Running | None = None,
    bring: Bring | None = None,
) -> HardenResult:
    """Turn a notebook into a project, and prove that it computes the same.

    Args:
        notebook: the notebook's file.
        output: the project's folder; it is made.
        python: the interpreter that has the notebook's libraries, None to find one.
        strict: whether to refuse a notebook of which a part cannot be understood.
        running: how to run it, None to execute nothing of it.
        bring: brings what comes out into a project that is there, None to write a new folder.

    Raises:
        MlscaffoldError: the notebook cannot be read, or the folder cannot be written.
    """
    if bring is None:
        writer.check_free(output)
    source = read(notebook)
    if strict:
        _refuse_failures(source.cells, notebook)
    known = interpreter.known(python or "", source.notebook.kernel)
    if running is None:
        made = without_recording(make(source, known or sys.executable))
        brought = _bring(made.plan, output, bring)
    else:
        made, brought = _proved(source, known, output, running, bring)
    return HardenResult(made.hardening, str(output), terminal(made.hardening, str(output)), brought)


def _proved(
    source: Source, python: str, output: Path, running: Running, bring: Bring | None
) -> tuple[Made, Updated | None]:
    """Make a project, prove it, and write it with what the runs have shown."""
    from mlscaffold.hardening.run_and_verify import complete
    from mlscaffold.verification.sandbox import Limits, Sandbox

    with Sandbox(Limits(running.seconds)) as sandbox:
        made = complete(source, python, output, running.clean, sandbox, running.progress)
        beside = writer.beside(output)
        sandbox.guard(beside)
        brought = _bring(made.plan, output, bring, beside)
        sandbox.release(beside)
    return made, brought


def _bring(
    plan: ProjectPlan, output: Path, bring: Bring | None, beside: Path | None = None
) -> Updated | None:
    if bring is not None:
        return bring(plan)
    writer.write_project(updatable(plan), output, beside)
    return None


def updatable(plan: ProjectPlan) -> ProjectPlan:
    """Return a hardened project with what an update needs; the last step before it is written to a new folder."""
    return with_snapshot(noted(plan))


def _refuse_failures(cells: Sequence[PythonCell], notebook: Path) -> None:
    for cell in cells:
        if cell.failure is not None:
            error = cell.failure
            raise MlscaffoldError(
                error.what, where=str(notebook), hint=error.hint, location=error.location, status=1
            )
