"""Tests of what a notebook does before it calls the stages."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from rendered_project import pipeline
from rendered_project._runtime import artifacts, notebooks
from rendered_project.config import PROJECT, Config


def test_a_notebook_shows_figures_and_messages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = artifacts.outputs
    shown = []
    monkeypatch.setattr(pipeline, "STAGES", ())
    monkeypatch.setattr(pipeline, "FOLDER", None)
    monkeypatch.setattr(artifacts, "make_folders", lambda _: None)
    monkeypatch.setattr(notebooks, "show_tables_whole", lambda: None)
    monkeypatch.setattr(artifacts, "start", lambda folder, show=False: shown.append((folder, show)))
    notebooks.start(Config(), tmp_path)
    notebooks.runner.logger.info("message")
    notebooks.runner.log_to()
    assert capsys.readouterr().out == "message\n"
    assert shown == [(tmp_path, True)]
    assert artifacts.outputs == before


def test_its_figures_are_saved_with_those_of_a_run() -> None:
    assert inspect.signature(notebooks.start).parameters["output"].default == PROJECT / "outputs"
