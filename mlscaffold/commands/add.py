"""The command `add`: adds components to a project."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from mlscaffold.projects.components.component import check_known, resolved
from mlscaffold.projects.components.component import read as read_component
from mlscaffold.projects.components.compose import values_with, with_additions_of
from mlscaffold.projects.merge.run_update import update
from mlscaffold.projects.merge.three_way_merge import reapply_between
from mlscaffold.projects.merge.update_report import UpdateResult, joined
from mlscaffold.projects.new.lock import relock
from mlscaffold.projects.rendered_project import check_same_version, compose, next_steps, read_project


def add(names: Sequence[str], folder: Path, dry_run: bool = False) -> UpdateResult:
    """Add components to a project, with those that they require.

    Args:
        names: the components.
        folder: the project's folder, or one inside.
        dry_run: whether to show only what would change.

    Returns:
        The result, with status 1 if there are conflicts.

    Raises:
        MlscaffoldError: a component is unknown or refuses the project, or the project cannot be updated; then nothing
            was changed.
    """
    for name in names:
        check_known(name)
    project = read_project(folder)
    present = project.specification.components
    wanted = resolved((*present, *names))
    new = tuple(name for name in wanted if name not in present)
    if not new:
        return UpdateResult(0, f"Nothing to add: the project already has {', '.join(names)}.")
    check_same_version(project)
    answers = project.specification.answers
    plan = compose(project.bare, wanted, answers, project.retained)
    values = values_with(answers, wanted)
    components = tuple(read_component(name).rendered(values) for name in new)
    change = partial(with_additions_of, components=components)
    reapply = reapply_between(change, project.rendered, plan)
    result = update(project.folder, plan, dry_run, relock, project.retained, reapply)
    if dry_run or result.status:
        return result
    return replace(result, text=joined(result.text, *next_steps(new, answers, wanted)))
