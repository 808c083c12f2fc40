"""The command `remove`: removes components from a project."""

from collections.abc import Callable, Sequence
from pathlib import Path

from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.components.component import Component, check_known, dependents
from mlscaffold.projects.components.component import read as read_component
from mlscaffold.projects.components.compose import values_with, without_lines
from mlscaffold.projects.components.toml_edits import without_additions
from mlscaffold.projects.merge.run_update import update
from mlscaffold.projects.merge.three_way_merge import reapply_between
from mlscaffold.projects.merge.update_report import UpdateResult
from mlscaffold.projects.new.lock import relock
from mlscaffold.projects.rendered_project import check_same_version, compose, read_project


def remove(names: Sequence[str], folder: Path, dry_run: bool = False) -> UpdateResult:
    """Remove components from a project: only what they alone have added, never the user's own work.

    Args:
        names: the components.
        folder: the project's folder, or one inside.
        dry_run: whether to show only what would change.

    Returns:
        The result, with status 1 if there are conflicts.

    Raises:
        MlscaffoldError: the project does not have a component, or another one requires it; then nothing was changed.
    """
    for name in names:
        check_known(name)
    project = read_project(folder)
    present = project.specification.components
    for name in names:
        _check_present(name, present)
    rest = tuple(name for name in present if name not in names)
    for name in names:
        _check_not_required(name, names, dependents(name, rest))
    check_same_version(project)
    answers = project.specification.answers
    plan = compose(project.bare, rest, answers, project.retained)
    values = values_with(answers, present)
    removed = tuple(read_component(name).rendered(values) for name in present if name in names)
    reapply = reapply_between(_removal(project.rendered, plan, removed), project.rendered, plan)
    return update(project.folder, plan, dry_run, relock, project.retained, reapply)


def _removal(
    before: ProjectPlan, after: ProjectPlan, removed: tuple[Component, ...]
) -> Callable[[str, str], str]:
    """Return a function that removes components from a text at a path."""
    old, new = ({file.path: file.content for file in plan.files} for plan in (before, after))

    def change(text: str, path: str) -> str:
        if path.endswith(".toml"):
            return without_additions(text, old[path].decode(), new.get(path, b"").decode())
        return without_lines(text, path, removed)

    return change


def _check_present(name: str, present: tuple[str, ...]) -> None:
    if name not in present:
        hint = f"Its components: {', '.join(present) or 'none'}"
        raise MlscaffoldError(f"the project does not have {name}", hint=hint)


def _check_not_required(name: str, names: Sequence[str], required_by: tuple[str, ...]) -> None:
    if required_by:
        arguments = " ".join(dict.fromkeys([*required_by, *names]))
        hint = f"Remove both with `mlscaffold remove {arguments}`"
        raise MlscaffoldError(f"{', '.join(required_by)} requires {name}", hint=hint)
