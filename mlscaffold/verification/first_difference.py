"""The first stage of the project with a difference from the notebook, whatever it is: a value, text, a file, a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlscaffold.results.hardening import Hardening
from mlscaffold.verification.command_run import first_log_difference
from mlscaffold.verification.notebook_run import NotebookRun
from mlscaffold.verification.probe.notes import read_notes
from mlscaffold.verification.project_run import ProjectRun
from mlscaffold.verification.text_channel import compared_text
from mlscaffold.verification.text_comparison import TextDifference
from mlscaffold.verification.unstable import Unstable, verdict_of

LONGEST = 60  # characters of a line of text in a sentence: two of them fit on two lines
FAILED_STAGE = re.compile(r"in stage (\w+)")


@dataclass(frozen=True, slots=True)
class FirstDifference:
    """The first stage with a difference from the notebook.

    Args:
        stage: its name.
        cell: its first cell.
        why: the difference.
    """

    stage: str
    cell: int
    why: str


def first_difference(
    hardening: Hardening, project: ProjectRun, notebook: NotebookRun, unstable: Unstable
) -> FirstDifference | None:
    """Return the first stage, in the order of the pipeline, with anything that differs.

    Args:
        hardening: the hardening.
        project: the project's run.
        notebook: the notebook's run: if it stopped early, stages may fail, too.
        unstable: what two runs of the notebook do not agree on.
    """
    found: dict[str, str] = {}
    for stage, why in _differences(hardening, project, notebook, unstable):
        found.setdefault(_known_stage(hardening, stage), why)
    command = None if found else command_difference(hardening, project, notebook, unstable)
    if command is not None:
        found[_known_stage(hardening, command[0])] = command[1]
    first = next((stage for stage in hardening.stages if stage.name in found), None)
    return FirstDifference(first.name, min(first.cells, default=0), found[first.name]) if first else None


def _differences(
    hardening: Hardening, project: ProjectRun, notebook: NotebookRun, unstable: Unstable
) -> Iterator[tuple[str, str]]:
    """Yield the stage of each difference, "" or one that does not exist if it is unknown, and the difference."""
    if project.failure and notebook.finished:
        yield failed_stage(project), project.failure
    yield from _values(hardening, project, unstable)
    yield from _figures(hardening, project, notebook, unstable)
    if notebook.finished and not project.failure:
        text = compared_text(hardening, notebook, project, unstable).comparison
        yield from ((one.stage or stage_of(hardening, one.cell), sentence(one)) for one in text.differences)
        yield from _files(hardening, project, notebook, unstable)


def _known_stage(hardening: Hardening, stage: str) -> str:
    """Return a stage, the first one for one that does not exist, such as one that only sets options."""
    names = [one.name for one in hardening.stages]
    return stage if stage in names else next(iter(names), "")


def failed_stage(project: ProjectRun) -> str:
    """Return the stage in which a run failed: the one that its error names, else the last one that logged anything."""
    named = FAILED_STAGE.search(project.failure)
    if named:
        return named[1]
    return next((str(event["by"]) for event in reversed(project.text) if event["by"]), "")


def stage_of(hardening: Hardening, cell: int) -> str:
    """Return the stage with a cell, for a cell without one the last stage before it, else the first one."""
    own = [stage.name for stage in hardening.stages if cell in stage.cells]
    before = [stage.name for stage in hardening.stages if min(stage.cells, default=0) <= cell]
    return next(iter([*own, *reversed(before), *(stage.name for stage in hardening.stages)]), "")


def _values(hardening: Hardening, project: ProjectRun, unstable: Unstable) -> Iterator[tuple[str, str]]:
    for note in project.values:
        found = verdict_of(note, unstable.values.get(note["key"]))
        if found.verdict == "differs":
            yield _changing_stage(hardening, note), f"{note['name']}: {found.why}"


def _changing_stage(hardening: Hardening, note: Mapping[str, Any]) -> str:
    """Return the stage to which a value that differs belongs.

    What differs only at the end was equal in the last stage that writes its name. It was changed by a later one: the first
    that works on a copy, which the holder does not see.
    """
    if note["where"] != "end":
        return str(note["stage"])
    writers = [
        number
        for number, stage in enumerate(hardening.stages)
        if any(note["name"] in unit.writes for unit in stage.units)
    ]
    later = hardening.stages[writers[-1] + 1 :] if writers else ()
    return next((stage.name for stage in later if stage.copied), str(note["stage"]))


def _figures(
    hardening: Hardening, project: ProjectRun, notebook: NotebookRun, unstable: Unstable
) -> Iterator[tuple[str, str]]:
    for note in project.figures:
        found = verdict_of(note, unstable.values.get(note["key"]))
        if found.verdict == "differs":
            cell = int(note["key"].partition("-")[0])
            yield stage_of(hardening, cell), f"figure {note['name']}: {found.why}"
    if notebook.finished and not project.failure:
        for note in lost_figures(project, notebook):
            yield stage_of(hardening, note["cell"]), "the project does not save a figure of the notebook"


def lost_figures(project: ProjectRun, notebook: NotebookRun) -> list[Mapping[str, Any]]:
    """Return the notes of the notebook's figures that the project does not save."""
    saved = {note["key"] for note in project.figures}
    notes = read_notes(str(notebook.folder))
    return [note for note in notes if note["what"] == "figure" and note["key"] not in saved]


def sentence(one: TextDifference) -> str:
    """Return a difference of text in words."""
    notebook, project = (f"`{_short(text)}`" for text in (one.notebook, one.project))
    if one.moved:
        return f"the project logs {notebook} in another order"
    if not one.project:
        return f"the project does not log {notebook}"
    if not one.notebook:
        return f"the project also logs {project}"
    return f"the project logs {project} instead of {notebook}"


def _short(text: str) -> str:
    flat = " ".join(text.replace("`", "'").split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 3]}..."


def _files(
    hardening: Hardening, project: ProjectRun, notebook: NotebookRun, unstable: Unstable
) -> Iterator[tuple[str, str]]:
    for note in project.compared_files:
        found = verdict_of(note, unstable.files.get(note["key"]))
        if found.verdict == "differs":
            stage = stage_of(hardening, notebook.cell_of(note["key"]))
            yield stage, f"file {note['key']}: {found.why}"


def command_difference(
    hardening: Hardening, project: ProjectRun, notebook: NotebookRun, unstable: Unstable
) -> tuple[str, str] | None:
    """Return the stage and the difference of the real command line, None if it does what the observed run does."""
    if project.failure or not notebook.finished or project.command is None:
        return None
    command = project.command.run
    if command.why:
        return command.stage, f"the command line fails: {command.why}"
    known = compared_text(hardening, notebook, project, unstable).unstable
    if not project.cut:
        stage, why = first_log_difference(command, project.text, hardening.package, project.folders, known)
        if why:
            return stage, f"the command line: {why}"
    for note in project.command.files:
        found = verdict_of(note, unstable.files.get(note["key"]))
        if found.verdict == "differs":
            cell = notebook.cell_of(note["key"])
            return stage_of(hardening, cell), f"the command line: file {note['key']}: {found.why}"
    return None
