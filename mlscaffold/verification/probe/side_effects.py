"""Side effects of running code: network access, CPU time and global random state."""

from __future__ import annotations

import os
import random
import sys
import time
from typing import Any

# Numbers to square: long enough to measure, short enough to repeat before and after each stage.
WORK = 300_000
REFERENCE = 0.025  # seconds of CPU time of this loop on the 2-core virtual machine for which the limits of the recording were chosen
# Seconds: the resolution of some CPU clocks, so that a machine never counts as infinitely fast.
SHORTEST = 1e-4
CACHES = ("seaborn-data", "scikit_learn_data", ".keras")
"""Folders in which libraries store what they download: a stage that reads them needs the network elsewhere."""

CODE = (".py", ".pyc", ".so", ".pyd")
OUTSIDE = ("os.", "shutil.", "socket.", "sqlite3.", "subprocess.", "urllib.")
"""Starts of the audit events of files, processes and the network."""


class SideEffects:
    """Notes whether the network was used, by Python's audit events."""

    def __init__(self) -> None:
        self.network = False
        sys.addaudithook(self.note)

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Check an event: a connection, or a file that a library has downloaded."""
        if event == "urllib.Request" and not str(arguments[0]).startswith("file:"):
            self.network = True
        elif event == "socket.connect" and isinstance(arguments[1], tuple):
            self.network |= str(arguments[1][0]) not in ("127.0.0.1", "localhost", "::1")
        elif event == "open" and isinstance(arguments[0], str):
            self.network |= any(f"/{cache}/" in arguments[0] for cache in CACHES)


class WrittenFiles:
    """Notes the files that are opened to be written, by Python's audit events."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        sys.addaudithook(self.note)

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Check an event: an opened file, or a database."""
        if event == "open" and isinstance(arguments[0], (str, os.PathLike)):
            if isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
                self.paths.add(os.path.abspath(arguments[0]))
        elif event == "sqlite3.connect" and isinstance(arguments[0], (str, os.PathLike)):
            self.paths.add(os.path.abspath(arguments[0]))

    def take(self) -> list[str]:
        """Return the paths, and begin again."""
        paths, self.paths = sorted(self.paths), set()
        return paths


class FileUse:
    """Counts uses of files, processes and the network, by Python's audit events; code that is imported does not count."""

    def __init__(self) -> None:
        self.count = 0
        sys.addaudithook(self.note)

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Check an event."""
        if event == "open":
            self.count += not str(arguments[0]).endswith(CODE)
        elif event.startswith(OUTSIDE) and event not in (
            "os.listdir",
            "os.scandir",
        ):  # imports look into folders
            self.count += 1


class Stopwatch:
    """Measures CPU time in seconds of the reference machine when it is idle.

    A fixed piece of work before and after measures the current speed, so that the same stages count as slow on a busy
    machine and on another one.
    """

    def __init__(self) -> None:
        self.before = _speed()
        self.start = _cpu_time()

    def seconds(self) -> float:
        """Return the seconds since the start."""
        passed = _cpu_time() - self.start
        return passed * (self.before + _speed()) / 2


def _cpu_time() -> float:
    return sum(os.times()[:4])


def _speed() -> float:
    """Return the speed of this machine now, relative to the reference."""
    start = time.process_time()
    sum(number * number for number in range(WORK))
    return REFERENCE / max(time.process_time() - start, SHORTEST)


def random_state() -> Any:
    """Return the state of the global generators of Python and numpy, as a value that is quick to compare."""
    numpy = sys.modules.get("numpy")
    state = numpy.random.get_state() if numpy else None  # noqa: MLS201 the state is compared, not used
    own = random.getstate()  # noqa: MLS201 likewise
    return (own, state[1].tobytes(), state[2:]) if isinstance(state, tuple) else (own, repr(state))
