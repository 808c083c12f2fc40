"""The quality gate: code that stops a run with a bad model, and the evidence that it does."""

from mlscaffold.scoring.assessment import Verdict, missing
from mlscaffold.scoring.code_graph import Definition
from mlscaffold.scoring.measured import thresholds_missed
from mlscaffold.scoring.points import passing, verdict_on_tests
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import COMMANDS, is_staged, quality_gates
from mlscaffold.scoring.suite import TestFunction

RUN = "run the pipeline: mlscaffold score --run"


def gate_verdict(project: Project) -> Verdict:
    """Return whether quality is validated before a model can be served.

    Code in the pipeline compares a metric and raises an error; a test in which it stops a bad model passed; the last run
    passed it; the project's thresholds are met.
    """
    gate = next((gate for gate in quality_gates(project) if is_staged(project, gate)), None)
    if gate is None:
        todo = "end the pipeline with a stage that raises an error if a metric misses its threshold"
        return missing(todo, "no function in the pipeline compares a metric and stops the run")
    evidence = f"{gate.label} stops a run"
    if fault := measured_fault(project) or _not_reached(project, gate):
        return missing(fault, evidence)
    tests = passing(project, lambda test: _is_stopped(project, test, gate))
    todo = f"write a test in which `{gate.short}` stops a bad model (pytest.raises)"
    return verdict_on_tests(project, tests, todo, (evidence, f"passed by the run: {project.measured.path}"))


def measured_fault(project: Project) -> str:
    """Return why the metrics of the last run are no evidence or not good enough, "" if they are."""
    measured = project.measured
    if not measured.path or measured.fault:
        return f"{measured.fault or 'no run has written metrics'}; {RUN}"
    return "; ".join(thresholds_missed(measured, project.settings.thresholds))


def _not_reached(project: Project, gate: Definition) -> str:
    stages = project.measured.stages
    return f"the last run did not reach `{gate.short}`; {RUN}" if stages and gate.short not in stages else ""


def _is_stopped(project: Project, test: TestFunction, gate: Definition) -> bool:
    """Return whether a test expects the gate's error, not merely that of some command."""
    calls = map(project.code.resolved, test.rejected)
    own = [name for name in calls if name == gate.name or name.rpartition(".")[2] not in COMMANDS]
    return gate.name in project.code.reach(own)
