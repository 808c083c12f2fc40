"""Tests that a project on the base template runs, reads its settings from three sources and passes its checks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.templates import small


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.make(tmp_path_factory.mktemp("base") / "who-buys")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def test_everything_runs_from_any_folder(project: Path, work: Path) -> None:
    result = small.run(project, "run", "--output", "outputs", cwd=work)
    assert result.returncode == 0, result.stderr
    assert "load_numbers done in 0.0 s; numbers: list of 3" in result.stderr
    assert json.loads((work / "outputs" / "metrics.json").read_text()) == {"count": 3, "loss": 6.0}
    assert {path.name for path in (work / "outputs" / "models").iterdir()} == {"model.pkl", "model.json"}
    assert "model rule was not saved" in result.stderr


def test_the_terminal_shows_messages_and_the_log_has_the_details(project: Path, work: Path) -> None:
    result = small.run(project, "run", "load_numbers", "--output", str(work))
    log = (work / "run.log").read_text()
    assert "first: 1" not in result.stderr
    assert "DEBUG who_buys.steps: first: 1" in log
    assert result.stdout == ""


def test_a_manifest_describes_the_model(project: Path, work: Path) -> None:
    small.run(project, "run", "fit", "--output", str(work))
    manifest = json.loads((work / "models" / "model.json").read_text())
    assert manifest["class"] == "builtins.dict"
    assert manifest["python"] == ".".join(map(str, sys.version_info[:3]))


@pytest.mark.parametrize(
    ("selected", "expected"),
    [
        pytest.param((), "apply_settings load_numbers double_numbers fit show save_copy read_copy", id="all"),
        pytest.param(
            ("double_numbers",), "apply_settings load_numbers double_numbers", id="its dependencies"
        ),
        pytest.param(
            ("fit",), "apply_settings load_numbers double_numbers fit", id="the last producer of a name"
        ),
        pytest.param(("show",), "apply_settings show", id="needs config fields only"),
        pytest.param(("read_copy",), "apply_settings save_copy read_copy", id="comes after a file's writer"),
        pytest.param(
            ("show", "load_numbers"), "apply_settings load_numbers show", id="two, in pipeline order"
        ),
    ],
)
def test_selected_stages_run_with_their_dependencies(
    project: Path, selected: tuple[str, ...], expected: str
) -> None:
    assert small.run(project, "run", *selected, "--list").stdout.split() == expected.split()


FILE = "sizes = [7]\nseed = 7\nshuffle = true\noutput = 'file'\n"


@pytest.mark.parametrize(
    ("arguments", "variables", "file", "expected"),
    [
        pytest.param((), {}, "", "(1, 2) 0 False x", id="defaults"),
        pytest.param((), {}, FILE, "(7,) 7 True file", id="the file wins over defaults"),
        pytest.param(
            (), {"WHO_BUYS_SEED": "8"}, FILE, "(7,) 8 True file", id="the environment wins over the file"
        ),
        pytest.param(
            ("--seed", "9"),
            {"WHO_BUYS_SEED": "8"},
            FILE,
            "(7,) 9 True file",
            id="a flag wins over the environment",
        ),
        pytest.param(("--no-shuffle",), {}, FILE, "(7,) 7 False file", id="a switch can be turned off"),
        pytest.param((), {"WHO_BUYS_SHUFFLE": "no"}, FILE, "(7,) 7 False file", id="off by the environment"),
        pytest.param(("--seed", "none"), {}, "", "(1, 2) None False x", id="None where it is allowed"),
        pytest.param(("--sizes", "3,4"), {}, "", "(3, 4) 0 False x", id="a list with commas"),
        pytest.param(("--sizes", "[3, 4]"), {}, "", "(3, 4) 0 False x", id="a list in brackets"),
        pytest.param(("--seed", "-1"), {}, "", "(1, 2) -1 False x", id="a negative number"),
        pytest.param(
            ("--field-output", "y"), {}, "", "(1, 2) 0 False y", id="a field with the name of a built-in flag"
        ),
    ],
)
def test_settings_come_from_flag_environment_file_default(
    project: Path, work: Path, arguments: tuple[str, ...], variables: dict[str, str], file: str, expected: str
) -> None:
    (work / "own.toml").write_text(file)
    options = ("--config", str(work / "own.toml"), "--output", str(work / "outputs"))
    result = small.run(project, "run", "show", *options, *arguments, **variables)
    assert f"settings {expected}\n" in result.stderr


def test_the_projects_own_file_is_read_and_its_paths_start_from_it(tmp_path: Path, work: Path) -> None:
    own = small.make(tmp_path / "own")
    (own / "config.toml").write_text("numbers_txt = 'data/more.txt'\ntest_size = 1\n")
    (own / "data" / "more.txt").write_text("40 2")
    small.run(own, "run", "fit", "--output", "outputs", cwd=work)
    assert json.loads((work / "outputs" / "metrics.json").read_text()) == {"count": 2, "loss": 84.0}


@pytest.mark.parametrize(
    ("arguments", "variables", "file", "message"),
    [
        pytest.param(
            ("train",), {}, "", "unknown stage: train; available: apply_settings,", id="unknown stage"
        ),
        pytest.param(("--seed", "x"), {}, "", "--seed: 'x' is not int | None", id="a flag of another type"),
        pytest.param(
            (), {"WHO_BUYS_SEED": "x"}, "", "environment variable WHO_BUYS_SEED: 'x'", id="a variable too"
        ),
        pytest.param((), {}, "seed = 1.5", "own.toml: seed: 1.5 is not int", id="a line of the file too"),
        pytest.param((), {}, "sede = 1", "own.toml: unknown setting: sede; available:", id="unknown setting"),
        pytest.param((), {}, "seed = ", "own.toml: Invalid value", id="invalid TOML"),
        pytest.param(("--config", "none.toml"), {}, "", "none.toml: ", id="no such file"),
        pytest.param(("--output", "own.toml"), {}, "", "own.toml", id="output is a file"),
        pytest.param(("--sede", "1"), {}, "", "unrecognized arguments: --sede", id="unknown flag"),
    ],
)
def test_a_usage_error_is_one_message_and_status_2(
    project: Path, work: Path, arguments: tuple[str, ...], variables: dict[str, str], file: str, message: str
) -> None:
    (work / "own.toml").write_text(file)
    result = small.run(project, "run", "--config", "own.toml", *arguments, cwd=work, **variables)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_failing_stage_is_named_and_logged(tmp_path: Path, work: Path) -> None:
    pipeline = small.PIPELINE.replace("    Stage(steps.show),\n", '    Stage(steps.fail, outputs=("x",)),\n')
    result = small.run(small.make(tmp_path / "failing", pipeline), "run", "--output", str(work))
    assert result.returncode == 1
    assert "in stage fail" in result.stderr
    assert "IndexError" in (work / "run.log").read_text()
    assert json.loads((work / "metrics.json").read_text()) == {"count": 3, "loss": 6.0}


def test_every_figure_becomes_a_file_and_is_closed(tmp_path: Path, work: Path) -> None:
    pytest.importorskip("matplotlib")
    drawing = small.make(tmp_path / "drawing", small.PIPELINE.replace("steps.show", "steps.plot"))
    result = small.run(drawing, "run", "plot", "--output", str(work), MPLBACKEND="Agg")
    assert result.returncode == 0, result.stderr
    names = sorted(path.name for path in (work / "figures").iterdir())
    assert names == ["line-2.png", "line-3.png", "line.png", "plot.png"]


PROBE = """
import dataclasses, math, os, sys
from pathlib import Path
from who_buys._runtime import artifacts, runner

@dataclasses.dataclass
class Settings:
    size: int = 3

def where() -> str: return os.getcwd()
stage = runner.Stage(where, outputs=("place",))
print(runner.run((stage,), Settings(), folder=Path(sys.argv[1]))["place"])
print(artifacts.numbers({"a": 1, "b": math.nan, "c": "x", "d": True, "e": None, "f": 0.5}))
"""


def test_a_run_in_a_folder_and_numbers_that_are_metrics(project: Path, work: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(project / "src")}
    command = [sys.executable, "-c", PROBE, str(work)]
    result = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == [str(work), "{'a': 1, 'b': None, 'f': 0.5}"]


def test_numpy_numbers_are_metrics(project: Path, work: Path) -> None:
    pytest.importorskip("numpy")
    code = (
        "import numpy as np; from who_buys._runtime.artifacts import numbers;"
        "print(numbers({'a': np.float32(.5), 'b': np.array(2), 'c': np.array([1]), 'd': np.bool_(True)}))"
    )
    environment = os.environ | {"PYTHONPATH": str(project / "src")}
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "{'a': 0.5, 'b': 2}"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("ruff", "check", "--no-cache"), id="ruff"),
        pytest.param(("ruff", "format", "--check", "--no-cache"), id="formatted"),
        pytest.param(("mypy", "--strict", "--cache-dir", os.devnull), id="mypy, strict"),
        pytest.param(("pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"), id="its own tests"),
    ],
)
def test_the_project_passes_its_checks(project: Path, command: tuple[str, ...]) -> None:
    result = subprocess.run(
        [sys.executable, "-m", *command], cwd=project, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("command", ["predict", "trust", "card"])
def test_a_project_without_a_model_has_no_predict_command(project: Path, command: str) -> None:
    result = small.run(project, command)
    assert result.returncode == 2
    assert f"invalid choice: '{command}'" in result.stderr
