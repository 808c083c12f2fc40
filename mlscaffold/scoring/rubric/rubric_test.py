"""A test of the rubric."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mlscaffold.scoring.assessment import Verdict, lacks
from mlscaffold.scoring.project_evidence import Project


@dataclass(frozen=True, slots=True)
class Entry:
    """A test of the rubric.

    Args:
        id: its name, such as `data-1`.
        title: the paper's words, shortened.
        judge: returns the verdict on what the project's files show.
        by_hand: what a document has to state if it is done by hand.
        halves: whether code can show one half and a document the other; else the larger counts.
    """

    id: str
    title: str
    judge: Callable[[Project], Verdict]
    by_hand: str
    halves: bool = False

    @property
    def section(self) -> str:
        """Data, model, infrastructure or monitoring."""
        return {"infra": "infrastructure", "monitor": "monitoring"}.get(
            kind := self.id.partition("-")[0], kind
        )


def unseen(_: Project) -> Verdict:
    """Return no point: nothing in a repository shows this."""
    return lacks("")
