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
from mlscaffold.verification.probe.record import LEFT_OUT, merge
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
    shutil.copytree(folder / "out" / "sample", project / "tests" / "sample")
    shutil.copyfile(folder / "out" / "recorded.json", project / "tests" / "recorded.json")
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
    result = run_tests(project, "tests/test_stages.py")
    assert result.returncode == 0, result.stdout
    assert all(stage["tested"] for stage in facts["stages"]), facts


def test_a_stage_that_changes_fails(project_and_facts: tuple[Path, dict[str, Any]]) -> None:
    project, _ = project_and_facts
    steps = project / "src" / "who_buys" / "steps.py"
    before = steps.read_text()
    steps.write_text(before.replace("for line in", "for line in 2 *", 1))
    assert steps.read_text() != before
    result = run_tests(project, "tests/test_stages.py")
    steps.write_text(before)
    assert result.returncode == 1, result.stdout


def test_updating_recordings_keeps_equal_values(project_and_facts: tuple[Path, dict[str, Any]]) -> None:
    project, _ = project_and_facts
    file = project / "tests" / "recorded.json"
    before = file.read_text()
    assert run_tests(project, "tests/test_stages.py", "--update-recorded").returncode == 0
    after = file.read_text()
    file.write_text(before)
    assert json.loads(after) == json.loads(before)


def test_a_test_runs_what_is_before_it_in_any_order(project_and_facts: tuple[Path, dict[str, Any]]) -> None:
    project, facts = project_and_facts
    names = [f"tests/test_stages.py::test_{stage['name']}" for stage in facts["stages"]]
    for name in (names[-1], names[len(names) // 2]):
        assert run_tests(project, name).returncode == 0
    result = run_tests(project, "-p", "no:randomly", *names[::-1])
    assert result.returncode == 0, result.stdout


def test_recording_twice_gives_the_same_file(
    project_and_facts: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    project, _ = project_and_facts
    recorded(project, tmp_path / "again")
    again = (tmp_path / "again" / "recorded.json").read_bytes()
    assert again == (project / "tests" / "recorded.json").read_bytes()


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
    name: str, outputs: dict[str, Any], needs: dict[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    recorded = {"outputs": outputs, "effects": {}}
    usual = {"tested": True, "seconds": 0.1, "needs": needs or {}, "left_out": [], "kept": {}}
    return {"name": name, "recorded": recorded} | usual | more


def stable(one: Any, two: Any) -> Any:
    return {key: one[key] if one[key] == two[key] else "varies" for key in one}


def merged(first: list[dict[str, Any]], second: list[dict[str, Any]] | None = None) -> Any:
    return merge(first, copy.deepcopy(first) if second is None else second, LONGEST, SECONDS, stable)


def test_equal_outputs_are_recorded() -> None:
    stages = [stage("load", {"df": 1})]
    assert merged(stages) == {"load": {"outputs": {"df": 1}, "effects": {}}}
    assert stages[0]["varies"] == []


def test_different_outputs_vary() -> None:
    stages = [stage("load", {"df": 1, "n": 2})]
    assert merged(stages, [stage("load", {"df": 5, "n": 2})])["load"]["outputs"] == {"df": "varies", "n": 2}
    assert stages[0]["varies"] == ["df"]


def test_the_slowest_stage_is_skipped_when_all_take_too_long() -> None:
    stages = [stage("load", {}, seconds=1.0), stage("train", {}, seconds=9.5)]
    assert list(merged(stages)) == [LEFT_OUT, "load"]
    assert stages[1]["left_out"] == ["`train` is not tested: the tests would take too long."]


def test_a_stage_that_takes_too_long_by_itself_is_skipped() -> None:
    stages = [stage("load", {}), stage("train", {}, seconds=20.1)]
    assert list(merged(stages)) == [LEFT_OUT, "load"]
    assert stages[1]["left_out"] == ["`train` is not tested: it takes too long."]


def test_the_faster_of_two_runs_counts() -> None:
    assert list(merged([stage("load", {}, seconds=30.0)], [stage("load", {}, seconds=0.1)])) == ["load"]


def test_a_stage_that_needs_one_that_is_skipped_is_skipped_too() -> None:
    stages = [stage("train", {}, seconds=30.0), stage("score", {}, {"model": "train"})]
    assert merged(stages) == {LEFT_OUT: {"train": {}, "score": {}}}
    assert "`train`" in stages[1]["left_out"][0]


def test_what_a_skipped_stage_gave_is_kept_for_later_ones() -> None:
    train = stage("train", {}, seconds=30.0, kept={"limit": 1})
    recordings = merged([train, stage("score", {}, {"limit": "train"})])
    assert (recordings[LEFT_OUT], list(recordings)) == ({"train": {"limit": 1}}, [LEFT_OUT, "score"])


def test_what_two_runs_give_differently_is_not_kept() -> None:
    first, second = (stage("train", {}, seconds=30.0, kept={"limit": limit}) for limit in (1, 2))
    assert merged([first], [second]) == {LEFT_OUT: {"train": {}}}


def test_a_stage_skipped_in_the_other_run_is_reported() -> None:
    stages = [stage("train", {})]
    merged(stages, [stage("train", {}, tested=False, left_out=["`train` is not tested: it takes too long."])])
    assert (stages[0]["tested"], stages[0]["left_out"]) == (
        False,
        ["`train` is not tested: it takes too long."],
    )
