"""What a project needs for recorded tests only."""

from __future__ import annotations

from mlscaffold.plan import ProjectPlan

ONLY_RECORDED = ("tests/recording/", "tests/conftest.py")


def has_recorded(plan: ProjectPlan) -> bool:
    """Say whether a project has recorded tests."""
    return any(file.path.startswith("tests/recorded/") for file in plan.files)


def is_for_recorded(path: str) -> bool:
    """Say whether a project needs a file for recorded tests only."""
    return path.startswith(ONLY_RECORDED)
