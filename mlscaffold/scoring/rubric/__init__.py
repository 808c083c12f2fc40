"""The 28 tests of "The ML Test Score" (Breck et al., 2017), seven in each section, and a project's points for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from mlscaffold.scoring.assessment import Verdict, missing
from mlscaffold.scoring.points import declared_verdict
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.rubric import data_tests, infrastructure_tests, model_tests, monitoring_tests

JUDGES = data_tests.JUDGES | model_tests.JUDGES | infrastructure_tests.JUDGES | monitoring_tests.JUDGES
"""What assesses a test by the project's files; without one, nothing in a repository can show it."""
SECTIONS = ("data", "model", "infrastructure", "monitoring")
_LONG_NAMES = {"infra": "infrastructure", "monitor": "monitoring"}


@dataclass(frozen=True, slots=True)
class RubricTest:
    """A test of the rubric.

    Args:
        id: its name, such as `data-1`.
        title: the paper's words, shortened.
        by_hand: what a document has to state if it is done by hand.
        adds_up: whether code can show one half and a document the other; else the larger counts.
    """

    id: str
    title: str
    by_hand: str
    adds_up: bool

    @property
    def section(self) -> str:
        """Data, model, infrastructure or monitoring."""
        prefix = self.id.partition("-")[0]
        return _LONG_NAMES.get(prefix, prefix)


@dataclass(frozen=True, slots=True)
class Scored:
    """A test of the rubric and the verdict on it."""

    test: RubricTest
    verdict: Verdict


def _read() -> Iterator[RubricTest]:
    text = files("mlscaffold.scoring.rubric").joinpath("rubric.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            name, combined, title, by_hand = line.split("\t")
            yield RubricTest(name, title, by_hand, combined == "sum")


TESTS = tuple(_read())


def score_all(project: Project) -> tuple[Scored, ...]:
    """Assess a project by all tests."""
    return tuple(Scored(test, verdict(project, test)) for test in TESTS)


def verdict(project: Project, test: RubricTest) -> Verdict:
    """Assess a project by one test: by what its files show, and by what it declares as evidence.

    Half a point that is shown and half a point that is documented make a whole one if the test allows it; else the
    larger counts.
    """
    judge = JUDGES.get(test.id)
    shown = judge(project) if judge else missing("")
    declared = declared_verdict(project, test.id, scheduled=test.section == "monitoring")
    larger = shown if shown.points >= declared.points else declared
    points = min(1.0, shown.points + declared.points) if test.adds_up else larger.points
    both = (*shown.evidence, *declared.evidence)
    if points == 1:
        return Verdict(1, both if test.adds_up else larger.evidence)
    if points == 0 and not declared.todo:
        return Verdict(0, shown.evidence, shown.todo or _by_hand(test))
    return Verdict(points, both, "; ".join(filter(None, [declared.todo, shown.todo])))


def _by_hand(test: RubricTest) -> str:
    return (
        f'document {test.by_hand}; then add "{test.id}" = "docs/FILE.md#HEADING" to [tool.mlscaffold.score]'
    )


def section_points(found: tuple[Scored, ...], section: str) -> float:
    """Return the sum of a section."""
    return sum(one.verdict.points for one in found if one.test.section == section)


def final(found: tuple[Scored, ...]) -> float:
    """Return the score: that of the lowest section."""
    return min(section_points(found, section) for section in SECTIONS)
