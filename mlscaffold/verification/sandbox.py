"""Processes in a temporary folder: limited in time, memory, disk and output, and removed with everything they wrote."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import TracebackType

from mlscaffold.filesystem import janitor
from mlscaffold.filesystem.janitor import temporary_folder
from mlscaffold.filesystem.janitor_process import MARK
from mlscaffold.verification.forked_process import ForkedProcess, ForkServers
from mlscaffold.verification.probe.transcript import NAME
from mlscaffold.verification.process_tree import (
    ProcessTree,
    adopt_orphans,
    end_all,
    leaders,
    starting,
    strays,
)

POLL = 0.05  # seconds between two looks at a process: a short run does not wait noticeably for its end
TREE_EVERY = 20  # looks, a second: memory fills more slowly, and finding all processes costs time
DISK_EVERY = 5 * TREE_EVERY  # looks: walking the folder costs more, and disks fill more slowly
TAIL = 4000  # bytes of standard error that are read: the last frames of a traceback and its message
LAST_LINE = 300  # characters of its last line in a message
DROPPED = frozenset(
    f"PYTHON{name}" for name in "DONTWRITEBYTECODE PATH STARTUP INSPECT HOME SAFEPATH".split()
)
"""Variables for mlscaffold's own interpreter."""

SHIELD = """
import os, signal, sys
child = os.fork()
if not child:
    os.setsid()
    os.execvp(sys.argv[1], sys.argv[1:])
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
if code < 0:
    if -code not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(-code, signal.SIG_DFL)
    os.kill(os.getpid(), -code)
os._exit(code)
"""
"""Runs a command and ends as it does: notebooks that end their parent end this program, which mlscaffold notices and reports."""
WAITING = {"OMP_WAIT_POLICY": "PASSIVE"}
"""How threads of OpenMP wait for each other, unless the user has set it: by default they keep their cores busy, and several
runs at once on few cores take ten times as long. It changes no result."""
TEMPORARY = "tmp"
"""The folder in the sandbox for temporary files of what runs."""


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
        output: bytes that a process prints.
        processes: how many processes it has at once.
    """

    seconds: float = 900  # a quarter of an hour is more than most notebooks take; --timeout sets it
    memory: int = int(memory_of_machine() * 0.8)  # leaves a fifth to the system and the editor
    disk: int = 10_000_000_000  # two copies of the largest folder that is copied
    output: int = (
        200_000_000  # two million lines: nobody reads them, and a disk is not filled between two looks
    )
    processes: int = (
        2_000  # workers of several pools on a large machine; more is a process that starts itself
    )


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
        if self.status == 0:
            return "The code ended the process, or changed what records its run."
        return f"The process ended with status {self.status}: {self.last_line or 'no message'}"


class Sandbox:
    """A temporary folder and the processes that work in it; both are removed at the end of the block."""

    def __init__(self, limits: Limits) -> None:
        """Set the limits of each run."""
        self.limits = limits
        self.folder = Path()
        self._running: dict[int, ProcessTree] = {}
        self._stopped = False
        self._bytecode: dict[str, Path] = {}
        self._runs = count()
        self._left = ExitStack()
        self.servers = ForkServers(Path())

    def __enter__(self) -> Sandbox:
        """Create the folder."""
        adopt_orphans()
        self.folder = self._left.enter_context(temporary_folder())
        self.temporary.mkdir()
        self.servers.folder = self.folder
        janitor.guard_processes(self.folder.name)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill running processes and remove the folder."""
        self.stop()
        end_all(lambda: strays(self.folder.name), f"{self.folder.name}:")
        self._left.close()
        janitor.release_processes(self.folder.name)

    @property
    def temporary(self) -> Path:
        """The folder for the temporary files of all runs: the same, so that its path is no difference between them."""
        return self.folder / TEMPORARY

    def stop(self) -> None:
        """Kill running processes, and start no more: other threads may be waiting for them."""
        self._stopped = True
        for tree in list(self._running.values()):
            tree.kill()
        self.servers.stop()

    def run(
        self,
        command: Sequence[str],
        cwd: Path,
        environment: Mapping[str, str],
        poll: Callable[[], None] = lambda: None,
        output: Path = Path(os.devnull),
        without: Iterable[str] = (),
        printed: Iterable[Path] = (),
        forked: bool = False,
    ) -> Ended:
        """Run a command to its end or to a limit.

        Args:
            command: the program and its arguments.
            cwd: the working folder.
            environment: environment variables on top of this process's own.
            poll: called repeatedly while it runs.
            output: the file for its standard output.
            without: environment variables of this process that it does not get.
            printed: more files that hold its output.
            forked: whether it may be forked from a process that has loaded its libraries: `python -c PROGRAM ARGUMENTS…`.
        """
        if self._stopped:
            return Ended(-signal.SIGKILL, why="It was stopped.")
        number = next(self._runs)
        mark, errors = f"{self.folder.name}:{number:06}", self.folder / f"stderr-{number}"
        own = self._environment(command[0], frozenset(without))
        variables = {**own, **environment, MARK: mark, "TMPDIR": str(self.temporary)}
        errors.touch()
        fork = self.servers.start(command, cwd, variables, output, errors) if forked else None
        process = fork or _started(command, cwd, variables, output, errors)
        tree = self._running[process.pid] = ProcessTree(process.pid, mark)
        try:
            why = self._watch(process, tree, poll, (errors, output, *printed))
        finally:
            tree.kill()
            process.wait()
            leaders.discard(process.pid)
            del self._running[process.pid]
        with errors.open("rb") as file:
            file.seek(max(0, errors.stat().st_size - TAIL))
            return Ended(process.returncode, file.read().decode(errors="replace"), why)

    def _environment(self, program: str, without: frozenset[str]) -> dict[str, str]:
        """Return this process's variables; only interpreters of the sandbox itself may write compiled files."""
        variables = {name: value for name, value in os.environ.items() if name not in DROPPED | without}
        variables = WAITING | variables
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

    def _watch(
        self,
        process: subprocess.Popen[bytes] | ForkedProcess,
        tree: ProcessTree,
        poll: Callable[[], None],
        printed: Sequence[Path],
    ) -> str:
        """Wait for a process, and return the limit that it exceeded, "" for none."""
        start = time.monotonic()
        looks = 0
        while process.poll() is None:
            time.sleep(POLL)
            looks += 1
            poll()
            if time.monotonic() - start > self.limits.seconds:
                return f"It was stopped after {self.limits.seconds:.0f} seconds (--timeout)."
            why = self._exceeded(tree, printed, looks)
            if why:
                return why
        poll()
        return ""

    def _exceeded(self, tree: ProcessTree, printed: Sequence[Path], looks: int) -> str:
        """Return the limit of memory, disk or output that a run exceeds, "" for none."""
        limits = self.limits
        passed_on = self.temporary.glob(f"{NAME}*") if looks % TREE_EVERY == 0 else ()
        if max(map(_size, (*printed, *passed_on))) > limits.output:
            return f"It was stopped when it had printed more than {limits.output / 1e6:.0f} MB."
        if looks % TREE_EVERY == 0:
            if len(tree.processes()) > limits.processes:
                return f"It was stopped when it had more than {limits.processes} processes."
            if 0 < limits.memory < tree.memory():
                return f"It was stopped when it used more than {limits.memory / 1e9:.3g} GB of memory."
        if looks % DISK_EVERY == 0 and limits.disk < bytes_of_folder(self.folder):
            return f"It was stopped when it had written more than {limits.disk / 1e9:.0f} GB."
        return ""


def _started(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str], output: Path, errors: Path
) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own; its parent is a small process, so that it cannot end this one as its parent."""
    if shutil.which(command[0]) is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), command[0])
    with errors.open("wb") as target, output.open("wb") as out, starting:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", SHIELD, *command] if hasattr(os, "fork") else list(command),
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=target,
            start_new_session=True,
        )
        leaders.add(process.pid)
    return process


def _size(file: Path) -> int:
    """Return the size of a file, 0 for one that does not exist and for a device."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


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
