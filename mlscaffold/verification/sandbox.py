"""Processes in a temporary folder: limited in time, memory and disk, and removed with everything they wrote.

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
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

POLL = 0.05  # seconds between two looks at a process: a short run does not wait noticeably for its end
MEMORY_EVERY = 20  # looks, a second: memory fills more slowly, and reading all of /proc costs time
DISK_EVERY = 5 * MEMORY_EVERY  # looks: walking the folder costs more, and disks fill more slowly
TAIL = 4000  # bytes of standard error that are read: the last frames of a traceback and its message
LAST_LINE = 300  # characters of its last line in a message
DROPPED = frozenset(
    f"PYTHON{name}" for name in "DONTWRITEBYTECODE PATH STARTUP INSPECT HOME SAFEPATH".split()
)
"""Variables for mlscaffold's own interpreter."""

PROCESSES = Path("/proc")

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


def memory_of_machine() -> int:
    """Return the machine's memory in bytes, 0 where the system does not report it."""
    names = getattr(os, "sysconf_names", {})
    if "SC_PHYS_PAGES" not in names or "SC_PAGE_SIZE" not in names:
        return 0
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one run.

    Args:
        seconds: time.
        memory: bytes of memory of all its processes, 0 for no limit.
        disk: bytes in the temporary folder.
    """

    seconds: float = 900  # a quarter of an hour is more than most notebooks take; --timeout sets it
    memory: int = int(memory_of_machine() * 0.8)  # leaves a fifth to the system and the editor
    disk: int = 10_000_000_000  # two copies of the largest folder that is copied


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a process.

    Args:
        status: its exit status.
        text: the last part of its standard error.
        why: the limit that ended it, as a sentence, "" for none.
    """

    status: int
    text: str = ""
    why: str = ""

    @property
    def last_line(self) -> str:
        """The last line of its standard error, "" if there is none."""
        return ([line.strip() for line in self.text.splitlines() if line.strip()] or [""])[-1][:LAST_LINE]

    @property
    def reason(self) -> str:
        """The limit that ended it, else its last line, else its exit status."""
        return self.why or self.last_line or f"exit status {self.status}"

    @property
    def crash(self) -> str:
        """A sentence with its exit status and its last line."""
        return f"The process ended with status {self.status}: {self.last_line or 'no message'}"


class Sandbox:
    """A temporary folder and the processes that work in it; both are removed at the end of the block."""

    def __init__(self, limits: Limits) -> None:
        """Set the limits of each run."""
        self.limits = limits
        self.folder = Path()
        self._running: set[int] = set()
        self._stopped = False
        self._bytecode: dict[str, Path] = {}

    def __enter__(self) -> Sandbox:
        """Create the folder and start the janitor."""
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
        """Kill running processes and remove the folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        assert self._janitor.stdin is not None
        self._janitor.stdin.close()
        self._janitor.wait()

    def stop(self) -> None:
        """Kill running processes, and start no more: other threads may be waiting for them."""
        self._stopped = True
        for group in list(self._running):
            self._kill(group)

    def guard(self, path: Path) -> None:
        """Let the janitor remove a folder if this process is killed."""
        self._to_janitor(f"+path {path}")

    def release(self, path: Path) -> None:
        """Keep a folder after all."""
        self._to_janitor(f"-path {path}")

    def run(
        self,
        command: Sequence[str],
        cwd: Path,
        environment: Mapping[str, str],
        poll: Callable[[], None] = lambda: None,
        output: Path = Path(os.devnull),
        without: Iterable[str] = (),
    ) -> Ended:
        """Run a command to its end or to a limit.

        Args:
            command: the program and its arguments.
            cwd: the working folder.
            environment: environment variables on top of this process's own.
            poll: called repeatedly while it runs.
            output: the file for its standard output.
            without: environment variables of this process that it does not get.
        """
        if self._stopped:
            return Ended(-signal.SIGKILL, why="It was stopped.")
        errors = self.folder / f"stderr-{time.monotonic_ns()}"
        with errors.open("wb") as target, output.open("wb") as out:
            process = subprocess.Popen(
                list(command),
                cwd=cwd,
                env=self._environment(command[0], frozenset(without)) | dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=target,
                start_new_session=True,
            )
        self._running.add(process.pid)
        self._to_janitor(f"+group {process.pid}")
        try:
            why = self._watch(process, poll)
        finally:
            self._kill(process.pid)
            process.wait()
        with errors.open("rb") as file:
            file.seek(max(0, errors.stat().st_size - TAIL))
            return Ended(process.returncode, file.read().decode(errors="replace"), why)

    def _environment(self, program: str, without: frozenset[str]) -> dict[str, str]:
        """Return this process's variables; only interpreters of the sandbox itself may write compiled files."""
        variables = {name: value for name, value in os.environ.items() if name not in DROPPED | without}
        if Path(program).is_relative_to(self.folder):
            return variables
        folder = self._bytecode.get(program)
        kept = {"PYTHONPYCACHEPREFIX": str(folder)} if folder is not None and folder.is_dir() else {}
        return variables | kept | {"PYTHONDONTWRITEBYTECODE": "1"}

    def new_bytecode(self, program: str) -> str:
        """Return a folder for the compiled files of an interpreter's libraries, "" if it needs none or has one."""
        if program in self._bytecode or Path(program).is_relative_to(self.folder):
            return ""
        return str(self.folder / "bytecode" / str(len(self._bytecode)))

    def use_bytecode(self, program: str) -> None:
        """Let later processes of an interpreter read the compiled files that its first one has written, if any."""
        self._bytecode.setdefault(program, self.folder / "bytecode" / str(len(self._bytecode)))

    def _watch(self, process: subprocess.Popen[bytes], poll: Callable[[], None]) -> str:
        """Wait for a process, and return the limit that it exceeded, "" for none."""
        start = time.monotonic()
        limits, looks = self.limits, 0
        while process.poll() is None:
            time.sleep(POLL)
            looks += 1
            poll()
            if time.monotonic() - start > limits.seconds:
                return f"It was stopped after {limits.seconds:.0f} seconds (--timeout)."
            if looks % MEMORY_EVERY == 0 and 0 < limits.memory < bytes_of_group(process.pid):
                return f"It was stopped when it used more than {limits.memory / 1e9:.0f} GB of memory."
            if looks % DISK_EVERY == 0 and limits.disk < bytes_of_folder(self.folder):
                return f"It was stopped when it had written more than {limits.disk / 1e9:.0f} GB."
        poll()
        return ""

    def _kill(self, group: int) -> None:
        """Kill a process and all its children."""
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it may have ended already
            os.killpg(group, signal.SIGKILL)
        self._running.discard(group)
        self._to_janitor(f"-group {group}")

    def _to_janitor(self, line: str) -> None:
        assert self._janitor.stdin is not None
        self._janitor.stdin.write(f"{line}\n")
        self._janitor.stdin.flush()


def bytes_of_group(group: int) -> int:
    """Return the memory that the processes of a group hold, in bytes; 0 where the system has no /proc."""
    if not PROCESSES.is_dir():
        return 0
    pages = sum(_pages(path, group) for path in PROCESSES.iterdir() if path.name.isdigit())
    return pages * os.sysconf("SC_PAGE_SIZE")


def _pages(process: Path, group: int) -> int:
    """Return the resident pages of a process of the group; its fields are in proc(5)."""
    try:
        fields = (process / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0  # it has ended
    return int(fields[21]) if int(fields[2]) == group else 0


def bytes_of_folder(folder: Path) -> int:
    """Return the size of all files in a folder, in bytes; links are not followed."""
    blocks: dict[tuple[int, int], int] = {}  # a file with several hard links takes its space once
    unit = 512  # bytes: that of st_blocks in stat(2)
    for root, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # it may be gone
                state = os.lstat(os.path.join(root, name))
                blocks[state.st_dev, state.st_ino] = state.st_blocks
    return sum(blocks.values()) * unit
