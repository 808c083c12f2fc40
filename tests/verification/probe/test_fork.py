"""A call in a fork ends there, and its outcome is known."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from mlscaffold.verification.probe.fork import Fork

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are used on Linux only")


def test_what_a_fork_writes_stays(tmp_path: Path) -> None:
    fork = Fork(lambda: (tmp_path / "made").write_text("x"), tmp_path / "errors")
    fork.wait()
    assert (fork.returncode, (tmp_path / "made").read_text()) == (0, "x")


def test_what_a_fork_changes_is_lost(tmp_path: Path) -> None:
    held: list[int] = []
    fork = Fork(lambda: held.append(1), tmp_path / "errors")
    fork.wait()
    assert (fork.returncode, held) == (0, [])


@pytest.mark.parametrize("error", [ValueError("odd"), SystemExit(0), KeyboardInterrupt()], ids=repr)
def test_an_error_is_written_down(tmp_path: Path, error: BaseException) -> None:
    def fail() -> None:
        raise error

    fork = Fork(fail, tmp_path / "errors")
    fork.wait()
    assert fork.returncode
    assert (tmp_path / "errors").read_text().splitlines()[-1].startswith(type(error).__name__)


def test_a_fork_can_be_ended(tmp_path: Path) -> None:
    fork = Fork(lambda: time.sleep(60), tmp_path / "errors")
    fork.kill()
    fork.kill()
    assert fork.returncode
