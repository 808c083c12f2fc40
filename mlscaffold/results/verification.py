"""The result of verifying a hardened project after edits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

DifferenceKind = Literal["differs", "not matched"]
"""`not matched`: what was recorded has no counterpart in the project of today."""


@dataclass(frozen=True, slots=True)
class VerifiedDifference:
    """One difference from what was recorded.

    Args:
        name: what differs: `stage/value` or the name of a setting, figure, metric or file.
        names: all names by which it can be allowed.
        kind: whether it differs or has no counterpart.
        why: what was expected and what was found.
        allowed: the reason for which it is allowed, "" if it is not.
    """

    name: str
    names: tuple[str, ...]
    kind: DifferenceKind
    why: str
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class VerifiedPart:
    """What was compared of a stage, or of the text, the files, the figures or the metrics.

    Args:
        name: the stage's name, or that of the part.
        is_stage: whether it is a stage.
        equal: how many values, messages, files or figures are equal.
        unit: what was counted, such as `values`.
        differences: what differs.
        renamed: recorded names with those that have the same value now.
        not_matched: local names without a counterpart, which are no failure.
        note: more, as a sentence.
    """

    name: str
    is_stage: bool
    equal: int
    unit: str
    differences: tuple[VerifiedDifference, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    not_matched: tuple[str, ...] = ()
    note: str = ""

    @property
    def failing(self) -> tuple[VerifiedDifference, ...]:
        """The differences that are not allowed."""
        return tuple(one for one in self.differences if not one.allowed)


@dataclass(frozen=True, slots=True)
class VerifiedProject:
    """The result.

    Args:
        parts: stages in their order, then the other parts.
        failure: the error that ended the project's run, "" if it finished.
        failed_stage: the stage in which that happened.
        unused: allowed names that do not differ any more.
        notes: more, as sentences.
        full: whether the notebook ran again.
    """

    parts: tuple[VerifiedPart, ...]
    failure: str = ""
    failed_stage: str = ""
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    full: bool = False

    @property
    def differences(self) -> tuple[VerifiedDifference, ...]:
        """All differences, in order."""
        return tuple(one for part in self.parts for one in part.differences)

    @property
    def failing(self) -> tuple[VerifiedDifference, ...]:
        """The differences that are not allowed, in order."""
        return tuple(one for one in self.differences if not one.allowed)

    @property
    def holds(self) -> bool:
        """Whether the project ran, and nothing differs but what is allowed."""
        return not self.failure and not self.failing


def with_allowed(found: VerifiedProject, reasons: dict[str, str]) -> VerifiedProject:
    """Return a result in which differences are allowed.

    Args:
        found: the result.
        reasons: why each name may differ.
    """
    used: set[str] = set()

    def allow(one: VerifiedDifference) -> VerifiedDifference:
        name = next((name for name in one.names if name in reasons), "")
        used.add(name)
        return replace(one, allowed=reasons[name]) if name else one

    parts = tuple(replace(part, differences=tuple(map(allow, part.differences))) for part in found.parts)
    unused = () if found.failure else tuple(name for name in reasons if name not in used)
    return replace(found, parts=parts, unused=unused)
