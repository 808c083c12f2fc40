"""The command `update`: updates a project to this version's templates, and finishes or undoes an update."""

from contextlib import nullcontext
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
from mlscaffold.projects.snapshot import EXPECTED, SNAPSHOT, RecordedFile


def update(folder: Path, dry_run: bool = False, run: bool = True) -> UpdateResult:
    """Update a project to the templates of this version; a hardened one is verified as it is afterwards.

    Args:
        folder: the project's folder, or one inside.
        dry_run: whether to show only what would change.
        run: whether its code may be run, to verify it.

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
    result = merging.update(project.folder, plan, dry_run, relock, retained)
    return result if dry_run or not result.files else _with_verdict(folder, result, run)


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


def finish(folder: Path, run: bool = True) -> UpdateResult:
    """Finish an update whose conflicts are resolved.

    Args:
        folder: the project's folder, or one inside.
        run: whether a hardened project may be run, to verify it.

    Raises:
        MlscaffoldError: no update is in progress.
    """
    folder = project_folder(folder)
    result = resume.resume(folder, relock)
    if result.status:
        return result
    result = _with_verdict(folder, result, run)
    return replace(result, text=joined(result.text, *_next_steps(folder)))


def abort(folder: Path) -> UpdateResult:
    """Undo an update that is not finished.

    Args:
        folder: the project's folder, or one inside.

    Raises:
        MlscaffoldError: no update is in progress.
    """
    return resume.abort(project_folder(folder))


def _with_verdict(folder: Path, result: UpdateResult, run: bool) -> UpdateResult:
    """Return the result of an update with the verdict on the merged project, if it has recorded expectations."""
    from mlscaffold.commands.verify_merged import verify_merged
    from mlscaffold.environments import interpreter
    from mlscaffold.verification.sandbox import Limits, Sandbox

    if not (folder / EXPECTED).is_file():
        return result
    with Sandbox(Limits()) if run else nullcontext() as sandbox:
        verdict = verify_merged(sandbox, folder, result, interpreter.of_project(folder, ""))
    if verdict is None:
        return result
    status, text = max(result.status, verdict.status), f"{verdict.text}\n\n{result.text}"
    return replace(result, status=status, text=text)


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
