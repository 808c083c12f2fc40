"""The command `update` on an update that is under way: finishes it, or takes it back."""

from __future__ import annotations

from pathlib import Path

from mlscaffold.scaffold.lock import relock
from mlscaffold.updating.report import Updated
from mlscaffold.updating.resume import abort, resume
from mlscaffold.upkeep.project import project_folder


def finish(folder: Path) -> Updated:
    """Finish an update whose conflicts are resolved.

    Args:
        folder: the project's folder, or one in it.

    Raises:
        MlscaffoldError: no update is under way.
    """
    return resume(project_folder(folder), relock)


def take_back(folder: Path) -> Updated:
    """Bring back the state before an update.

    Args:
        folder: the project's folder, or one in it.

    Raises:
        MlscaffoldError: no update is under way.
    """
    return abort(project_folder(folder))
