"""Records the stages of a project on a small sample, and adds tests of the recordings that pass when run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlscaffold.codegen.recorded_tests import RAW_ROWS, test_files
from mlscaffold.hardening.recorded_secrets import without_secrets
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.ruff_format import fix_and_format
from mlscaffold.projects.template import has_recorded_tests, supports_recorded_tests
from mlscaffold.results.hardening import GeneratedProject, Hardening
from mlscaffold.results.proof import ProjectTests, RecordedTest
from mlscaffold.verification.environment import Environment
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.project_run import TestRun, run_tests
from mlscaffold.verification.runs import Runs

# The first finds the stages whose tests fail, the second confirms that the others pass without them.
ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Recording:
    """Recorded stages.

    Args:
        facts: the facts from which the tests are written.
        files: sample and recorded values, as files of the project.
    """

    facts: Mapping[str, Any]
    files: tuple[PlannedFile, ...]


def record(runs: Runs, generated: GeneratedProject) -> Recording:
    """Record inputs and outputs of a project's stages on a sample of its data, in the notebook's environment.

    Args:
        runs: the sandbox and the interpreter.
        generated: the project.
    """
    out = runs.sandbox.folder / "recording"
    spec = {
        "project": str(runs.write(generated, "recording", "public")),
        "package": generated.hardening.package,
        "out": str(out),
        "trained": _trained(generated),
    }
    variables = {"MPLBACKEND": "Agg"} | dict(runs.target.secrets)
    ended = run_probe(runs.sandbox, runs.target.python, "record", spec, runs.sandbox.folder, variables)
    facts = out / "facts.json"
    if not facts.exists():
        why = f"Nothing could be recorded: {ended.reason}"
        return Recording({"stages": [], "run": None, "left_out": [why]}, ())
    found = json.loads(facts.read_text(encoding="utf-8"))
    return Recording(*without_secrets(found, _recorded_files(out), runs.target.holds_secret))


def _trained(generated: GeneratedProject) -> str | None:
    """Return the output that the final model is trained on or asked about, "" if none is, None without `predict`."""
    hardening, path = generated.hardening, generated.path
    if path is None or not hardening.predict.is_available:
        return None
    trained = [path.trained.source] if path.trained and not path.resampled else []
    outputs = {name for stage in hardening.stages for name in stage.outputs}
    found = next((source for source in (*trained, path.asked.source) if source in outputs), "")
    return dict(hardening.renamed).get(found, found)


def with_tests(
    runs: Runs, generated: GeneratedProject, environment: Environment, recording: Recording
) -> tuple[GeneratedProject, ProjectTests]:
    """Return a project with its recorded tests, and the results of all its tests.

    Args:
        runs: the sandbox in which they run.
        generated: the project.
        environment: the interpreter to run them with.
        recording: the recorded stages.
    """
    sentences = left_out(recording.facts)
    for number in range(ROUNDS):
        tested, tests = _with_files(generated, recording)
        variables = [one.name for one in tested.hardening.variables]
        folder = runs.write(tested, f"tests-{number}", "")
        ended = run_tests(runs.sandbox, environment, folder, variables)
        failing = _stages(ended, tests)
        if not failing:
            break
        recording = replace(recording, facts=_without(recording.facts, failing))
        sentences += tuple(
            f"The recorded tests of {stage or 'the whole pipeline'} fail when run again." for stage in failing
        )
    if ended.why:
        sentences += (f"The tests could not run: {ended.why}",)
    failed = tuple(f"{path}::{name}" for path, name in ended.failed)
    return tested, ProjectTests(tests, ended.passed, failed, sentences)


def recorded_tests(
    facts: Mapping[str, Any], hardening: Hardening
) -> tuple[tuple[PlannedFile, ...], tuple[RecordedTest, ...]]:
    """Return the recorded test files, not yet formatted, and the tests in them.

    Args:
        facts: the content of facts.json, which `verification/probe/record.py` writes.
        hardening: the project.
    """
    files = test_files(facts, hardening.package)
    planned = tuple(PlannedFile(file.path, file.source.encode()) for file in files)
    tests = (
        RecordedTest(file.path, test.name, test.protects.rstrip("."), test.stage)
        for file in files
        for test in file.tests
    )
    return planned, tuple(tests)


def left_out(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return sentences about the stages, functions and classes that could not be recorded."""
    calls = [fact for fact in facts.get("calls", ()) if fact["why"]]
    return (
        *facts["left_out"],
        *(text for stage in facts["stages"] for text in stage["left_out"]),
        *(f"`{fact['name']}` has no test of its own: {fact['why']}." for fact in calls),
    )


def without_recording(generated: GeneratedProject) -> GeneratedProject:
    """Return a project without the support files of recorded tests, if it has none."""
    if has_recorded_tests(generated.plan):
        return generated
    files = tuple(file for file in generated.plan.files if not supports_recorded_tests(file.path))
    return replace(generated, plan=ProjectPlan(files))


def _recorded_files(out: Path) -> list[PlannedFile]:
    found = [path for path in (*sorted((out / "sample").rglob("*")), out / "recorded.json") if path.is_file()]
    return [PlannedFile(f"tests/{path.relative_to(out).as_posix()}", path.read_bytes()) for path in found]


def _with_files(
    generated: GeneratedProject, recording: Recording
) -> tuple[GeneratedProject, tuple[RecordedTest, ...]]:
    files, tests = recorded_tests(recording.facts, generated.hardening)
    if not tests:
        return generated, ()
    plan, _ = fix_and_format(generated.plan.with_files((*files, *recording.files)))
    return replace(generated, plan=plan), tests


def _stages(ended: TestRun, tests: tuple[RecordedTest, ...]) -> tuple[str, ...]:
    """Return the stages of the recorded tests that fail; "" is the run of the whole pipeline."""
    stage_of = {(test.path, test.name): test.stage for test in tests}
    return tuple(sorted({stage_of[test] for test in ended.failed if test in stage_of}))


def _without(facts: Mapping[str, Any], stages: tuple[str, ...]) -> dict[str, Any]:
    remaining = [stage for stage in facts["stages"] if stage["name"] not in stages]
    calls = [fact for fact in facts.get("calls", ()) if fact["name"] not in stages]
    run, raw = None if "" in stages else facts["run"], RAW_ROWS not in stages and facts.get("raw_rows", False)
    return {**facts, "stages": remaining, "calls": calls, "run": run, "raw_rows": raw}
