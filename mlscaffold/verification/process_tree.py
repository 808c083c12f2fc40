"""The processes of a run: those it starts, in sessions of their own too, measured and ended together."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

import psutil

from mlscaffold.filesystem.janitor_process import ROUNDS, mark_of

ADOPT = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
PAUSE = 0.01  # seconds until a killed process is gone


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
        return session == self.first or mark_of(process) == self.mark

    def memory(self) -> int:
        """Return the memory that the processes hold, in bytes."""
        return sum(map(_memory, self.processes()))

    def kill(self) -> None:
        """End all processes."""
        for _ in range(ROUNDS):
            if not kill_all(self.processes()):
                break
            time.sleep(PAUSE)
        for process in self.own:
            if process.pid != self.first and _parent(process) == os.getpid():
                with suppress(OSError):
                    os.waitpid(process.pid, os.WNOHANG)


def strays() -> set[psutil.Process]:
    """Return orphans that this process has adopted: its children in other sessions that no one waits for."""
    own = os.getsid(0)
    found = set()
    for child in psutil.Process().children():
        with suppress(OSError):
            if os.getsid(child.pid) != own and not mark_of(child):
                found.add(child)
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
