"""A lock file is generated if possible; otherwise the reason is returned."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.new.lock import lock, relock

SETTINGS = b'[project]\nname = "late-parcels"\nversion = "0.1.0"\nrequires-python = ">=3.11"\n'
PLAN = ProjectPlan((PlannedFile("pyproject.toml", SETTINGS), PlannedFile("src/bad.py", b"1 / 0")))


def test_a_project_that_needs_nothing_is_locked_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    plan, why = lock(PLAN)
    [lock_file] = [file for file in plan.files if file.path == "uv.lock"]
    assert (why, b'name = "late-parcels"' in lock_file.content) == ("", True)


def test_the_message_of_uv_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    needy = PlannedFile("pyproject.toml", SETTINGS + b'dependencies = ["a-package-that-nobody-has>=99"]\n')
    plan, why = lock(PLAN.replace([needy]))
    assert [file.path for file in plan.files] == ["pyproject.toml", "src/bad.py"]
    assert why.startswith("uv failed: ")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FileNotFoundError("no uv"), "uv cannot be run: no uv"),
        (subprocess.TimeoutExpired("uv", 20), "did not answer within 20 seconds"),
        (subprocess.CalledProcessError(2, "uv", stderr=""), "uv failed"),
    ],
)
def test_a_timeout_of_uv_is_no_failure(error: Exception, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> Path:
        raise error

    monkeypatch.setattr(subprocess, "run", fail)
    plan, why = lock(PLAN)
    assert plan == PLAN
    assert words in why


def test_a_lock_file_is_regenerated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    (tmp_path / "pyproject.toml").write_bytes(SETTINGS)
    (tmp_path / "uv.lock").write_text('version = 1\nrequires-python = ">=3.10"\n')
    assert relock(tmp_path)
    assert 'name = "late-parcels"' in (tmp_path / "uv.lock").read_text()


def test_a_lock_file_that_cannot_be_regenerated_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_OFFLINE", "1")
    (tmp_path / "pyproject.toml").write_bytes(
        SETTINGS + b'dependencies = ["a-package-that-nobody-has>=99"]\n'
    )
    (tmp_path / "uv.lock").write_text("version = 1\n")
    assert not relock(tmp_path)
    assert (tmp_path / "uv.lock").read_text() == "version = 1\n"
