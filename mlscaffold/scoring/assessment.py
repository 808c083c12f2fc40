"""The verdict on a test or condition: points, evidence, and what is left to do."""

from collections.abc import Sequence
from dataclasses import dataclass

HALF = 0.5
"""Points for a test that is done by hand and documented; automatic and repeated gets a whole one (Breck et al., 2017)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict.

    Args:
        points: 0, HALF (done by hand) or 1 (runs automatically); 0 or 1 for a condition.
        evidence: file and line, test, date, commit; what was inspected if nothing was found.
        todo: what to do for the rest, "" if nothing is left.
    """

    points: float
    evidence: tuple[str, ...] = ()
    todo: str = ""


def missing(todo: str, *evidence: str) -> Verdict:
    """Return a verdict without a point."""
    return Verdict(0, evidence, todo)


def met(*evidence: str) -> Verdict:
    """Return a verdict with the whole point."""
    return Verdict(1, evidence)


def shortened(items: Sequence[str], limit: int = 2) -> str:
    """Return the first few texts, and how many more there are."""
    text = ", ".join(items[:limit])
    return text if len(items) <= limit else f"{text} and {len(items) - limit} more"
