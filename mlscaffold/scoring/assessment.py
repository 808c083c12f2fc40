"""What a judge says of a project: points or a condition met, the evidence for it, and what is left to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge says.

    Args:
        points: 0, 0.5 (done by hand) or 1 (runs by itself, again and again); of a condition 0 or 1.
        evidence: what it is seen by: file and line, test, date, commit; what was looked at where nothing is seen.
        todo: what to do for the rest, "" where nothing is left.
    """

    points: float
    evidence: tuple[str, ...] = ()
    todo: str = ""


def lacks(todo: str, *evidence: str) -> Verdict:
    """Return a verdict without a point."""
    return Verdict(0, evidence, todo)


def met(*evidence: str) -> Verdict:
    """Return a verdict with the whole point."""
    return Verdict(1, evidence)


def shortened(items: tuple[str, ...] | list[str], most: int = 2) -> str:
    """Return the first few of some texts, and how many more there are."""
    told = ", ".join(items[:most])
    return told if len(items) <= most else f"{told} and {len(items) - most} more"
