"""The files of a project that only recorded tests need."""

from __future__ import annotations

from mlscaffold.plan import ProjectPlan

SUPPORT = ("tests/recording/", "tests/conftest.py")


def has_recorded_tests(plan: ProjectPlan) -> bool:
    """Return whether a project has recorded tests."""
    return any(file.path.startswith("tests/recorded/") for file in plan.files)


def supports_recorded_tests(path: str) -> bool:
    """Return whether only recorded tests need a file of the project."""
    return path.startswith(SUPPORT)
