"""Recorded tests, run before they are kept: a test that fails now is no test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mlscaffold.hardening.recorded_test_files import left_out, recorded_tests
from mlscaffold.projects.ruff_format import polish
from mlscaffold.results.hardening import Made
from mlscaffold.results.proof import RecordedTest, Tests
from mlscaffold.verification.environment import Environment
from mlscaffold.verification.record_stages import Recorded
from mlscaffold.verification.runs import Runs
from mlscaffold.verification.test_run import Tested, run_tests

ROUNDS = 2


def with_tests(runs: Runs, made: Made, environment: Environment, found: Recorded) -> tuple[Made, Tests]:
    """Return a project with tests recorded from its run, and how they ended.

    Args:
        runs: where they run.
        made: the project.
        environment: the interpreter to run them with.
        found: what was recorded.
    """
    sentences = left_out(found.facts)
    for number in range(ROUNDS):
        tested, tests = _with_files(made, found)
        ended = run_tests(runs.sandbox, environment, runs.write(tested, f"tests-{number}"))
        failing = _stages(ended, tests)
        if not failing:
            break
        found = replace(found, facts=_without(found.facts, failing))
        sentences += tuple(f"The recorded tests of {stage} do not pass when run again." for stage in failing)
    if ended.why:
        sentences += (f"The tests could not be run: {ended.why}",)
    failed = tuple(f"{path}::{name}" for path, name in ended.failed)
    return tested, Tests(tests, ended.passed, failed, sentences)


def _with_files(made: Made, found: Recorded) -> tuple[Made, tuple[RecordedTest, ...]]:
    files, tests = recorded_tests(found.facts, made.hardening)
    if not tests:
        return made, ()
    plan, _ = polish(made.plan.with_files((*files, *found.files)))
    return replace(made, plan=plan), tests


def _stages(ended: Tested, tests: tuple[RecordedTest, ...]) -> tuple[str, ...]:
    """Return the stages of the recorded tests that fail; "" stands for the run of the whole pipeline."""
    by_place = {(test.path, test.name): test.stage for test in tests}
    return tuple(sorted({by_place[place] for place in ended.failed if place in by_place}))


def _without(facts: Mapping[str, Any], stages: tuple[str, ...]) -> dict[str, Any]:
    kept = [stage for stage in facts["stages"] if stage["name"] not in stages]
    return {**facts, "stages": kept, "run": None if "" in stages else facts["run"]}
