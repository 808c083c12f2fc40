"""The score of a project, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mlscaffold.scoring.assessment import Verdict
from mlscaffold.scoring.conditions import Gate
from mlscaffold.scoring.rubric import SECTIONS, Scored, final, section_points


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a project.

    Args:
        name: its name.
        commit: the current commit, "" without Git.
        notes: the sources of evidence, and what could not be determined.
        gates: the requested segments.
        rubric: the 28 tests; none if only a gate was requested.
    """

    name: str
    commit: str
    notes: tuple[str, ...]
    gates: tuple[Gate, ...]
    rubric: tuple[Scored, ...]

    @property
    def points(self) -> float | None:
        """The score, None if it was not requested."""
        return final(self.rubric) if self.rubric else None

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "project": self.name,
            "commit": self.commit,
            "notes": list(self.notes),
            "gates": [_gate(one) for one in self.gates],
            "score": self.points,
            "sections": {name: section_points(self.rubric, name) for name in SECTIONS if self.rubric},
            "tests": [
                {"id": one.entry.id, "section": one.entry.section, "title": one.entry.title}
                | _verdict(one.verdict)
                for one in self.rubric
            ],
        }


def _gate(gate: Gate) -> dict[str, Any]:
    return {
        "segment": gate.segment.name,
        "paths": list(gate.segment.paths),
        "usual": gate.segment.usual,
        "open": gate.open,
        "empty": gate.empty,
        "conditions": [
            {"name": condition.name, "met": verdict.points == 1} | _details(verdict)
            for condition, verdict in gate.verdicts
        ],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {"points": verdict.points} | _details(verdict)


def _details(verdict: Verdict) -> dict[str, Any]:
    return {"evidence": list(verdict.evidence), "todo": verdict.todo}
