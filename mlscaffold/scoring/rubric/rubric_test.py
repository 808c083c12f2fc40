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
        judge: what gives points for what can be seen in the project.
        by_hand: what a documented place has to tell, to be done by hand.
        halves: whether what is seen is one half and what is documented the other; else the larger one counts.
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
