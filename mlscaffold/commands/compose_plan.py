"""A project's plan with components, formatted as the project is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.answers import Answers
from mlscaffold.projects.components import with_components
from mlscaffold.projects.recovered import SETTINGS
from mlscaffold.projects.ruff_format import formatted
from mlscaffold.projects.snapshot import Remembered


def composed(
    bare: ProjectPlan,
    wanted: tuple[str, ...],
    answers: Answers,
    kept: Iterable[Remembered] = (),
    folder: Path | None = None,
) -> ProjectPlan:
    """Return a project with components put in.

    Args:
        bare: the project without any.
        wanted: the components, in their order.
        answers: what the project was made from.
        kept: files that it has besides.
        folder: the folder of all components, None for ours.

    Raises:
        MlscaffoldError: a component does not go with the project.
    """
    plan = with_components(bare, wanted, answers, folder, taken=[file.path for file in kept])
    known = set(bare.files)
    fresh = [file for file in plan.files if file not in known or file.path == SETTINGS]
    return plan.replace(formatted(ProjectPlan(tuple(fresh))).files)
