"""The command `update`: brings a project to the templates of this version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mlscaffold import __version__
from mlscaffold.commands.compose_plan import composed
from mlscaffold.commands.current_project import Project, project_folder, read
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.components import resolved
from mlscaffold.projects.merge.from_templates import renewed
from mlscaffold.projects.merge.last_rendered import recorded
from mlscaffold.projects.merge.repository import find
from mlscaffold.projects.merge.run_update import update
from mlscaffold.projects.merge.update_report import Updated
from mlscaffold.projects.new.lock import relock
from mlscaffold.projects.new.new_plan import choices_of, make
from mlscaffold.projects.recovered import SETTINGS, recovered
from mlscaffold.projects.snapshot import Remembered


def refresh(folder: Path, dry_run: bool = False, components: Path | None = None) -> Updated:
    """Bring a project to the templates of this version.

    Args:
        folder: the project's folder, or one in it.
        dry_run: whether to show only what would change.
        components: the folder of all components, None for ours.

    Returns:
        What it came to: status 1 where there are conflicts.

    Raises:
        MlscaffoldError: it cannot be updated; then nothing was changed.
    """
    folder = project_folder(folder)
    if dry_run and (guessed := _by_settings(folder, components)):
        return update(folder, guessed, dry_run=True)
    project = read(folder, components)
    plan, kept = rendered_now(project, components)
    return update(project.folder, plan, dry_run, relock, kept)


def _by_settings(folder: Path, components: Path | None) -> ProjectPlan | None:
    """Return what a new project without a record would be, by its settings as they are now, if it is one."""
    settings = folder / SETTINGS
    if recorded(find(folder)) or not settings.is_file():
        return None
    made_from = recovered({SETTINGS: settings.read_bytes()})
    return make(choices_of(made_from), components) if made_from.is_new else None


def rendered_now(
    project: Project, components: Path | None = None
) -> tuple[ProjectPlan, tuple[Remembered, ...]]:
    """Return a project as this version renders it, and what stays as it was recorded.

    Of a hardened project only what comes from our templates alone is rendered anew: the notebook is not at hand.

    Args:
        project: the project as it was rendered last.
        components: the folder of all components, None for ours.
    """
    made_from = project.made_from
    if made_from.is_new:
        return make(choices_of(made_from), components), ()
    answers = replace(made_from.answers, version=__version__)
    wanted = resolved(made_from.components, components)
    bare = renewed(project.bare, answers)
    return composed(bare, wanted, answers, project.kept, components), project.kept
