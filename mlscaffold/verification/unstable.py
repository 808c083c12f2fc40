"""What two runs of the notebook do not agree on, and verdicts that leave it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mlscaffold.verification.probe.compare import summary

if TYPE_CHECKING:
    from mlscaffold.results.proof import Verdict

Places = frozenset[str]
"""Places inside a value that are unstable; "" is the whole value."""
Events = tuple[Mapping[str, Any], ...]
NAMED = 3  # unstable places that a report names
WHOLE: Places = frozenset({""})


@dataclass(frozen=True, slots=True)
class Unstable:
    """What two runs of the notebook do not agree on.

    Args:
        values: unstable places, by the key of the value or figure.
        files: the same by the path of the file.
        texts: what the cells printed and showed in the second run, by cell; empty without a second run.
        beside: the folder of the second run, whose path may be in texts.
    """

    values: Mapping[str, Places] = field(default_factory=dict)
    files: Mapping[str, Places] = field(default_factory=dict)
    texts: Mapping[int, Events] = field(default_factory=dict)
    beside: str = ""


STABLE = Unstable()


@dataclass(frozen=True, slots=True)
class Found:
    """A verdict with its reason, and the largest relative difference of numbers that count as equal."""

    verdict: Verdict
    why: str = ""
    largest: float = 0.0


def places_of(notes: Sequence[Mapping[str, Any]]) -> dict[str, Places]:
    """Return the unstable places of the values whose two runs differ, by their keys."""
    return {
        note["key"]: WHOLE if note["cut"] else frozenset(note["places"])
        for note in notes
        if note["verdict"] == "differs"
    }


def verdict_of(note: Mapping[str, Any], unstable: Places | None) -> Found:
    """Return the verdict on a value that was compared, without its unstable places.

    Args:
        note: its comparison: `verdict`, `why`, `places`, `opaque`, `cut` and `largest`.
        unstable: its unstable places, None if there are none.
    """
    largest = float(note.get("largest", 0.0))
    if not unstable:
        return Found(note["verdict"], note["why"], largest)
    if "" in unstable:
        return Found("unstable")
    left = [(place, what) for place, what in map(_place, note["places"]) if not _is_in(place, unstable)]
    verdict, why = summary(left, [_place(one) for one in note.get("opaque", ())])
    if verdict != "equal":
        return Found("differs" if verdict == "differs" else "not compared", why, largest)
    named = ", ".join(sorted(unstable)[:NAMED]) + (", …" if len(unstable) > NAMED else "")
    return Found("equal", f"unstable in it: {named}", largest)


def _place(found: Any) -> tuple[str, str]:
    """Return a place with what is there; comparisons of two runs note places only."""
    return (found, "") if isinstance(found, str) else (found[0], found[1])


def _is_in(place: str, unstable: Places) -> bool:
    """Return whether a place is an unstable one or inside of one."""
    return any(place == one or place.startswith((f"{one}.", f"{one}[")) for one in unstable)
