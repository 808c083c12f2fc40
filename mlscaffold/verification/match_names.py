"""Matches recorded values with those of an edited project by their names, whatever became of the stages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mlscaffold.verification.observed_run import Observed
from mlscaffold.verification.unstable import Found

MatchVerdict = Literal["equal", "differs", "renamed", "not matched", "not compared"]


@dataclass(frozen=True, slots=True)
class Version:
    """The value of a name at the end of a stage: a name that is bound again has several, in the order of the stages.

    Args:
        stage: the stage.
        name: the name.
        node: its fingerprint.
        output: whether the stage returns it.
    """

    stage: str
    name: str
    node: Any
    output: bool

    @property
    def key(self) -> str:
        """Where it is: stage and name."""
        return f"{self.stage}/{self.name}"


@dataclass(frozen=True, slots=True)
class Match:
    """A recorded value with its counterpart.

    Args:
        recorded: the recorded value.
        verdict: the result.
        found: the value of today, None without a counterpart.
        why: the difference.
    """

    recorded: Version
    verdict: MatchVerdict
    found: Version | None = None
    why: str = ""


Compare = Callable[[Version, Version], Found]
"""Compares a recorded value with one of today."""


def versions(observed: Observed) -> tuple[Version, ...]:
    """Return the values of a run, in the order of its stages."""
    return tuple(
        Version(stage.name, name, node, is_output)
        for stage in observed.stages
        for nodes, is_output in ((stage.outputs, True), (stage.locals, False))
        for name, node in nodes.items()
    )


def matched(recorded: Sequence[Version], found: Sequence[Version], compare: Compare) -> tuple[Match, ...]:
    """Match recorded values with those of today.

    A value is matched with that of the same stage and name; else with an equal one of the same name wherever it is, in
    order; a name that is gone with an equal value under a new name.

    Args:
        recorded: the recorded values, in the order of the stages.
        found: the values of today.
        compare: compares two.

    Returns:
        A match for each recorded value, in their order.
    """
    today, stages = _by_name(found), {one.stage for one in found}
    matches: dict[str, Match] = {}
    for name, group in _by_name(recorded).items():
        for match in _versions_matched(group, today.get(name, ()), stages, compare):
            matches[match.recorded.key] = match
    known = {one.name for one in recorded}
    new = [one for one in found if one.name not in known]
    return tuple(_renamed(matches[one.key], new, stages, compare) for one in recorded)


def _by_name(values: Iterable[Version]) -> Mapping[str, Sequence[Version]]:
    groups: dict[str, list[Version]] = defaultdict(list)
    for value in values:
        groups[value.name].append(value)
    return groups


def _versions_matched(
    recorded: Sequence[Version], found: Sequence[Version], stages: set[str], compare: Compare
) -> list[Match]:
    """Match the values of one name; their order must be the same, and the last output must be matched."""
    matches: list[Match] = []
    first = 0
    last = next((one for one in reversed(recorded) if one.output), None)
    for number, one in enumerate(recorded):
        same = next((place for place, other in enumerate(found) if other.stage == one.stage), None)
        places = [*([same] if same is not None and same >= first else []), *range(first, len(found))]
        at = next((place for place in places if compare(one, found[place]).verdict != "differs"), None)
        if at is not None:
            verdict = compare(one, found[at])
            kind: MatchVerdict = "not compared" if verdict.verdict == "not compared" else "equal"
            matches.append(Match(one, kind, found[at], verdict.why))
            first = at
        elif same is not None and _is_absorbed(recorded[number + 1 :], found[same], stages, compare):
            matches.append(Match(one, "not matched"))
        elif same is not None:
            matches.append(Match(one, "differs", found[same], compare(one, found[same]).why))
        elif found and one is last:
            matches.append(Match(one, "differs", found[-1], compare(one, found[-1]).why))
        else:
            matches.append(Match(one, "not matched"))
    return matches


def _is_absorbed(later: Sequence[Version], found: Version, stages: set[str], compare: Compare) -> bool:
    """Return whether a stage now gives what a later one gave, which is gone: the two were merged."""
    return any(
        one.output and one.stage not in stages and compare(one, found).verdict == "equal" for one in later
    )


def _renamed(match: Match, new: Sequence[Version], stages: set[str], compare: Compare) -> Match:
    """Return the match of a name that is gone with an equal value under a new name, if there is one.

    A local variable is searched in its own stage, if that still exists.
    """
    one = match.recorded
    if match.verdict != "not matched":
        return match
    place = [other for other in new if other.stage == one.stage]
    others = (
        [other for other in new if other.stage != one.stage] if one.output or one.stage not in stages else []
    )
    equal = next((other for other in (*place, *others) if compare(one, other).verdict == "equal"), None)
    return Match(one, "renamed", equal) if equal is not None else match
