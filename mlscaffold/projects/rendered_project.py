"""A project as it was rendered last, and as this version renders it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mlscaffold import __version__
from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.answers import SETTINGS, Answers, Specification, recover
from mlscaffold.projects.components.component import check_known, read
from mlscaffold.projects.components.compose import (
    BARE,
    component_files,
    values_with,
    with_components,
    without_components,
)
from mlscaffold.projects.merge.committed_snapshot import last_rendered
from mlscaffold.projects.moved_runtime import (
    earlier_package,
    moved_files,
    predict_paths,
    runtime_places,
    with_model_of,
)
from mlscaffold.projects.ruff_format import formatted, with_sorted_imports
from mlscaffold.projects.snapshot import NOTES, RecordedFile, Snapshot, is_project, recorded_plan
from mlscaffold.projects.template import render_base, supports_recorded_tests
from mlscaffold.projects.template_renames import with_current_names

TEMPLATE_FILES = f"{NOTES}from_templates"
"""The note that lists the files of a hardened project that come from our templates alone."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project that can be updated.

    Args:
        folder: its folder.
        specification: what it was made from.
        rendered: what was rendered last.
        bare: the same without any component.
        retained: files of which only the hashes are known, without those of components.
    """

    folder: Path
    specification: Specification
    rendered: ProjectPlan
    bare: ProjectPlan
    retained: tuple[RecordedFile, ...]


def project_folder(start: Path) -> Path:
    """Return the folder of the project around a folder, the folder itself if there is none."""
    return next((folder for folder in (start, *start.parents) if is_project(folder)), start)


def read_project(folder: Path) -> Project:
    """Return a project as it was rendered last.

    Args:
        folder: its folder, or one inside.

    Raises:
        MlscaffoldError: the snapshot is missing, or a newer mlscaffold made the project.
    """
    folder = project_folder(folder)
    return project_of(folder, last_rendered(folder))


def project_of(folder: Path, snapshot: Snapshot) -> Project:
    """Return a project from its snapshot.

    Raises:
        MlscaffoldError: it is not a project of mlscaffold, or a newer mlscaffold made it.
    """
    plan, retained = recorded_plan(snapshot)
    files = {file.path: file.content for file in plan.files}
    specification = recover(files, files.get(f"{BARE}{SETTINGS}"))
    if _numbers(specification.answers.version) > _numbers(__version__):
        raise _other_version(specification, folder, "Install the newest version")
    for name in specification.components:
        check_known(name, needed_by="the project")
    others = tuple(file for file in retained if file.path not in component_files(plan))
    return Project(folder, specification, plan, without_components(plan), others)


def check_same_version(project: Project) -> None:
    """Refuse to change the components of a project that another version made.

    Raises:
        MlscaffoldError: another version made it.
    """
    answers = project.specification.answers
    if answers.version != __version__ or earlier_package(file.path for file in project.rendered.files):
        hint = "Run `mlscaffold update` first, and commit"
        raise _other_version(project.specification, project.folder, hint)


def compose(
    bare: ProjectPlan, wanted: tuple[str, ...], answers: Answers, retained: Iterable[RecordedFile] = ()
) -> ProjectPlan:
    """Return a project with components, formatted.

    Args:
        bare: the project without any component.
        wanted: the components, in order.
        answers: the project's answers.
        retained: more files that it has.

    Raises:
        MlscaffoldError: a component refuses the project.
    """
    plan = with_components(bare, wanted, answers, reserved=[file.path for file in retained])
    known = set(bare.files)
    new = [file for file in plan.files if file not in known or file.path == SETTINGS]
    return plan.replace(formatted(ProjectPlan(tuple(new))).files)


def next_steps(added: Iterable[str], answers: Answers, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the next steps after adding components, a paragraph for each.

    Args:
        added: the components that were added.
        answers: the project's answers.
        wanted: all components that it has now.
    """
    values = values_with(answers, tuple(wanted))
    found = (read(name).rendered(values).after for name in added)
    return tuple(f"\n{after}" for after in found if after)


def with_template_files_note(plan: ProjectPlan) -> ProjectPlan:
    """Return a hardened project with a note of the files that an update may render again.

    Args:
        plan: the project, before it gets components and its snapshot.
    """
    files = {file.path: file.content for file in plan.files}
    rendered = template_files(recover(files).answers)
    same = tuple(file for file in rendered.files if files.get(file.path) == file.content)
    return plan.with_files([_note(same)])


def rendered_again(plan: ProjectPlan, answers: Answers) -> ProjectPlan:
    """Return a hardened project with the files of our templates rendered again.

    What its recorded tests need stays as it is: these tests and their values come from the notebook, and fit no other.

    Args:
        plan: the project as it was rendered, with its notes and without components.
        answers: its answers, with the version of mlscaffold that renders it now.
    """
    before, package = {file.path: file.content for file in plan.files}, answers.package
    again = {*before.get(TEMPLATE_FILES, b"").decode().splitlines(), *predict_paths(package)}
    kept = (
        with_current_names(file)
        for file in plan.files
        if file.path not in again or supports_recorded_tests(file.path)
    )
    rest = ProjectPlan(_with_moved_runtime(tuple(kept), plan, package))
    others = {file.path for file in rest.files}
    rendered = template_files(answers).files
    new = tuple(with_model_of(before, file, package) for file in rendered if file.path not in others)
    noted = tuple(file for file in new if file in rendered)
    return ProjectPlan((*rest.files, *new)).with_files([_note(noted)])


def _with_moved_runtime(
    files: tuple[PlannedFile, ...], before: ProjectPlan, package: str
) -> tuple[PlannedFile, ...]:
    """Return the files that came from the notebook, in a project whose runtime was beside its stages."""
    if not earlier_package(file.path for file in before.files):
        return files
    moved = tuple(moved_files(files, package))
    changed = tuple(file for file in moved if file not in files)
    ordered = {
        file.path: file for file in with_sorted_imports(changed, (*before.files, *runtime_places(package)))
    }
    return tuple(ordered.get(file.path, file) for file in moved)


def template_files(answers: Answers) -> ProjectPlan:
    """Return the files of a hardened project that come from our templates alone, but those of its recorded tests."""
    files = (file for file in render_base(answers) if not supports_recorded_tests(file.path))
    return formatted(ProjectPlan(tuple(files)))


def _note(files: tuple[PlannedFile, ...]) -> PlannedFile:
    return PlannedFile(TEMPLATE_FILES, "".join(f"{file.path}\n" for file in files).encode())


def _other_version(specification: Specification, folder: Path, hint: str) -> MlscaffoldError:
    made = specification.answers.version
    earlier = f"an earlier {made}" if made == __version__ else made
    what = f"mlscaffold {earlier} made this project, and this is {__version__}"
    return MlscaffoldError(what, where=str(folder), hint=hint)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
