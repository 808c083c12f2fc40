"""The command: puts components into a project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mlscaffold.commands.compose_plan import composed
from mlscaffold.commands.current_project import check_same_version, read
from mlscaffold.commands.next_steps import next_steps
from mlscaffold.commands.reapply_components import redo_of
from mlscaffold.projects.components import added_to, check_known, resolved, values_with
from mlscaffold.projects.components import read as read_component
from mlscaffold.projects.merge.run_update import update
from mlscaffold.projects.merge.update_report import Updated, told
from mlscaffold.projects.new.lock import relock


def add(names: Sequence[str], folder: Path, dry_run: bool = False, components: Path | None = None) -> Updated:
    """Put components into a project, with those that they require.

    Args:
        names: the components.
        folder: the project's folder, or one in it.
        dry_run: whether to show only what would change.
        components: the folder of all components, None for ours.

    Returns:
        What it came to: status 1 where there are conflicts.

    Raises:
        MlscaffoldError: there is no such component, the project is unfit for one, or it cannot be updated; then
            nothing was changed.
    """
    for name in names:
        check_known(name, components)
    project = read(folder, components)
    have = project.made_from.components
    wanted = resolved((*have, *names), components)
    fresh = tuple(name for name in wanted if name not in have)
    if not fresh:
        return Updated(0, f"Nothing to add: the project has {', '.join(names)} already.")
    check_same_version(project)
    answers = project.made_from.answers
    plan = composed(project.bare, wanted, answers, project.kept, components)
    values = values_with(answers, wanted)
    put_in = tuple(read_component(name, components).rendered(values) for name in fresh)
    redo = redo_of(lambda text, path: added_to(text, path, put_in), project.rendered, plan)
    done = update(project.folder, plan, dry_run, relock, project.kept, redo)
    if dry_run or done.status:
        return done
    return replace(done, text=told(done.text, *next_steps(fresh, answers, wanted, components)))
