"""A condition of a gate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mlscaffold.scoring.assessment import Verdict
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.rule_findings import files_of
from mlscaffold.scoring.score_settings import Segment


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a gate.

    Args:
        name: its name in pyproject.toml.
        needs: what has to be true, in one line.
        judge: assesses whether it is met in a segment of a project.
        of_files: whether it is about each file of the segment, so that an empty segment meets it.
    """

    name: str
    needs: str
    judge: Callable[[Project, Segment], Verdict]
    of_files: bool = True


def files(project: Project, segment: Segment) -> tuple[str, ...]:
    """Return the notebooks and Python files of a segment."""
    return files_of(project.root, segment.paths)


def holds_code(project: Project, segment: Segment) -> bool:
    """Return whether a segment has code of the project, not only notebooks."""
    return not set(project.paths).isdisjoint(files(project, segment))
