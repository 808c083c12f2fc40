"""Tests that the stages fit together and that importing them runs nothing."""

from __future__ import annotations

import importlib
import inspect
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from {{ cookiecutter.package }}._runtime import Stage
from {{ cookiecutter.package }}._runtime.cli import main
from {{ cookiecutter.package }}.config import PROJECT, Config
from {{ cookiecutter.package }}.pipeline import STAGES


@pytest.mark.parametrize("index", range(len(STAGES)), ids=[stage.name for stage in STAGES])
def test_inputs_exist_before_the_stage_runs(index: int) -> None:
    available = {name for stage in STAGES[:index] for name in stage.outputs} | {field.name for field in fields(Config)}
    parameters = inspect.signature(STAGES[index].function).parameters.values()
    assert {item.name for item in parameters if item.default is item.empty} <= available


@pytest.mark.parametrize("index", range(len(STAGES)), ids=[stage.name for stage in STAGES])
def test_dependencies_are_earlier_stages(index: int) -> None:
    assert set(STAGES[index].depends_on) <= {stage.name for stage in STAGES[:index]}


@pytest.mark.parametrize("stage", STAGES, ids=[stage.name for stage in STAGES])
def test_metrics_and_models_are_outputs(stage: Stage) -> None:
    assert {*stage.metrics, *stage.models} <= set(stage.outputs)


def test_default_paths_are_in_the_project_folder() -> None:
    paths = [getattr(Config(), field.name) for field in fields(Config)]
    assert all(path.is_relative_to(PROJECT) for path in paths if isinstance(path, Path))


def test_the_command_lists_the_stages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--list"]) == 0
    assert capsys.readouterr().out.split() == [stage.name for stage in STAGES]


def test_importing_the_pipeline_runs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "{{ cookiecutter.package }}"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.chdir(tmp_path)
    importlib.import_module("{{ cookiecutter.package }}.pipeline")
    assert (capsys.readouterr().out, list(tmp_path.iterdir())) == ("", [])
