"""The hooks and the action use options of the command."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mlscaffold.cli import app

ROOT = Path(__file__).parents[2]
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
ACTION = (ROOT / "action.yml").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^  entry: (.*)$", HOOKS, re.MULTILINE)


def test_one_hook_checks_and_one_fixes() -> None:
    assert re.findall(r"^- id: (.*)$", HOOKS, re.MULTILINE) == ["mlscaffold-check", "mlscaffold-fix"]
    assert HOOKS.count("types_or: [jupyter, python]") == 2


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_is_a_command_that_works(
    entry: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("")
    program, *words = shlex.split(entry)
    assert program == "mlscaffold"
    result = CliRunner().invoke(app, [*words, "a.py"])
    assert result.exit_code == 0, result.output


def test_the_action_does_not_interpolate_inputs_into_scripts() -> None:
    scripts = re.findall(r"run: \|\n((?: {8}.*\n)+)", ACTION)
    assert len(scripts) == 3
    assert not any("${{" in script for script in scripts)
    assert "uses:" not in ACTION
