"""Temporary folders disappear at the end, and even if the process is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mlscaffold.filesystem.janitor import guarded, temporary_folder

DRIVER = """
import sys, time
from mlscaffold.filesystem.janitor import temporary_folder
with temporary_folder() as folder:
    (folder / "in it").write_text("x")
    print(folder, flush=True)
    time.sleep(60)
"""


def test_a_temporary_folder_disappears() -> None:
    with temporary_folder() as folder:
        (folder / "a").write_text("x")
    assert not folder.exists()


def test_what_is_moved_away_stays(tmp_path: Path) -> None:
    with guarded(tmp_path / "new\nname") as new:
        new.mkdir()
        new.replace(tmp_path / "done")
    assert [path.name for path in tmp_path.iterdir()] == ["done"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_disappears_if_the_process_is_killed(how: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    folder = Path(process.stdout.readline().strip())
    assert (folder / "in it").exists()
    process.send_signal(how)
    process.wait()
    process.stdout.close()
    end = time.monotonic() + 10
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not folder.exists()
