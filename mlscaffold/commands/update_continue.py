"""The command `update` on an update that is under way: finishes it, or takes it back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mlscaffold.commands.current_project import of_snapshot, project_folder
from mlscaffold.commands.next_steps import next_steps
from mlscaffold.projects.merge.last_rendered import read_record, recorded
from mlscaffold.projects.merge.repository import find
from mlscaffold.projects.merge.resume import abort, resume
from mlscaffold.projects.merge.update_report import Updated, told
from mlscaffold.projects.new.lock import relock
from mlscaffold.projects.snapshot import SNAPSHOT


def finish(folder: Path, components: Path | None = None) -> Updated:
    """Finish an update whose conflicts are resolved.

    Args:
        folder: the project's folder, or one in it.
        components: the folder of all components, None for ours.

    Raises:
        MlscaffoldError: no update is under way.
    """
    folder = project_folder(folder)
    done = resume(folder, relock)
    if done.status:
        return done
    return replace(done, text=told(done.text, *_next_steps(folder, components)))


def _next_steps(folder: Path, components: Path | None) -> tuple[str, ...]:
    """Return what the components say that are staged and were not committed before."""
    repository = find(folder)
    before = recorded(repository)
    if before is None or not repository.on_disk(repository.full(SNAPSHOT)).is_file():
        return ()
    now = of_snapshot(folder, read_record(repository, SNAPSHOT), components).made_from
    have = of_snapshot(folder, before, components).made_from.components
    fresh = [name for name in now.components if name not in have]
    return next_steps(fresh, now.answers, now.components, components)


def take_back(folder: Path) -> Updated:
    """Bring back the state before an update.

    Args:
        folder: the project's folder, or one in it.

    Raises:
        MlscaffoldError: no update is under way.
    """
    return abort(project_folder(folder))
