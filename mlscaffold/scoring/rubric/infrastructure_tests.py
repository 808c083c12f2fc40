"""The rubric's tests for infrastructure."""

import re

from mlscaffold.scoring.assessment import Verdict, missing, shortened
from mlscaffold.scoring.code_graph import names_of
from mlscaffold.scoring.points import passing, passing_for, verdict_on_tests
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.quality_gate import gate_verdict
from mlscaffold.scoring.roles import reached, runs_all, servers, trainers
from mlscaffold.scoring.rule_findings import SEEDS, findings, place_of
from mlscaffold.scoring.suite import TestFunction

_SAME = re.compile(r"same_seed|reproduc|determin|same_model|same_result|twice", re.IGNORECASE)
_STEPS = frozenset(
    {"named_steps", "named_transformers_", "decision_path", "register_forward_hook", "staged_predict"}
)
_NO_TRAINING = "the code that trains a model cannot be identified"


def reproducible(project: Project) -> Verdict:
    """Assess infra-1: no randomness without a seed, and a test that trains twice and compares passed."""
    if not trainers(project):
        return missing("", _NO_TRAINING)
    found, _ = findings(project.root, project.paths, "", SEEDS)
    if found:
        places = shortened([place_of(project.root, finding) for finding in found])
        return missing(f"seed it: {places}", f"{len(found)} places draw random numbers without a seed")
    tests = passing(project, lambda test: _compares_trainings(project, test))
    todo = "test that the same seed gives the same model"
    return verdict_on_tests(project, tests, todo, ("all randomness is seeded",))


def _compares_trainings(project: Project, test: TestFunction) -> bool:
    """Return whether a test trains twice and expects the same."""
    names = names_of(trainers(project))
    direct = [call for call in test.calls if project.code.resolved(call) in names]
    if len(direct) > 1 and test.compares:
        return True
    trains = bool(names & (reached(project, test) | test.fixture_uses))
    compares = test.compares or any(".check" in call for call in test.calls)
    return bool(_SAME.search(test.name)) and trains and compares


def specified(project: Project) -> Verdict:
    """Assess infra-2: a passing test calls the training code, and checks its result."""
    names = names_of(trainers(project))
    if not names:
        return missing("", _NO_TRAINING)
    tests = passing(project, lambda test: any(project.code.resolved(call) in names for call in test.calls))
    todo = "test the function that trains: what it learns from rows with a known answer"
    return verdict_on_tests(project, tests, todo)


def whole(project: Project) -> Verdict:
    """Assess infra-3: a passing test runs everything, from reading through training to measuring."""
    tests = passing(project, lambda test: runs_all(project, test))
    todo = "test the whole pipeline: read, train and measure in one run on a little data"
    return verdict_on_tests(project, tests, todo)


def debuggable(project: Project) -> Verdict:
    """Assess infra-5: a passing test checks single steps of the computation for a row."""
    models = (*trainers(project), *servers(project))
    tests = [test for test in passing_for(project, models) if _STEPS & test.attributes]
    return verdict_on_tests(project, tests, "test the steps of the model on one row (model.named_steps)")


JUDGES = {
    "infra-1": reproducible,
    "infra-2": specified,
    "infra-3": whole,
    "infra-4": gate_verdict,
    "infra-5": debuggable,
}
