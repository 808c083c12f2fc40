"""Points that tests give: half a point where they passed, the whole one where a workflow runs them by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mlscaffold.scoring.assessment import Verdict, lacks, shortened
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import reached, refused
from mlscaffold.scoring.suite import TestFunction

WORKFLOW = "let a workflow run the tests at each push"
RUN_TESTS = "run the tests: mlscaffold score --run"
SCHEDULE = "let a workflow run the tests by the clock (on: schedule)"


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
    """Return what tests give.

    Args:
        project: the project.
        tests: those that passed and show what is to be shown.
        todo: what to do where there are none.
        evidence: what else it is seen by.
        watching: whether it has to be run by the clock for the whole point, as what is to be watched.
    """
    found = tuple(tests)
    if not found:
        return lacks(RUN_TESTS if silence(project) else todo, *evidence)
    seen = (*evidence, f"passed {project.record.date}: {shortened(ids(project, found))}")
    step = project.automatic(scheduled=watching)
    if step is None:
        return Verdict(0.5, seen, SCHEDULE if watching else WORKFLOW)
    return Verdict(1, (*seen, step.told))


def ids(project: Project, tests: Iterable[TestFunction]) -> list[str]:
    """Return the names of tests, those first that call least and so say most."""
    sizes = {test.id: len(reached(project, test) | refused(project, test)) for test in tests}
    return sorted(sizes, key=lambda name: sizes[name])


def silence(project: Project) -> str:
    """Return why the record of the tests says nothing, "" where it speaks."""
    record = project.record
    if not project.tests or not record.path:
        return "" if not project.tests else "no run of the tests is recorded"
    if record.fault:
        return record.fault
    return f"{record.path} is older than {record.stale}" if record.stale else ""
