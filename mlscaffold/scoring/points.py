"""Points for evidence: tests that passed, and tests and documents that pyproject.toml declares."""

from collections.abc import Callable, Iterable

from mlscaffold.scoring.assessment import HALF, Verdict, missing, shortened
from mlscaffold.scoring.code_graph import Definition, names_of
from mlscaffold.scoring.document_sections import find_section
from mlscaffold.scoring.history import last_change
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import reached, rejected
from mlscaffold.scoring.suite import TestFunction

WORKFLOW = "run the tests in a workflow on each push"
RUN_TESTS = "run the tests: mlscaffold score --run"
SCHEDULE = "run the tests in a workflow on a schedule (on: schedule)"


def passing(project: Project, kind: Callable[[TestFunction], bool]) -> tuple[TestFunction, ...]:
    """Return the tests of a kind that passed in the last run and can fail."""
    return tuple(test for test in project.passed if test.asserts and kind(test))


def passing_for(project: Project, parts: Iterable[Definition]) -> tuple[TestFunction, ...]:
    """Return the tests that passed and reach one of some parts of the code."""
    names = names_of(parts)
    return passing(project, lambda test: bool(names & reached(project, test)))


def verdict_on_tests(
    project: Project,
    tests: Iterable[TestFunction],
    todo: str,
    evidence: tuple[str, ...] = (),
    *,
    scheduled: bool = False,
) -> Verdict:
    """Return the verdict on tests: half a point if they passed, a whole one if a workflow runs them.

    Args:
        project: the project.
        tests: the tests that passed and show it.
        todo: what to do if there are none.
        evidence: further evidence.
        scheduled: whether they have to run on a schedule for the whole point, as monitoring does.
    """
    found = tuple(tests)
    if not found:
        return missing(RUN_TESTS if no_evidence(project) else todo, *evidence)
    return workflow_verdict(project, (*evidence, passed_text(project, found)), scheduled=scheduled)


def passed_text(project: Project, tests: Iterable[TestFunction]) -> str:
    """Return which tests passed and when."""
    return f"passed {project.record.date}: {shortened(ids(project, tests))}"


def workflow_verdict(project: Project, evidence: tuple[str, ...], *, scheduled: bool = False) -> Verdict:
    """Return half a point, or a whole one if a workflow runs the tests."""
    if step := project.automatic(scheduled=scheduled):
        return Verdict(1, (*evidence, step.label))
    return Verdict(HALF, evidence, SCHEDULE if scheduled else WORKFLOW)


def ids(project: Project, tests: Iterable[TestFunction]) -> list[str]:
    """Return the names of tests, the most specific (fewest calls) first."""
    sizes = {test.id: len(reached(project, test) | rejected(project, test)) for test in tests}
    return sorted(sizes, key=lambda name: sizes[name])


def no_evidence(project: Project) -> str:
    """Return why the record of the tests is no evidence, "" if it is."""
    record = project.record
    if not project.tests or not record.path:
        return "no run of the tests is recorded" if project.tests else ""
    return record.fault or (f"{record.path} is older than {record.stale}" if record.stale else "")


def declared_verdict(project: Project, name: str, *, scheduled: bool) -> Verdict:
    """Return the verdict on the evidence that pyproject.toml declares for a test of the rubric.

    Args:
        project: the project.
        name: the test's name.
        scheduled: whether a test has to run on a schedule for the whole point.
    """
    places = dict(project.settings.declared).get(name, ())
    found = [_verdict_on(project, place, scheduled) for place in places]
    best = max(found, key=lambda verdict: verdict.points, default=Verdict(0))
    faults = "; ".join(verdict.todo for verdict in found if not verdict.points)
    return Verdict(best.points, best.evidence, faults or best.todo)


def _verdict_on(project: Project, place: str, scheduled: bool) -> Verdict:
    if "::" in place:
        if fault := _test_fault(project, place):
            return missing(f"{place} is declared in pyproject.toml, but {fault}")
        evidence = f"declared in pyproject.toml, passed {project.record.date}: {place}"
        return workflow_verdict(project, (evidence,), scheduled=scheduled)
    section, fault = find_section(project.root, place)
    if fault:
        return missing(f"declared in pyproject.toml, but {fault}")
    change = last_change(project.root, place.partition("#")[0])
    return Verdict(HALF, (f"done by hand, documented in {section}{f' ({change})' if change else ''}",))


def _test_fault(project: Project, place: str) -> str:
    """Return why a declared test is no evidence, "" if it is."""
    test = next((test for test in project.tests if test.id == place.partition("[")[0]), None)
    if test is None:
        return "this test does not exist"
    if fault := no_evidence(project):
        return fault
    if test not in project.passed:
        return f"did not pass ({project.record.date})"
    if not test.asserts or not project.own & reached(project, test):
        return "calls none of the project's code, or asserts nothing about it"
    return ""
