"""Temporary files that disappear even if this process is killed: a janitor, a process of its own, removes them then."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mlscaffold.filesystem import janitor_process

_lock = threading.Lock()
_running: list[subprocess.Popen[str]] = []


def guard(path: Path) -> None:
    """Let the janitor remove a file or folder if this process is killed."""
    _tell("+path", str(path.absolute()))


def release(path: Path) -> None:
    """Keep a file or folder after all."""
    _tell("-path", str(path.absolute()))


def guard_processes(mark: str) -> None:
    """Let the janitor end the processes with a mark if this process is killed."""
    _tell("+mark", mark)


def release_processes(mark: str) -> None:
    """Forget a mark."""
    _tell("-mark", mark)


@contextmanager
def guarded(path: Path) -> Iterator[Path]:
    """Remove a file or folder, which need not exist yet, at the end of the block, whatever ends it."""
    guard(path)
    try:
        yield path
    finally:
        janitor_process.remove(str(path))
        release(path)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Create a temporary folder that is removed at the end of the block, whatever ends it."""
    # 32 bits: no two runs collide in practice
    with guarded(Path(tempfile.gettempdir()).resolve() / f"mlscaffold-{os.urandom(4).hex()}") as folder:
        folder.mkdir(mode=0o700)  # for this user only, as `tempfile` does
        yield folder


def _tell(kind: str, what: str) -> None:
    """Send a line to the janitor; a name may hold a newline."""
    line = f"{kind} {os.fsencode(what).hex()}\n"
    with _lock:
        try:
            _send(line)
        except (OSError, ValueError):  # it was ended: what it had noted is lost, so another one is started
            _running.clear()
            _send(line)


def _send(line: str) -> None:
    if not _running:
        _running.append(_started())
    pipe = _running[0].stdin
    assert pipe is not None
    pipe.write(line)
    pipe.flush()


def _started() -> subprocess.Popen[str]:
    """Start the janitor, in a session of its own, so that what ends this process does not end it too."""
    import psutil

    script = str(Path(janitor_process.__file__))
    return subprocess.Popen(
        [sys.executable, "-I", "-S", script, str(Path(psutil.__file__).parents[1])],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, janitor_process.MARK: "janitor"},
        text=True,
        start_new_session=True,
    )
