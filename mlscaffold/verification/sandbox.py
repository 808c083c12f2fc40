"""Processes in a temporary folder: bounded in time, memory and disk, and gone with everything they wrote.

A janitor, a process of its own, waits for the end of this one. If this one is killed, even by SIGKILL, the janitor kills
what it started and removes what it wrote.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from mlscaffold.verification.usage import bytes_of_folder, bytes_of_group, memory_of_machine

STEP = 0.05  # seconds between two looks at a process
LOOK = 20  # looks between two measurements of memory; five times that between two of disk
DROPPED = frozenset(
    {
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "PYTHONINSPECT",
        "PYTHONHOME",
        "PYTHONSAFEPATH",
    }
)

_JANITOR = """
import os, shutil, signal, sys
groups, paths = set(), set()
for line in sys.stdin:
    kind, _, what = line.rstrip("\\n").partition(" ")
    where, thing = (groups, int(what)) if kind[1:] == "group" else (paths, what)
    (where.add if kind[0] == "+" else where.discard)(thing)
for group in groups:
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass
for path in paths:
    shutil.rmtree(path, ignore_errors=True)
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use.

    Args:
        seconds: time.
        memory: bytes of memory of all its processes, 0 for no limit.
        disk: bytes in the temporary folder.
    """

    seconds: float = 900
    memory: int = int(memory_of_machine() * 0.8)
    disk: int = 10_000_000_000


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended.

    Args:
        status: its exit status.
        text: the last part of what it wrote to standard error.
        why: which limit ended it, as a sentence, "" where none did.
    """

    status: int
    text: str = ""
    why: str = ""


class Sandbox:
    """A temporary folder and the processes that work in it; both are gone when the block is left."""

    def __init__(self, limits: Limits) -> None:
        """Take the limits of each run."""
        self.limits = limits
        self.folder = Path()
        self._running: set[int] = set()
        self._stopped = False

    def __enter__(self) -> Sandbox:
        """Make the folder and start the janitor."""
        self.folder = Path(tempfile.mkdtemp(prefix="mlscaffold-")).resolve()
        self._janitor = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _JANITOR],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.guard(self.folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill what still runs and remove the folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        assert self._janitor.stdin is not None
        self._janitor.stdin.close()
        self._janitor.wait()

    def stop(self) -> None:
        """Kill what runs, and start nothing more: other threads may be waiting for it."""
        self._stopped = True
        for group in list(self._running):
            self._kill(group)

    def guard(self, path: Path) -> None:
        """Have a folder removed if this process is killed."""
        self._tell(f"+path {path}")

    def release(self, path: Path) -> None:
        """Let a folder stay."""
        self._tell(f"-path {path}")

    def run(
        self,
        command: Sequence[str],
        cwd: Path,
        environment: Mapping[str, str],
        look: Callable[[], None] = lambda: None,
    ) -> Ended:
        """Run a command to its end or to a limit.

        Args:
            command: the program and its arguments.
            cwd: the folder to run it in.
            environment: environment variables on top of this process's own.
            look: called again and again while it runs.
        """
        if self._stopped:
            return Ended(-signal.SIGKILL, why="It was stopped.")
        errors = self.folder / f"stderr-{time.monotonic_ns()}"
        with errors.open("wb") as target:
            process = subprocess.Popen(
                list(command),
                cwd=cwd,
                env=self._environment(command[0]) | dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=target,
                start_new_session=True,
            )
        self._running.add(process.pid)
        self._tell(f"+group {process.pid}")
        try:
            why = self._watch(process, look)
        finally:
            self._kill(process.pid)
            process.wait()
        return Ended(process.returncode, _tail(errors), why)

    def _environment(self, program: str) -> dict[str, str]:
        """Return this process's variables; only an interpreter of the sandbox's own may keep what it compiles."""
        kept = {name: value for name, value in os.environ.items() if name not in DROPPED}
        return kept if Path(program).is_relative_to(self.folder) else kept | {"PYTHONDONTWRITEBYTECODE": "1"}

    def _watch(self, process: subprocess.Popen[bytes], look: Callable[[], None]) -> str:
        """Wait for a process, and return which limit it passed, "" for none."""
        begin = time.monotonic()
        looks = 0
        while process.poll() is None:
            time.sleep(STEP)
            looks += 1
            look()
            if time.monotonic() - begin > self.limits.seconds:
                return f"It was ended after {self.limits.seconds:.0f} seconds (--timeout)."
            if looks % LOOK == 0 and 0 < self.limits.memory < bytes_of_group(process.pid):
                return f"It was ended when it held more than {self.limits.memory / 1e9:.0f} GB of memory."
            if looks % (5 * LOOK) == 0 and self.limits.disk < bytes_of_folder(self.folder):
                return f"It was ended when it had written more than {self.limits.disk / 1e9:.0f} GB."
        look()
        return ""

    def _kill(self, group: int) -> None:
        """Kill a process and all that it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it may have ended already
            os.killpg(group, signal.SIGKILL)
        self._running.discard(group)
        self._tell(f"-group {group}")

    def _tell(self, line: str) -> None:
        assert self._janitor.stdin is not None
        self._janitor.stdin.write(f"{line}\n")
        self._janitor.stdin.flush()


def _tail(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - 4000))
        return file.read().decode(errors="replace")
