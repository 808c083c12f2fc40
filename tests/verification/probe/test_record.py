"""A project is recorded, and the tests made of that pass, in any order of hashes, until a stage changes."""

from __future__ import annotations

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
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
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


def test_the_recorded_tests_pass(made: tuple[Path, dict[str, Any]]) -> None:
    project, facts = made
    done = run_tests(project, "tests/test_steps.py", "tests/test_pipeline_run.py")
    assert done.returncode == 0, done.stdout
    assert all(stage["tested"] for stage in facts["stages"]), facts


def test_a_stage_that_changes_fails(made: tuple[Path, dict[str, Any]]) -> None:
    project, _ = made
    steps = project / "src" / "who_buys" / "steps.py"
    before = steps.read_text()
    steps.write_text(before.replace("for line in", "for line in 2 *", 1))
    assert steps.read_text() != before
    done = run_tests(project, "tests/test_steps.py")
    steps.write_text(before)
    assert done.returncode == 1, done.stdout


def test_recording_anew_keeps_what_is_the_same(made: tuple[Path, dict[str, Any]]) -> None:
    project, _ = made
    before = {file.name: file.read_text() for file in (project / "tests" / "recorded").iterdir()}
    assert run_tests(project, "tests/test_steps.py", "--update-recorded").returncode == 0
    assert {file.name: file.read_text() for file in (project / "tests" / "recorded").iterdir()} == before


def test_recording_twice_gives_the_same_files(made: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    project, _ = made
    recorded(project, tmp_path / "again")
    files = {file.name: file.read_bytes() for file in (tmp_path / "again" / "recorded").iterdir()}
    assert files == {file.name: file.read_bytes() for file in (project / "tests" / "recorded").iterdir()}


def test_only_where_the_seed_matters_it_is_tested(tmp_path: Path) -> None:
    more = '    Stage(steps.draw, gives=("drawn",)),\n    Stage(steps.peek, gives=("seen",)),\n)'
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


def test_a_stage_that_uses_up_all_patience_is_left_out_with_what_needs_it(tmp_path: Path) -> None:
    more = '    Stage(steps.wait, gives=("late",)),\n    Stage(steps.use, gives=("used",)),\n)'
    project = small.make(tmp_path / "who-buys", small.PIPELINE.replace("\n)", f"\n{more}"))
    facts = recorded(project, tmp_path / "out", patience=1)
    left_out = {stage["name"]: stage["left_out"] for stage in facts["stages"] if not stage["tested"]}
    assert left_out == {
        "wait": ["`wait` is not tested: it takes too long."],
        "use": ["`use` is not tested: it needs what `wait` gives."],
    }
    assert (facts["run"], facts["left_out"]) == (None, ["The whole run is not tested: it takes too long."])
