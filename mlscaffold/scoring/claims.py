"""Evidence that pyproject.toml names for a test of the rubric: a section of a document, or a test."""

from __future__ import annotations

from mlscaffold.scoring.assessment import Verdict, lacks
from mlscaffold.scoring.document_sections import statement
from mlscaffold.scoring.history import last_change
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import reached
from mlscaffold.scoring.tested import SCHEDULE, WORKFLOW, silence


def claimed(project: Project, name: str, *, watching: bool) -> Verdict:
    """Return the verdict on the evidence that a project names for a test of the rubric.

    Args:
        project: the project.
        name: the test's name.
        watching: whether a test has to run on a schedule for the whole point.
    """
    places = dict(project.settings.claims).get(name, ())
    found = [_worth(project, place, watching) for place in places]
    best = max(found, key=lambda one: one.points, default=Verdict(0))
    wrong = "; ".join(one.todo for one in found if not one.points)
    return Verdict(best.points, best.evidence, wrong or best.todo)


def _worth(project: Project, place: str, watching: bool) -> Verdict:
    if "::" in place:
        return _test(project, place, watching)
    where, fault = statement(project.root, place)
    if fault:
        return lacks(f"named in pyproject.toml, but {fault}")
    signed = last_change(project.root, place.partition("#")[0])
    return Verdict(0.5, (f"done by hand, documented in {where}{f' ({signed})' if signed else ''}",))


def _test(project: Project, place: str, watching: bool) -> Verdict:
    test = next((one for one in project.tests if one.id == place.partition("[")[0]), None)
    if test is None:
        return lacks(f"named in pyproject.toml, but test {place} does not exist")
    if quiet := silence(project):
        return lacks(f"{place} is named in pyproject.toml, but {quiet}")
    if test not in project.passed:
        return lacks(f"{place} is named in pyproject.toml, but did not pass, {project.record.date}")
    if not test.asserts or not project.own & reached(project, test):
        return lacks(
            f"{place} is named in pyproject.toml, but calls none of the project's code, or asserts nothing about it"
        )
    seen = (f"named in pyproject.toml, passed {project.record.date}: {place}",)
    step = project.automatic(scheduled=watching)
    return Verdict(1, (*seen, step.label)) if step else Verdict(0.5, seen, SCHEDULE if watching else WORKFLOW)
