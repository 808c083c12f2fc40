"""The stages fit together, and importing them runs nothing."""

from __future__ import annotations

import importlib
import inspect
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.pipeline import STAGES
from {{ cookiecutter.package }}.runner import Stage


@pytest.mark.parametrize("place", range(len(STAGES)), ids=[stage.name for stage in STAGES])
def test_what_a_stage_needs_is_given_before(place: int) -> None:
    given = {name for stage in STAGES[:place] for name in stage.gives} | {field.name for field in fields(Config)}
    parameters = inspect.signature(STAGES[place].function).parameters.values()
    assert {item.name for item in parameters if item.default is item.empty} <= given


@pytest.mark.parametrize("place", range(len(STAGES)), ids=[stage.name for stage in STAGES])
def test_what_a_stage_follows_stands_before(place: int) -> None:
    assert set(STAGES[place].after) <= {stage.name for stage in STAGES[:place]}


@pytest.mark.parametrize("stage", STAGES, ids=[stage.name for stage in STAGES])
def test_metrics_and_models_are_given(stage: Stage) -> None:
    assert {*stage.metrics, *stage.models} <= set(stage.gives)


def test_importing_the_pipeline_runs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "{{ cookiecutter.package }}"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.chdir(tmp_path)
    importlib.import_module("{{ cookiecutter.package }}.pipeline")
    assert (capsys.readouterr().out, list(tmp_path.iterdir())) == ("", [])
