"""What running code does to the world: the network, the clock, the time it takes, the state of chance."""

from __future__ import annotations

import os
import random
import sys
import time
from typing import Any

WORK = 300_000  # numbers to square
USUAL = 0.025  # seconds that this takes
CACHES = ("seaborn-data", "scikit_learn_data", ".keras")


class Seen:
    """Notes whether the network was used, by what Python audits."""

    def __init__(self) -> None:
        self.network = False
        sys.addaudithook(self.note)

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at an event: a connection, or a file among what libraries have downloaded."""
        if event == "urllib.Request" and not str(arguments[0]).startswith("file:"):
            self.network = True
        elif event == "socket.connect" and isinstance(arguments[1], tuple):
            self.network |= str(arguments[1][0]) not in ("127.0.0.1", "localhost", "::1")
        elif event == "open" and isinstance(arguments[0], str):
            self.network |= any(f"/{cache}/" in arguments[0] for cache in CACHES)


class Watch:
    """Measures computing in seconds of a machine of which nobody else asks anything.

    A fixed piece of work before and after tells how fast this one is meanwhile, so that the same stages are found slow
    when it is busy, and on another machine.
    """

    def __init__(self) -> None:
        self.before = _pace()
        self.start = _computed()

    def seconds(self) -> float:
        """Return the seconds since the watch was made."""
        passed = _computed() - self.start
        return passed * (self.before + _pace()) / 2


def _computed() -> float:
    return sum(os.times()[:4])


def _pace() -> float:
    """Return how much faster than usual a fixed piece of work is done."""
    start = time.process_time()
    sum(number * number for number in range(WORK))
    return USUAL / max(time.process_time() - start, 1e-4)


def shift_clock(seconds: float) -> None:
    """Let the clock go ahead, so that what shows the time differs from the other run."""
    now, local, universal, text = time.time, time.localtime, time.gmtime, time.strftime
    shifted: Any = time
    shifted.time = lambda: now() + seconds
    shifted.localtime = lambda when=None: local(now() + seconds if when is None else when)
    shifted.gmtime = lambda when=None: universal(now() + seconds if when is None else when)
    shifted.strftime = lambda form, *when: text(form, *(when or (local(now() + seconds),)))
    shifted.ctime = lambda when=None: time.asctime(shifted.localtime(when))


def random_state() -> Any:
    """Return the state of the global generators of Python and numpy."""
    numpy = sys.modules.get("numpy")
    return random.getstate(), repr(numpy.random.get_state()) if numpy else ""
