"""The quality gate: code that stops a run with a bad model, and the evidence that it does."""

from __future__ import annotations

from mlscaffold.scoring.assessment import Verdict, lacks
from mlscaffold.scoring.code_graph import Definition
from mlscaffold.scoring.measured import broken
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import COMMANDS, gates, is_staged
from mlscaffold.scoring.suite import TestFunction
from mlscaffold.scoring.tested import by_tests, passing

RUN = "run the pipeline, so that the metrics come from today's code (mlscaffold score --run)"


def gate_verdict(project: Project) -> Verdict:
    """Return whether quality is validated before a model can be served.

    Code in the pipeline compares a metric and raises an error; a test in which it stops a bad model passed; the last run
    passed it; the project's thresholds are met.
    """
    found = [one for one in gates(project) if is_staged(project, one)]
    if not found:
        todo = "end the pipeline with a stage that raises an error if a metric is below its bound"
        return lacks(todo, "no function in the pipeline compares a metric and stops")
    gate = found[0]
    evidence = (f"{gate.place} `{gate.short}` stops a run",)
    if fault := _not_passed(project, gate):
        return lacks(fault, *evidence)
    tests = passing(project, lambda test: _is_stopped(project, test, gate))
    todo = f"write a test in which `{gate.short}` stops a bad model (pytest.raises)"
    return by_tests(project, tests, todo, (*evidence, f"passed by the run: {project.measured.path}"))


def measured_fault(project: Project) -> str:
    """Return why the metrics of the last run are no evidence or not good enough, "" if they are."""
    measured = project.measured
    if not measured.path:
        return f"no run has written metrics: {RUN}"
    if measured.fault:
        return f"{measured.fault}: {RUN}"
    return "; ".join(broken(measured, project.settings.thresholds))


def _not_passed(project: Project, gate: Definition) -> str:
    if fault := measured_fault(project):
        return fault
    stages = project.measured.stages
    if stages and gate.short not in stages:
        return f"the last run did not reach `{gate.short}`: {RUN}"
    return ""


def _is_stopped(project: Project, test: TestFunction, gate: Definition) -> bool:
    """Return whether a test expects the gate's error, not merely that of some command."""
    calls = [project.code.settled(call) for call in test.refused]
    own = [name for name in calls if name == gate.name or name.rpartition(".")[2] not in COMMANDS]
    return gate.name in project.code.reach(own)
