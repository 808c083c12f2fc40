"""Brings a notebook that was hardened anew into the project that it became before."""

from __future__ import annotations

from pathlib import Path

from mlscaffold.commands.compose_plan import composed
from mlscaffold.commands.current_project import read
from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.components import resolved
from mlscaffold.projects.merge.from_templates import noted
from mlscaffold.projects.merge.run_update import update
from mlscaffold.projects.merge.update_report import Updated
from mlscaffold.projects.new.lock import relock
from mlscaffold.projects.recovered import recovered


def bring_hardened(
    plan: ProjectPlan, folder: Path, dry_run: bool = False, components: Path | None = None
) -> Updated:
    """Merge what a notebook is hardened into today with a project of its; the components of that stay in.

    Args:
        plan: what hardening makes today, without snapshot and components.
        folder: the project's folder, or one in it.
        dry_run: whether to show only what would change.
        components: the folder of all components, None for ours.

    Returns:
        What it came to: status 1 where there are conflicts.

    Raises:
        MlscaffoldError: the project cannot be updated; then nothing was changed.
    """
    project = read(folder, components)
    answers = recovered({file.path: file.content for file in plan.files}).answers
    wanted = resolved(project.made_from.components, components)
    return update(project.folder, composed(noted(plan), wanted, answers, (), components), dry_run, relock)
