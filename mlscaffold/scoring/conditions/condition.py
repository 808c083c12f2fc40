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
        name: as gates name it.
        needs: what has to be true, one line.
        judge: says whether it is met in a segment of a project.
        of_files: whether it asks about each file of the segment, so that an empty one has nothing to be judged.
    """

    name: str
    needs: str
    judge: Callable[[Project, Segment], Verdict]
    of_files: bool = True


def files(project: Project, segment: Segment) -> tuple[str, ...]:
    """Return the notebooks and Python files of a segment."""
    return files_of(project.root, segment.paths)


def holds_code(project: Project, segment: Segment) -> bool:
    """Say whether the project's own code stands in a segment, not only notebooks."""
    return not set(project.paths).isdisjoint(files(project, segment))
