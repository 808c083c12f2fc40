"""A project without what only recorded tests need."""

from __future__ import annotations

from dataclasses import replace

from mlscaffold.plan import ProjectPlan
from mlscaffold.projects.recording import has_recorded, is_for_recorded
from mlscaffold.results.hardening import Made


def without_recording(made: Made) -> Made:
    """Return a project without what only recorded tests need, if it has none."""
    if has_recorded(made.plan):
        return made
    files = tuple(file for file in made.plan.files if not is_for_recorded(file.path))
    return replace(made, plan=ProjectPlan(files))
