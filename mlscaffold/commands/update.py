"""The command `update`: updates a project to this version's templates, and finishes or undoes an update."""

from dataclasses import replace
from pathlib import Path

from mlscaffold import __version__
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.answers import SETTINGS, recover
from mlscaffold.projects.components.component import resolved
from mlscaffold.projects.merge import resume
from mlscaffold.projects.merge import run_update as merging
from mlscaffold.projects.merge.committed_snapshot import committed_snapshot, read_snapshot
from mlscaffold.projects.merge.repository import find
from mlscaffold.projects.merge.update_report import UpdateResult, joined
from mlscaffold.projects.new.lock import relock
from mlscaffold.projects.new.new_plan import choices_of, plan_new
from mlscaffold.projects.rendered_project import (
    Project,
    compose,
    next_steps,
    project_folder,
    project_of,
    read_project,
    rendered_again,
)
from mlscaffold.projects.snapshot import SNAPSHOT, RecordedFile


def update(folder: Path, dry_run: bool = False) -> UpdateResult:
    """Update a project to the templates of this version.

    Args:
        folder: the project's folder, or one inside.
        dry_run: whether to show only what would change.

    Returns:
        The result, with status 1 if there are conflicts.

    Raises:
        MlscaffoldError: it cannot be updated; then nothing was changed.
    """
    folder = project_folder(folder)
    if dry_run and (plan := _plan_without_snapshot(folder)):
        return merging.update(folder, plan, dry_run=True)
    project = read_project(folder)
    plan, retained = rendered_now(project)
    return merging.update(project.folder, plan, dry_run, relock, retained)


def rendered_now(project: Project) -> tuple[ProjectPlan, tuple[RecordedFile, ...]]:
    """Return a project as this version renders it, and the files that stay as they were recorded.

    Of a hardened project, only the files of our templates are rendered again: the notebook is not available.

    Args:
        project: the project as it was rendered last.
    """
    specification = project.specification
    if specification.is_new:
        return plan_new(choices_of(specification)), ()
    answers = replace(specification.answers, version=__version__)
    bare = rendered_again(project.bare, answers)
    wanted = resolved(specification.components)
    return compose(bare, wanted, answers, project.retained), project.retained


def finish(folder: Path) -> UpdateResult:
    """Finish an update whose conflicts are resolved.

    Args:
        folder: the project's folder, or one inside.

    Raises:
        MlscaffoldError: no update is in progress.
    """
    folder = project_folder(folder)
    result = resume.resume(folder, relock)
    if result.status:
        return result
    return replace(result, text=joined(result.text, *_next_steps(folder)))


def abort(folder: Path) -> UpdateResult:
    """Undo an update that is not finished.

    Args:
        folder: the project's folder, or one inside.

    Raises:
        MlscaffoldError: no update is in progress.
    """
    return resume.abort(project_folder(folder))


def _plan_without_snapshot(folder: Path) -> ProjectPlan | None:
    """Return the plan for the current settings, if the folder is a project of `new` whose snapshot is missing."""
    settings = folder / SETTINGS
    if committed_snapshot(find(folder)) or not settings.is_file():
        return None
    specification = recover({SETTINGS: settings.read_bytes()})
    return plan_new(choices_of(specification)) if specification.is_new else None


def _next_steps(folder: Path) -> tuple[str, ...]:
    """Return the next steps for components that are staged and were not committed before."""
    repository = find(folder)
    before = committed_snapshot(repository)
    if before is None or not repository.on_disk(repository.full(SNAPSHOT)).is_file():
        return ()
    now = project_of(folder, read_snapshot(repository, SNAPSHOT)).specification
    present = project_of(folder, before).specification.components
    added = [name for name in now.components if name not in present]
    return next_steps(added, now.answers, now.components)
