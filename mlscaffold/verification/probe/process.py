"""The process of a run: its random numbers, its lifetime, its limit of time."""

from __future__ import annotations

import importlib
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

POLL = 0.5  # seconds between two looks at the parent process: an orphan ends soon, and the looks cost nothing
LATE = frozenset({"torch._dynamo"})
"""Modules that a library imports when it needs them first, and that take a second: torch's first optimizer imports this one."""


class TimeoutExceededError(TimeoutError):
    """A call took longer than it may."""


def die_with_parent() -> None:
    """End this process when the one that started it is gone."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(POLL)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def seed(number: int, libraries: Iterable[str]) -> None:
    """Seed Python's global random numbers, and those of numpy and torch, which the notebook has not imported yet.

    The project seeds with its own `runner.seed` instead, once its libraries are loaded.
    """
    random.seed(number)
    for library in libraries:
        try:
            module: Any = importlib.import_module("numpy.random" if library == "numpy" else library)
        except ImportError:
            continue
        (module.seed if library == "numpy" else module.manual_seed)(number)


def call_with_timeout(seconds: float, function: Callable[[], Any]) -> Any:
    """Call a function, and interrupt it when it takes too long; without a limit on systems without alarms.

    Args:
        seconds: whole seconds that it may take.
        function: the function.

    Raises:
        TimeoutExceededError: it takes longer.
    """
    if not hasattr(signal, "SIGALRM"):
        return function()
    signal.signal(signal.SIGALRM, _interrupt)
    signal.alarm(int(seconds))
    try:
        return function()
    finally:
        signal.alarm(0)


def _interrupt(*_: Any) -> None:
    raise TimeoutExceededError


def loaded_modules() -> list[str]:
    """Return the top-level modules that are loaded, and those of LATE."""
    modules: dict[str, Any] = dict(sys.modules)  # None for a module whose import is blocked
    names = {name for name, module in modules.items() if module is not None}
    return sorted({name.partition(".")[0] for name in names} | (names & LATE))
