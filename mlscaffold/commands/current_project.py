"""A project as it was rendered last, and what it was made from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mlscaffold import __version__
from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.components import BARE, bare, brought, check_known
from mlscaffold.projects.merge.last_rendered import last_rendered
from mlscaffold.projects.recovered import SETTINGS, Recovered, recovered
from mlscaffold.projects.snapshot import Remembered, Snapshot, is_project, recalled


@dataclass(frozen=True, slots=True)
class Project:
    """A project that can be kept up to date.

    Args:
        folder: where it stands.
        made_from: what it was made from.
        rendered: what was rendered last.
        bare: the same without any component.
        kept: files of which only the hashes are known, without those of components.
    """

    folder: Path
    made_from: Recovered
    rendered: ProjectPlan
    bare: ProjectPlan
    kept: tuple[Remembered, ...]


def project_folder(start: Path) -> Path:
    """Return the folder of the project that a folder lies in, that folder itself where there is none."""
    for folder in (start, *start.parents):
        if is_project(folder):
            return folder
    return start


def read(folder: Path, components: Path | None = None) -> Project:
    """Return a project as it was rendered last.

    Args:
        folder: its folder, or one in it.
        components: the folder of all components, None for ours.

    Raises:
        MlscaffoldError: there is no record of that, or a newer mlscaffold made it.
    """
    folder = project_folder(folder)
    return of_snapshot(folder, last_rendered(folder), components)


def of_snapshot(folder: Path, snapshot: Snapshot, components: Path | None = None) -> Project:
    """Return a project by what is kept of it.

    Raises:
        MlscaffoldError: it tells nothing of mlscaffold, or a newer mlscaffold made it.
    """
    plan, kept = recalled(snapshot)
    files = {file.path: file.content for file in plan.files}
    made_from = recovered(files, files.get(f"{BARE}{SETTINGS}"))
    _check_not_newer(made_from.answers.version, folder)
    for name in made_from.components:
        check_known(name, components, needed_by="the project")
    others = tuple(file for file in kept if file.path not in brought(plan))
    return Project(folder, made_from, plan, bare(plan), others)


def check_same_version(project: Project) -> None:
    """Refuse to change the components of a project that other templates have made.

    Raises:
        MlscaffoldError: it was made by another version.
    """
    made_by = project.made_from.answers.version
    if made_by != __version__:
        raise MlscaffoldError(
            f"mlscaffold {made_by} made this project, and this is {__version__}",
            where=str(project.folder),
            hint="Run `mlscaffold update` first, and commit",
        )


def _check_not_newer(made_by: str, folder: Path) -> None:
    if _numbers(made_by) > _numbers(__version__):
        raise MlscaffoldError(
            f"mlscaffold {made_by} made this project, and this is {__version__}",
            where=str(folder),
            hint="Install the newest version",
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
