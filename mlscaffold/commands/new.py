"""The command `new`: validates, renders, locks, writes and commits a new project."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem import writer
from mlscaffold.filesystem.git import Git, text
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.components.component import names
from mlscaffold.projects.new.choices import NAMES, Choices, check, fill, read_answers
from mlscaffold.projects.new.new_plan import answers_of, plan_new
from mlscaffold.projects.new.project_names import check_project, package_of
from mlscaffold.projects.snapshot import with_snapshot

COMMIT_MESSAGE = "Create the project with mlscaffold"
GIT_TIMEOUT = 30
"""Seconds for each Git command. Chosen by judgement: committing a few dozen new files takes less than one."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to create a project.

    Args:
        output: its folder, None for one of its name in the current folder.
        answers: a file with choices, None for none.
        template: the user's own template, a folder or a Git URL, "" for ours.
        hooks: whether that template's code may run.
        lock: whether to make uv.lock.
        git: whether to make a repository.
        dry_run: whether to write nothing.
    """

    output: Path | None = None
    answers: Path | None = None
    template: str = ""
    hooks: bool = False
    lock: bool = True
    git: bool = True
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project that was created, or would be.

    Args:
        folder: its folder.
        name: its name.
        package: the name of its import package.
        plan: its files.
        dry_run: whether nothing was written.
        ours: whether it comes from our template.
        notes: notes for the user.
    """

    folder: Path
    name: str
    package: str
    plan: ProjectPlan
    dry_run: bool
    ours: bool
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the report for `--json`."""
        return {
            "name": self.name,
            "package": self.package,
            "folder": str(self.folder),
            "written": not self.dry_run,
            "files": [file.path for file in self.plan.files],
            "notes": list(self.notes),
        }

    @property
    def report(self) -> str:
        """The report for the terminal."""
        if self.dry_run:
            head = f"Would create {self.name} in {self.folder} ({len(self.plan.files)} files):"
            return "\n".join([head, *(f"  {file.path}" for file in self.plan.files)])
        lines = [f"Created {self.name} in {self.folder} ({len(self.plan.files)} files)", *self.notes]
        return "\n".join([*lines, *(["", *self._next_steps()] if self.ours else [])])

    def _next_steps(self) -> list[str]:
        return [
            f"  cd {os.path.relpath(self.folder)}",
            "  uv sync",
            f"  uv run python -m {self.package} run",
            "  uv run pytest",
            "",
            "See README.md to add your own data.",
        ]


def new(choices: Choices, options: Options) -> NewProject:
    """Create a project.

    Args:
        choices: the choices given as options; they take precedence over the file of answers.
        options: how to create it.

    Raises:
        MlscaffoldError: a choice is invalid, or the folder cannot be written; then nothing is.
    """
    answers = read_answers(options.answers) if options.answers else {}
    if options.template:
        return _from_custom_template(choices, options, answers)
    choices = fill(choices, answers, str(options.answers))
    check(choices, names())
    folder = _free_folder(choices.name, options)
    plan = plan_new(choices)
    notes: tuple[str, ...] = ()
    if options.lock and not options.dry_run:
        plan, notes = _with_lock(plan)
    package = answers_of(choices).package
    project = NewProject(
        folder, choices.name, package, with_snapshot(plan), options.dry_run, ours=True, notes=notes
    )
    return _write(project, options)


def start_repository(folder: Path) -> str:
    """Make a folder a Git repository, and commit its files.

    Nothing is done in a folder that is already inside a repository; the user's keys and hooks are not used.

    Args:
        folder: the project's folder.

    Returns:
        A note on why there is no repository or no commit, "" if there are both.
    """
    git = Git(folder).configured("commit.gpgsign=false")
    try:
        if git.process("rev-parse", "--is-inside-work-tree", timeout=GIT_TIMEOUT).returncode == 0:
            return "The folder is already inside a Git repository: add and commit it there."
        process = git.process("init", "--quiet", "--initial-branch=main", timeout=GIT_TIMEOUT)
        if process.returncode:
            return f"Not a Git repository yet: {text(process.stderr).strip()}"
        git.process("add", "--all", timeout=GIT_TIMEOUT)
        commit = ("commit", "--quiet", "--no-verify", f"--message={COMMIT_MESSAGE}")
        process = git.process(*commit, timeout=GIT_TIMEOUT)
    except MlscaffoldError as error:
        return f"Not a Git repository yet: {error.what}. {error.hint}."
    return "Set git user.name and user.email, then commit." if process.returncode else ""


def _from_custom_template(choices: Choices, options: Options, answers: Mapping[str, Any]) -> NewProject:
    """Create a project from the user's own template; a choice is an answer if the template has a question of its name."""
    from mlscaffold.projects.new.custom_template import CustomTemplate, render_custom

    name = check_project(choices.name or str(answers.get("name", "")))
    others = {
        key: getattr(choices, field)
        for field, key in NAMES.items()
        if field != "name" and getattr(choices, field)
    }
    folder = _free_folder(name, options)
    values = {key: value for key, value in answers.items() if key != "name"} | others
    plan, notes = render_custom(CustomTemplate(options.template, options.hooks), name, values)
    project = NewProject(folder, name, package_of(name), plan, options.dry_run, ours=False, notes=notes)
    return _write(project, options)


def _free_folder(name: str, options: Options) -> Path:
    """Return the folder of the project, which must be free."""
    folder = (options.output or Path.cwd() / name).absolute()
    writer.check_free(folder)
    return folder


def _with_lock(plan: ProjectPlan) -> tuple[ProjectPlan, tuple[str, ...]]:
    from mlscaffold.projects.new.lock import lock

    plan, reason = lock(plan)
    note = f"uv.lock is missing ({reason}). Run `uv lock` and commit it."
    return plan, (note,) if reason else ()


def _write(project: NewProject, options: Options) -> NewProject:
    """Write a project and start its repository, unless this is a dry run."""
    if options.dry_run:
        return project
    if not project.plan.files:
        hint = "Use another template"
        raise MlscaffoldError("the template has no files", where=options.template, hint=hint)
    writer.write_project(project.plan, project.folder)
    note = start_repository(project.folder) if options.git else ""
    return replace(project, notes=(*project.notes, note)) if note else project
