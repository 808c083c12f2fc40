"""Which files of a hardened project come from our templates alone, so that an update can render them anew."""

from __future__ import annotations

from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.recording import has_recorded, is_for_recorded
from mlscaffold.projects.recovered import recovered
from mlscaffold.projects.ruff_format import formatted
from mlscaffold.projects.snapshot import NOTES
from mlscaffold.projects.template import render_base

NOTE = f"{NOTES}from_templates"


def noted(plan: ProjectPlan) -> ProjectPlan:
    """Return a hardened project, as yet without components, with a note of what an update may render anew.

    Args:
        plan: the project; its last step before it gets components and its snapshot.
    """
    files = {file.path: file.content for file in plan.files}
    rendered = from_templates(recovered(files).answers, has_recorded(plan))
    same = tuple(file for file in rendered.files if files.get(file.path) == file.content)
    return plan.with_files([_note(same)])


def renewed(plan: ProjectPlan, answers: Answers) -> ProjectPlan:
    """Return a hardened project with what comes from our templates alone rendered anew.

    Args:
        plan: the project as it was rendered, with its notes and without components.
        answers: what it was made from, with the version of mlscaffold that renders it now.
    """
    [note] = [file.content.decode() for file in plan.files if file.path == NOTE] or [""]
    before = set(note.splitlines())
    kept = ProjectPlan(tuple(file for file in plan.files if file.path not in before))
    others = {file.path for file in kept.files}
    rendered = from_templates(answers, has_recorded(plan))
    fresh = tuple(file for file in rendered.files if file.path not in others)
    return ProjectPlan((*kept.files, *fresh)).with_files([_note(fresh)])


def from_templates(answers: Answers, recording: bool) -> ProjectPlan:
    """Return what our templates make of a hardened project.

    Args:
        answers: what it was made from.
        recording: whether it has recorded tests.
    """
    files = (file for file in render_base(answers) if recording or not is_for_recorded(file.path))
    return formatted(ProjectPlan(tuple(files)))


def _note(files: tuple[PlannedFile, ...]) -> PlannedFile:
    return PlannedFile(NOTE, "".join(f"{file.path}\n" for file in files).encode())
