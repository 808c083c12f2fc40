"""A fresh environment where one can be created, else a reason."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mlscaffold.verification import environment
from mlscaffold.verification.environment import make_environment, uv_program
from mlscaffold.verification.sandbox import Ended, Limits, Sandbox


def project(folder: Path, requires: str) -> Path:
    (folder / "src" / "small").mkdir(parents=True)
    (folder / "src" / "small" / "__init__.py").touch()
    (folder / "pyproject.toml").write_text(
        f"[project]\nname = 'small'\nversion = '1'\ndependencies = ['{requires}']\n"
    )
    return folder


def test_uv_is_found() -> None:
    assert Path(uv_program()).is_file()


def test_a_failed_installation_has_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    with Sandbox(Limits()) as sandbox:
        folder = project(tmp_path / "small", "no-such-distribution-of-ours==1")
        created = make_environment(sandbox, folder, sys.executable, "environment")
        assert not (sandbox.folder / "environment").exists()
    assert (created.python, created.clean) == (sys.executable, False)
    assert created.why_not


def test_without_uv_pip_installs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "uv_program", lambda: "")
    commands: list[list[str]] = []
    with Sandbox(Limits()) as sandbox:
        monkeypatch.setattr(sandbox, "run", lambda command, *_: (commands.append(list(command)), Ended(0))[1])
        created = make_environment(sandbox, tmp_path, sys.executable, "environment")
    assert created.clean
    assert [command[1:4] for command in commands[:3]] == [
        ["-m", "venv", commands[0][3]],
        ["-m", "pip", "install"],
        ["-m", "pip", "install"],
    ]
    assert commands[2][-2:] == ["--group", f"{tmp_path / 'pyproject.toml'}:dev"]
