"""The 28 tests of "The ML Test Score" (Breck et al., 2017), seven in each section, and a project's points for each."""

from __future__ import annotations

from dataclasses import dataclass

from mlscaffold.scoring.assessment import Verdict
from mlscaffold.scoring.claims import claimed
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.rubric import data_tests, infrastructure_tests, model_tests, monitoring_tests
from mlscaffold.scoring.rubric.rubric_test import Entry

TESTS: tuple[Entry, ...] = (
    *data_tests.TESTS,
    *model_tests.TESTS,
    *infrastructure_tests.TESTS,
    *monitoring_tests.TESTS,
)
SECTIONS = ("data", "model", "infrastructure", "monitoring")


@dataclass(frozen=True, slots=True)
class Scored:
    """A test of the rubric and the verdict on it."""

    entry: Entry
    verdict: Verdict


def scored(project: Project) -> tuple[Scored, ...]:
    """Assess a project by all tests."""
    return tuple(Scored(entry, verdict(project, entry)) for entry in TESTS)


def verdict(project: Project, entry: Entry) -> Verdict:
    """Assess a project by one test: by what its files show, and by what it names as evidence.

    Half a point that is shown and half a point that is documented make a whole one if the test says so; else the
    larger counts.
    """
    seen = entry.judge(project)
    named = claimed(project, entry.id, watching=entry.section == "monitoring")
    points = min(1.0, seen.points + named.points) if entry.halves else max(seen.points, named.points)
    if points == 1:
        return Verdict(
            1, (*seen.evidence, *named.evidence) if entry.halves or not named.points else _better(seen, named)
        )
    if points == 0 and not named.todo:
        return Verdict(0, seen.evidence, seen.todo or _by_hand(entry))
    evidence = (*seen.evidence, *named.evidence)
    return Verdict(points, evidence, "; ".join(filter(None, [named.todo, seen.todo])))


def _better(seen: Verdict, named: Verdict) -> tuple[str, ...]:
    return seen.evidence if seen.points >= named.points else named.evidence


def _by_hand(entry: Entry) -> str:
    return f'document {entry.by_hand}, and name the section: "{entry.id}" = "docs/FILE.md#HEADING"'


def section_points(found: tuple[Scored, ...], section: str) -> float:
    """Return the sum of a section."""
    return sum(one.verdict.points for one in found if one.entry.section == section)


def final(found: tuple[Scored, ...]) -> float:
    """Return the score: that of the lowest section."""
    return min(section_points(found, section) for section in SECTIONS)
