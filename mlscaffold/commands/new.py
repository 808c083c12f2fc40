"""The command: checks, renders, locks, writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem import writer
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.new.answers_file import NAMES, fill, read_answers
from mlscaffold.projects.new.choices import Choices, check
from mlscaffold.projects.new.new_plan import answers_of, components, make
from mlscaffold.projects.new.new_summary import NewProject
from mlscaffold.projects.new.project_names import check_project, package_of
from mlscaffold.projects.snapshot import with_snapshot


@dataclass(frozen=True, slots=True)
class Making:
    """How a project is made.

    Args:
        output: its folder, None for one of its name in the current folder.
        answers: a file with choices, None for none.
        template: somebody's own template, a folder or a Git address, "" for ours.
        hooks: whether that template's code may run.
        lock: whether uv.lock is made.
        git: whether it becomes a repository.
        dry: whether nothing is written.
    """

    output: Path | None = None
    answers: Path | None = None
    template: str = ""
    hooks: bool = False
    lock: bool = True
    git: bool = True
    dry: bool = False


def new(choices: Choices, making: Making) -> NewProject:
    """Make a project.

    Args:
        choices: what was given as options; they win over the file with answers.
        making: how.

    Raises:
        MlscaffoldError: a choice cannot be, or the folder cannot be written; then nothing is.
    """
    answers = read_answers(making.answers) if making.answers else {}
    if making.template:
        return _from_template(choices, making, answers)
    choices = fill(choices, answers, str(making.answers))
    check(choices, components())
    folder = _folder(choices.name, making)
    plan = make(choices)
    notes: tuple[str, ...] = ()
    if making.lock and not making.dry:
        plan, notes = _locked(plan)
    made = NewProject(
        folder, choices.name, answers_of(choices).package, with_snapshot(plan), making.dry, True, notes
    )
    return _written(made, making)


def _from_template(choices: Choices, making: Making, answers: Mapping[str, Any]) -> NewProject:
    """Make a project from somebody's own template; a choice is an answer if it asks for that name."""
    from mlscaffold.projects.new.own_template import OwnTemplate, render_own

    name = check_project(choices.name or str(answers.get("name", "")))
    others = {
        key: getattr(choices, field)
        for field, key in NAMES.items()
        if field != "name" and getattr(choices, field)
    }
    folder = _folder(name, making)
    asked = {key: value for key, value in answers.items() if key != "name"} | others
    plan, notes = render_own(OwnTemplate(making.template, making.hooks), name, asked)
    return _written(NewProject(folder, name, package_of(name), plan, making.dry, False, notes), making)


def _folder(name: str, making: Making) -> Path:
    """Return the folder of the project, which must be free."""
    folder = (making.output or Path.cwd() / name).absolute()
    writer.check_free(folder)
    return folder


def _locked(plan: ProjectPlan) -> tuple[ProjectPlan, tuple[str, ...]]:
    from mlscaffold.projects.new.lock import lock

    plan, why = lock(plan)
    note = f"There is no uv.lock: {why}. `uv lock` makes it; commit it."
    return plan, (note,) if why else ()


def _written(made: NewProject, making: Making) -> NewProject:
    """Write a project, unless this is to be dry, and start its repository."""
    from mlscaffold.projects.new.first_commit import start_repository

    if making.dry:
        return made
    if not made.plan.files:
        raise MlscaffoldError("the template makes no file", where=making.template, hint="Take another")
    writer.write_project(made.plan, made.folder)
    note = start_repository(made.folder) if making.git else ""
    return made.with_note(note)
