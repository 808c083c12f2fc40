"""The conditions of gates, and whether a segment meets them."""

from __future__ import annotations

from dataclasses import dataclass

from mlscaffold.scoring.assessment import Verdict
from mlscaffold.scoring.conditions import of_files, of_project
from mlscaffold.scoring.conditions.condition import Condition, files
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.score_settings import Segment

CONDITIONS: tuple[Condition, ...] = (*of_files.CONDITIONS, *of_project.CONDITIONS)


@dataclass(frozen=True, slots=True)
class Gate:
    """A segment and the verdicts on its gate.

    Args:
        segment: the segment.
        verdicts: each condition of its gate with its verdict.
        empty: whether the segment has no notebook and no Python file; then conditions on files are met.
    """

    segment: Segment
    verdicts: tuple[tuple[Condition, Verdict], ...]
    empty: bool

    @property
    def open(self) -> bool:
        """Whether all conditions are met."""
        return all(verdict.points == 1 for _, verdict in self.verdicts)


def gate_of(project: Project, segment: Segment) -> Gate:
    """Assess a segment by the conditions of its gate."""
    by_name = {one.name: one for one in CONDITIONS}
    empty = not files(project, segment)
    asked = tuple(by_name[name] for name in segment.gate)
    verdicts = tuple(
        (
            one,
            Verdict(1, ("no files yet",)) if empty and one.of_files else one.judge(project, segment),
        )
        for one in asked
    )
    return Gate(segment, verdicts, empty)
