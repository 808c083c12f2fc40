"""A project is recorded, and its recorded tests pass with any hash seed until a stage changes."""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.codegen.recorded_tests import test_files as files_of
from mlscaffold.verification.probe import record
from mlscaffold.verification.probe.record import merge
from tests.templates import small

SCRIPT = (
    "import json, sys; from mlscaffold.verification.probe import record; record.main(json.load(sys.stdin))"
)


def recorded(project: Path, out: Path, **limits: float) -> dict[str, Any]:
    spec = {"project": str(project), "package": "who_buys", "out": str(out), "limits": limits}
    root = Path(record.__file__).parents[3]
    subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps(spec),
        text=True,
        check=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    facts: dict[str, Any] = json.loads((out / "facts.json").read_text())
    return facts


@pytest.fixture(scope="module")
def project_and_facts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("record")
    project = small.make(folder / "who-buys")
    facts = recorded(project, folder / "out")
    for part in ("recorded", "sample"):
        shutil.copytree(folder / "out" / part, project / "tests" / part)
    for file in files_of(facts, "who_buys"):
        (project / file.path).write_text(file.source)
    return project, facts


def run_tests(project: Path, *more: str, seed: str = "3") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *more]
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"}
    env.pop("PYTHONPATH", None)
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, env=env)


def test_the_recorded_tests_pass(project_and_facts: tuple[Path, dict[str, Any]]) -> None:
    project, facts = project_and_facts
    result = run_tests(project, "tests/test_steps.py", "tests/test_pipeline_run.py")
    assert result.returncode == 0, result.stdout
    assert all(stage["tested"] for stage in facts["stages"]), facts


def test_a_stage_that_changes_fails(project_and_facts: tuple[Path, dict[str, Any]]) -> None:
    project, _ = project_and_facts
    steps = project / "src" / "who_buys" / "steps.py"
    before = steps.read_text()
    steps.write_text(before.replace("for line in", "for line in 2 *", 1))
    assert steps.read_text() != before
    result = run_tests(project, "tests/test_steps.py")
    steps.write_text(before)
    assert result.returncode == 1, result.stdout


def test_updating_recordings_keeps_equal_values(project_and_facts: tuple[Path, dict[str, Any]]) -> None:
    project, _ = project_and_facts
    before = {file.name: file.read_text() for file in (project / "tests" / "recorded").iterdir()}
    assert run_tests(project, "tests/test_steps.py", "--update-recorded").returncode == 0
    assert {file.name: file.read_text() for file in (project / "tests" / "recorded").iterdir()} == before


def test_recording_twice_gives_the_same_files(
    project_and_facts: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    project, _ = project_and_facts
    recorded(project, tmp_path / "again")
    files = {file.name: file.read_bytes() for file in (tmp_path / "again" / "recorded").iterdir()}
    assert files == {file.name: file.read_bytes() for file in (project / "tests" / "recorded").iterdir()}


def test_the_seed_is_tested_only_if_it_matters(tmp_path: Path) -> None:
    more = '    Stage(steps.draw, outputs=("drawn",)),\n    Stage(steps.peek, outputs=("seen",)),\n)'
    pipeline = small.PIPELINE.replace("\n)", f"\n{more}")
    facts = recorded(small.make(tmp_path / "who-buys", pipeline), tmp_path / "out")
    seeds = {stage["name"]: stage["random"] for stage in facts["stages"]}
    assert {name: seeds[name] for name in ("draw", "peek", "fit", "load_numbers")} == {
        "draw": True,
        "peek": False,  # it draws, and gives the same with any seed
        "fit": True,  # the seed is one of its arguments
        "load_numbers": False,
    }
    (tests,) = (file.source for file in files_of(facts, "who_buys") if file.path == "tests/test_steps.py")
    assert "test_draw_is_the_same_with_the_same_seed" in tests
    assert "test_peek_is_the_same_with_the_same_seed" not in tests


def test_a_stage_that_exceeds_the_timeout_is_skipped_with_its_dependents(tmp_path: Path) -> None:
    more = '    Stage(steps.wait, outputs=("late",)),\n    Stage(steps.use, outputs=("used",)),\n)'
    project = small.make(tmp_path / "who-buys", small.PIPELINE.replace("\n)", f"\n{more}"))
    facts = recorded(project, tmp_path / "out", timeout=1)
    left_out = {stage["name"]: stage["left_out"] for stage in facts["stages"] if not stage["tested"]}
    assert left_out == {
        "wait": ["`wait` is not tested: it takes too long."],
        "use": ["`use` is not tested: it depends on `wait`."],
    }
    assert (facts["run"], facts["left_out"]) == (None, ["The whole run is not tested: it takes too long."])


LONGEST, SECONDS = 20.0, 10.0


def stage(
    name: str, outputs: dict[str, Any], inputs: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    recorded = {"stage": name, "inputs": inputs or {}, "outputs": outputs, "shown": {}}
    usual = {"tested": True, "seconds": 0.1, "random": False, "changed": [], "unchanged": [], "left_out": []}
    return {"name": name, "recorded": recorded} | usual | more


def stable(one: Any, two: Any) -> Any:
    return {key: one[key] if one[key] == two[key] else "varies" for key in one}


def merged(first: list[dict[str, Any]], second: list[dict[str, Any]] | None = None) -> Any:
    return merge(first, copy.deepcopy(first) if second is None else second, LONGEST, SECONDS, stable)


def test_equal_outputs_are_recorded() -> None:
    stages = [stage("load", {"df": 1})]
    assert merged(stages)["load"]["outputs"] == {"df": 1}
    assert (stages[0]["deterministic"], stages[0]["varies"]) == (True, [])


def test_different_outputs_vary() -> None:
    stages = [stage("load", {"df": 1, "n": 2})]
    assert merged(stages, [stage("load", {"df": 5, "n": 2})])["load"]["outputs"] == {"df": "varies", "n": 2}
    assert (stages[0]["deterministic"], stages[0]["varies"]) == (False, ["df"])


def test_an_argument_that_varies_is_stored() -> None:
    use = {"df": {"from": "load", "recorded": True}}
    recordings = merged(
        [stage("load", {"df": 1}), stage("clean", {}, use)],
        [stage("load", {"df": 5}), stage("clean", {}, copy.deepcopy(use))],
    )
    assert recordings["clean"]["inputs"] == {"df": {"from": "load", "value": 1}}


def test_an_equal_argument_is_not_stored() -> None:
    use = {"df": {"from": "load", "recorded": True}}
    assert merged([stage("load", {"df": 1}), stage("clean", {}, use)])["clean"]["inputs"] == use


def test_the_slowest_stage_is_skipped_when_all_take_too_long() -> None:
    stages = [stage("load", {}, seconds=1.0), stage("train", {}, seconds=9.5)]
    assert list(merged(stages)) == ["load"]
    assert stages[1]["left_out"] == ["`train` is not tested: the tests would take too long."]


def test_a_slow_stage_is_not_repeated_before_it_is_skipped() -> None:
    stages = [stage("load", {}, seconds=1.0), stage("train", {}, seconds=5.5, random=True)]
    assert list(merged(stages)) == ["load", "train"]
    assert [one.get("once", False) for one in stages] == [False, True]


def test_a_stage_that_takes_too_long_by_itself_is_skipped() -> None:
    stages = [stage("load", {}), stage("train", {}, seconds=20.1)]
    assert list(merged(stages)) == ["load"]
    assert stages[1]["left_out"] == ["`train` is not tested: it takes too long."]


def test_the_faster_of_two_runs_counts() -> None:
    assert list(merged([stage("load", {}, seconds=30.0)], [stage("load", {}, seconds=0.1)])) == ["load"]


def test_a_stage_that_needs_one_that_is_skipped_is_skipped_too() -> None:
    stages = [stage("train", {}, seconds=30.0), stage("score", {}, {"model": {"from": "train"}})]
    assert merged(stages) == {}
    assert "`train`" in stages[1]["left_out"][0]


def test_a_stage_with_a_stored_input_does_not_need_its_source() -> None:
    stages = [stage("train", {}, seconds=30.0), stage("score", {}, {"model": {"from": "train", "value": 1}})]
    assert list(merged(stages)) == ["score"]


def test_a_stage_is_random_when_both_runs_find_it_so() -> None:
    first = [stage("draw", {}, random=True), stage("peek", {}, random=True)]
    merged(first, [stage("draw", {}, random=True), stage("peek", {}, random=False)])
    assert [one["random"] for one in first] == [True, False]


def test_a_stage_skipped_in_the_other_run_is_reported() -> None:
    stages = [stage("train", {})]
    merged(stages, [stage("train", {}, tested=False, left_out=["`train` is not tested: it takes too long."])])
    assert (stages[0]["tested"], stages[0]["left_out"]) == (
        False,
        ["`train` is not tested: it takes too long."],
    )
