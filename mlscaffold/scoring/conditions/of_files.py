"""Conditions on each file of a segment: it runs, holds no secret, has no findings, is seeded."""

from __future__ import annotations

from collections.abc import Sequence

from mlscaffold.analysis.metrics import calls_metric
from mlscaffold.finding import LEVELS
from mlscaffold.scoring.assessment import Verdict, lacks, met, shortened
from mlscaffold.scoring.conditions.condition import Condition, files, holds_code
from mlscaffold.scoring.gate import measured_fault
from mlscaffold.scoring.notebook_runs import NotebookRun, calls_in, run_of
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.rubric.infrastructure_tests import reproducible
from mlscaffold.scoring.rule_findings import SECRETS, SEEDS, findings, place_of
from mlscaffold.scoring.score_settings import Segment

RUN = "run it from top to bottom: mlscaffold score --run"


def runs(project: Project, segment: Segment) -> Verdict:
    """Assess whether each notebook ran from top to bottom; for the project's code, whether the pipeline did."""
    if holds_code(project, segment):
        fault = measured_fault(project)
        return lacks(fault) if fault else met(f"{project.measured.path} comes from today's code")
    done = [run_of(project.root, path) for path in files(project, segment)]
    return _all_ran(done) or met(*(one.evidence for one in done))


def _all_ran(done: Sequence[NotebookRun]) -> Verdict | None:
    left = [f"{one.path}: {one.fault}" for one in done if not one.ran]
    return lacks(RUN, *left) if left else None


def no_secrets(project: Project, segment: Segment) -> Verdict:
    """Assess whether our rules find a secret in code or outputs."""
    return _nothing_found(
        project, segment, SECRETS, "remove and revoke them: mlscaffold check --explain MLS522"
    )


def check(project: Project, segment: Segment) -> Verdict:
    """Assess whether `mlscaffold check` finds anything at the segment's level."""
    level = f" --level {segment.name}" if segment.name in LEVELS else ""
    return _nothing_found(project, segment, (), f"mlscaffold check{level} {' '.join(segment.paths)}")


def _nothing_found(project: Project, segment: Segment, codes: Sequence[str], todo: str) -> Verdict:
    looked = files(project, segment)
    found, note = findings(project.root, looked, segment.name, codes)
    if found:
        places = [f"{place_of(project.root, one)} {_short(project, one.message)}" for one in found[:3]]
        more = [f"and {len(found) - 3} more"] if len(found) > 3 else []
        return lacks(todo, *places, *more)
    if note:
        return lacks(todo, note)
    what = f"rules {', '.join(codes)}" if codes else "mlscaffold check"
    return met(f"{what}: nothing found in {shortened(looked)}")


def _short(project: Project, message: str) -> str:
    return message.replace(f"{project.root}/", "")


def seeded(project: Project, segment: Segment) -> Verdict:
    """Assess whether randomness is seeded; for the project's code, whether a test of that passed too."""
    if holds_code(project, segment):
        found = reproducible(project)
        return met(*found.evidence) if found.points else found
    return _nothing_found(project, segment, SEEDS, "set the seeds: mlscaffold check --select MLS2 --diff")


def metrics(project: Project, segment: Segment) -> Verdict:
    """Assess whether each notebook measures something and ran; for code, whether a run's metrics meet the thresholds."""
    if holds_code(project, segment):
        fault = measured_fault(project)
        listed = ", ".join(f"{name} {value:.3g}" for name, value in project.measured.values[:4])
        return lacks(fault) if fault else met(f"{project.measured.path}: {listed}")
    paths = files(project, segment)
    without = [path for path in paths if not calls_metric(calls_in(project.root, path))]
    if without:
        return lacks(
            "measure the model (sklearn.metrics, cross_val_score)", f"no metric in {shortened(without)}"
        )
    return runs(project, segment)


CONDITIONS = (
    Condition("runs", "each notebook ran from top to bottom", runs),
    Condition("no-secrets", "no secret is in code or outputs", no_secrets),
    Condition("check", "mlscaffold check finds nothing", check),
    Condition("seeded", "randomness has a seed; for code, a test shows it", seeded),
    Condition("metrics", "a run of today's code measured the model, and it meets the thresholds", metrics),
)
