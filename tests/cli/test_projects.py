"""Options, prompts and output of the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from mlscaffold import cli


@pytest.fixture(autouse=True)
def _work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["mlscaffold", "new", *words])
    return cli.run()


def test_all_choices_are_options(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    words = "--package parcels --license MIT --author Ada --email ada@example.org --python 3.12 --no-lock --no-git"
    options = ["--description", "Says which.", "--url", "https://example.org", "--output", "here", "--json"]
    assert run(monkeypatch, "late-parcels", *words.split(), *options) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["folder"], report["written"]) == (str(Path("here").absolute()), True)
    assert 'requires-python = ">=3.12"' in Path("here/pyproject.toml").read_text()


def test_a_dry_run_prints_the_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "late-parcels", "--dry-run") == 0
    assert "  src/late_parcels/train.py" in capsys.readouterr().out.splitlines()
    assert not list(Path().iterdir())


def test_only_a_terminal_prompts_for_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "late-parcels")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert run(monkeypatch, "--dry-run") == 0


@pytest.mark.parametrize("terminal", [True, False])
def test_without_a_name_it_is_refused(
    terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: terminal, raising=False)
    assert run(monkeypatch, *(["--no-input"] if terminal else [])) == 2
    assert "invalid project name '': it is empty. For example, use late-parcels" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["numpy"], "invalid project name 'numpy': a well-known library has that name"),
        (["churn", "--with", "dockr"], "unknown component 'dockr'"),
        (["churn", "--license", "GPL"], "unknown licence 'GPL'"),
        (["churn", "--answers", "none.toml"], "none.toml: no such file"),
        (["churn", "--template", "none"], "none: no readable cookiecutter.json"),
    ],
)
def test_an_error_is_one_line_and_status_two(
    words: list[str], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, *words) == 2
    errors = capsys.readouterr().err
    assert message in errors
    assert errors.count("\n") == 1
    assert not list(Path().iterdir())
