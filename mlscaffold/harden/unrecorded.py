"""A project without what only recorded tests need."""

from __future__ import annotations

from dataclasses import replace

from mlscaffold.hardening import Made
from mlscaffold.project.plan import ProjectPlan

ONLY_RECORDED = ("tests/recording/", "tests/conftest.py")
"""What a project needs for recorded tests only."""


def without_recording(made: Made) -> Made:
    """Return a project without what only recorded tests need, if it has none."""
    if any(file.path.startswith("tests/recorded/") for file in made.plan.files):
        return made
    files = tuple(file for file in made.plan.files if not file.path.startswith(ONLY_RECORDED))
    return replace(made, plan=ProjectPlan(files))
