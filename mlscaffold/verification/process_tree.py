"""The processes of a run: those it starts, in sessions of their own too, measured and ended together."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from mlscaffold.filesystem.janitor_process import mark_of

ADOPT = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
PAUSE = 0.01  # seconds until a killed process is gone
LONGEST = 20.0  # seconds for the end of processes that start others as fast as they are ended
BURST = 2.0  # seconds for which orphans are ended without a pause
LOOKS = 5  # looks in a row that find no orphan: each takes a tenth of a millisecond
QUIET = 20  # rounds without a process after which none is left where some have started others: one round may just miss it

leaders: set[int] = set()
"""Process identifiers of sessions' leaders that some part of mlscaffold waits for itself."""
starting = threading.Lock()
"""Held from the start of a leader until it is noted in `leaders`."""


def adopt_orphans() -> None:
    """Let processes whose parents have ended become children of this process, where the system can (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0)


class ProcessTree:
    """The processes of one run.

    Args:
        first: the process that was started, the leader of a session of its own.
        mark: the value of its environment variable MLSCAFFOLD_RUN, which no other run has.
    """

    def __init__(self, first: int, mark: str) -> None:
        self.first, self.mark = first, mark
        self.own: set[psutil.Process] = set()
        self.others: set[psutil.Process] = set()

    def processes(self) -> set[psutil.Process]:
        """Return those that are alive. A process belongs to the tree by its mark, its session or its parent."""
        alive = set(psutil.process_iter())
        new = alive - self.own - self.others
        self.own = (self.own & alive) | {one for one in new if self._is_own(one)}
        pending = new - self.own
        while children := {one for one in pending if _parent(one) in {own.pid for own in self.own}}:
            self.own |= children
            pending -= children
        self.others = (self.others & alive) | pending
        return self.own

    def _is_own(self, process: psutil.Process) -> bool:
        try:
            session = os.getsid(process.pid)
        except OSError:
            return False
        sessions = {self.first, *(one.pid for one in self.own)}
        return process.pid == self.first or session in sessions or mark_of(process) == self.mark

    def memory(self) -> int:
        """Return the memory that the processes hold, in bytes."""
        return sum(map(_memory, self.processes()))

    def kill(self) -> None:
        """End all processes, and those that they start meanwhile."""
        end_all(self.processes, self.mark)


def end_all(find: Callable[[], Iterable[psutil.Process]], mark: str) -> None:
    """Kill the processes that a function finds until it finds no more.

    Where processes have been orphaned, one that is being started may be missed: then they are looked for several times.

    Args:
        find: returns the processes.
        mark: the beginning of the marks of orphans that are ended, too.
    """
    quiet, orphaned, end = 0, False, time.monotonic() + LONGEST
    while time.monotonic() < end:
        running = kill_all(find())
        ended = end_orphans(mark)
        orphaned = orphaned or ended
        quiet = 0 if running or ended else quiet + 1
        if quiet > (QUIET if orphaned else 0):
            return
        time.sleep(PAUSE)


def strays(mark: str) -> set[psutil.Process]:
    """Return orphans that this process has adopted: its children in other sessions that no one waits for.

    Args:
        mark: the first part of the mark of those that are looked for; those without any mark are found, too.
    """
    return {child for child in _adopted() if mark_of(child).partition(":")[0] in ("", mark)}


def end_orphans(mark: str) -> bool:
    """End adopted processes as fast as one starts the next, and return whether there was any.

    A process that lives on in its children is ours only from the end of its parent to its own: so each look is a single read
    of the system's list, and whoever is found is ended before the next one is looked at.

    Args:
        mark: the beginning of their marks; the end of others is only taken note of.
    """
    own, found, missed, end = os.getsid(0), False, 0, time.monotonic() + BURST
    while missed < LOOKS and time.monotonic() < end:
        missed += 1
        for pid in _children():
            with suppress(OSError), starting:
                if pid in leaders or os.getsid(pid) == own:
                    continue
                if os.waitpid(pid, os.WNOHANG)[0]:
                    found, missed = True, 0
                elif _mark(pid).startswith(mark):
                    os.kill(pid, signal.SIGKILL)
                    found, missed = True, 0
    return found


def _children() -> list[int]:
    """Return the identifiers of this process's children (Linux: proc_pid_task(5); elsewhere psutil asks for them)."""
    try:
        texts = [path.read_text() for path in sorted(Path("/proc/self/task").glob("*/children"))]
    except OSError:
        texts = []
    return [int(pid) for text in texts for pid in text.split()] or [
        one.pid for one in psutil.Process().children()
    ]


def _mark(pid: int) -> str:
    with suppress(psutil.Error):
        return mark_of(psutil.Process(pid))
    return ""


def _adopted() -> list[psutil.Process]:
    """Return children in sessions that this process has not started itself."""
    own, found = os.getsid(0), []
    for child in psutil.Process().children():
        with suppress(OSError):
            if child.pid not in leaders and os.getsid(child.pid) != own:
                found.append(child)
    return found


def kill_all(processes: Iterable[psutil.Process]) -> bool:
    """Kill processes, and return whether any was still running."""
    running = False
    for process in processes:
        with suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE:
                running = True
                process.kill()
    return running


def _parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.Error:
        return 0


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
