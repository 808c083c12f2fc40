"""The rubric's tests for infrastructure."""

from __future__ import annotations

import re

from mlscaffold.scoring.assessment import Verdict, lacks, shortened
from mlscaffold.scoring.gate import gate_verdict
from mlscaffold.scoring.project_evidence import Project
from mlscaffold.scoring.roles import reached, runs_all, servers, trainers
from mlscaffold.scoring.rubric.rubric_test import Entry, unseen
from mlscaffold.scoring.rule_findings import SEEDS, findings, place_of
from mlscaffold.scoring.suite import TestFunction
from mlscaffold.scoring.tested import by_tests, passing

_SAME = re.compile(r"same_seed|reproduc|determin|same_model|same_result|twice", re.IGNORECASE)
_STEPS = frozenset(
    {"named_steps", "named_transformers_", "decision_path", "register_forward_hook", "staged_predict"}
)


def reproducible(project: Project) -> Verdict:
    """Assess infra-1: no randomness without a seed, and a test that trains twice and compares passed."""
    if not trainers(project):
        return lacks("", "it cannot be told which code trains a model")
    found, _ = findings(project.root, project.paths, "", SEEDS)
    if found:
        places = shortened([place_of(project.root, one) for one in found])
        return lacks(f"seed it: {places}", f"{len(found)} places draw random numbers without a seed")
    tests = same_twice(project)
    return by_tests(
        project, tests, "test that the same seed gives the same model", ("all randomness is seeded",)
    )


def same_twice(project: Project) -> tuple[TestFunction, ...]:
    """Return the tests that passed and in which training, done twice, has to give the same."""
    return passing(project, lambda test: _compares_trainings(project, test))


def _compares_trainings(project: Project, test: TestFunction) -> bool:
    names = {one.name for one in trainers(project)}
    direct = [call for call in test.calls if project.code.settled(call) in names]
    if len(direct) > 1 and test.compares:
        return True
    trains = bool(names & reached(project, test)) or bool(test.fixture_uses & names)
    return (
        bool(_SAME.search(test.name))
        and trains
        and (test.compares or any(".check" in one for one in test.calls))
    )


def specified(project: Project) -> Verdict:
    """Assess infra-2: a test that passed calls what trains, and looks at what comes of it."""
    names = {one.name for one in trainers(project)}
    if not names:
        return lacks("", "it cannot be told which code trains a model")
    tests = passing(project, lambda test: any(project.code.settled(call) in names for call in test.calls))
    return by_tests(
        project, tests, "test the function that trains: what it learns from rows with a known answer"
    )


def whole(project: Project) -> Verdict:
    """Assess infra-3: a test that passed runs everything, from reading over training to measuring."""
    tests = passing(project, lambda test: runs_all(project, test))
    return by_tests(
        project, tests, "test the whole pipeline: read, train and measure in one run on a little data"
    )


def debuggable(project: Project) -> Verdict:
    """Assess infra-5: a test that passed looks at single steps of the computation for a row."""
    models = {one.name for one in (*trainers(project), *servers(project))}
    tests = passing(
        project, lambda test: bool(_STEPS & test.attributes) and bool(models & reached(project, test))
    )
    todo = "test the steps of the model on one row (model.named_steps)"
    return by_tests(project, tests, todo)


TESTS = (
    Entry(
        "infra-1", "Training is reproducible", reproducible, "two runs that were compared, and what differed"
    ),
    Entry(
        "infra-2",
        "Model specification code is unit tested",
        specified,
        "how the code that trains was checked",
    ),
    Entry(
        "infra-3",
        "The full ML pipeline is integration tested",
        whole,
        "the last run of the whole pipeline, and its result",
    ),
    Entry(
        "infra-4",
        "Quality is validated before serving",
        gate_verdict,
        "who compares a model's metrics with which bounds before it is served",
    ),
    Entry(
        "infra-5",
        "The model can be debugged step by step on one example",
        debuggable,
        "how to follow one row through training or prediction",
    ),
    Entry(
        "infra-6",
        "Models pass a canary before serving",
        unseen,
        "how a new model first gets a small share of requests, and when that was last done",
    ),
    Entry(
        "infra-7",
        "Models can be rolled back quickly and safely",
        unseen,
        "how to go back to the model before, how long it takes, and when that was last tried",
    ),
)
