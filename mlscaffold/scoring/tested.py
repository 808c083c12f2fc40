"""Points for tests: half a point if they passed, a whole one if a workflow runs them automatically."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mlscaffold.scoring.assessment import Verdict, lacks, shortened
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import reached, refused
from mlscaffold.scoring.suite import TestFunction

WORKFLOW = "run the tests in a workflow at each push"
RUN_TESTS = "run the tests: mlscaffold score --run"
SCHEDULE = "run the tests in a workflow on a schedule (on: schedule)"


def passing(project: Project, kind: Callable[[TestFunction], bool]) -> tuple[TestFunction, ...]:
    """Return the tests of a kind that passed in the last run and can fail."""
    return tuple(test for test in project.passed if test.asserts and kind(test))


def by_tests(
    project: Project,
    tests: Iterable[TestFunction],
    todo: str,
    evidence: Iterable[str] = (),
    *,
    watching: bool = False,
) -> Verdict:
    """Return the verdict on tests.

    Args:
        project: the project.
        tests: those that passed and show it.
        todo: what to do if there are none.
        evidence: further evidence.
        watching: whether it has to run on a schedule for the whole point, as monitoring does.
    """
    found = tuple(tests)
    if not found:
        return lacks(RUN_TESTS if silence(project) else todo, *evidence)
    seen = (*evidence, f"passed {project.record.date}: {shortened(ids(project, found))}")
    step = project.automatic(scheduled=watching)
    if step is None:
        return Verdict(0.5, seen, SCHEDULE if watching else WORKFLOW)
    return Verdict(1, (*seen, step.label))


def ids(project: Project, tests: Iterable[TestFunction]) -> list[str]:
    """Return the names of tests, the most specific (fewest calls) first."""
    sizes = {test.id: len(reached(project, test) | refused(project, test)) for test in tests}
    return sorted(sizes, key=lambda name: sizes[name])


def silence(project: Project) -> str:
    """Return why the record of the tests is no evidence, "" if it is."""
    record = project.record
    if not project.tests or not record.path:
        return "" if not project.tests else "no run of the tests is recorded"
    if record.fault:
        return record.fault
    return f"{record.path} is older than {record.stale}" if record.stale else ""
