"""The command: takes components out of a project."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from mlscaffold.commands.compose_plan import composed
from mlscaffold.commands.current_project import check_same_version, read
from mlscaffold.commands.reapply_components import redo_of
from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.components import Component, check_known, dependents, values_with
from mlscaffold.projects.components import read as read_component
from mlscaffold.projects.components.removals import without_additions, without_lines
from mlscaffold.projects.merge.run_update import update
from mlscaffold.projects.merge.update_report import Updated
from mlscaffold.projects.new.lock import relock


def remove(
    names: Sequence[str], folder: Path, dry_run: bool = False, components: Path | None = None
) -> Updated:
    """Take components out of a project: what they alone have brought goes, people's own work stays.

    Args:
        names: the components.
        folder: the project's folder, or one in it.
        dry_run: whether to show only what would change.
        components: the folder of all components, None for ours.

    Returns:
        What it came to: status 1 where there are conflicts.

    Raises:
        MlscaffoldError: the project has no such component, or another one needs it; then nothing was changed.
    """
    for name in names:
        check_known(name, components)
    project = read(folder, components)
    have = project.made_from.components
    for name in names:
        _check_in(name, have)
    rest = tuple(name for name in have if name not in names)
    for name in names:
        _check_not_needed(name, names, dependents(name, rest, components))
    check_same_version(project)
    answers = project.made_from.answers
    plan = composed(project.bare, rest, answers, project.kept, components)
    values = values_with(answers, have)
    gone = tuple(read_component(name, components).rendered(values) for name in have if name in names)
    redo = redo_of(_taking_out(project.rendered, plan, gone), project.rendered, plan)
    return update(project.folder, plan, dry_run, relock, project.kept, redo)


def _taking_out(
    before: ProjectPlan, after: ProjectPlan, gone: tuple[Component, ...]
) -> Callable[[str, str], str]:
    """Return what takes components out of a text at a path."""
    old, new = ({file.path: file.content for file in plan.files} for plan in (before, after))

    def take_out(text: str, path: str) -> str:
        if path.endswith(".toml"):
            return without_additions(text, old[path].decode(), new.get(path, b"").decode())
        return without_lines(text, path, gone)

    return take_out


def _check_in(name: str, have: tuple[str, ...]) -> None:
    if name not in have:
        there = f"it has {', '.join(have)}" if have else "it has none"
        raise MlscaffoldError(
            f"the project does not have {name}; {there}", hint="`mlscaffold components` lists them"
        )


def _check_not_needed(name: str, names: Sequence[str], needing: tuple[str, ...]) -> None:
    if needing:
        words = " ".join(dict.fromkeys([*needing, *names]))
        raise MlscaffoldError(
            f"{', '.join(needing)} cannot do without {name}",
            hint=f"Take both out with `mlscaffold remove {words}`",
        )
