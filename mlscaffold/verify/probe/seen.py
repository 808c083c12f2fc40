"""What running code does to the world: the network, the clock, the time it takes, the state of chance."""

from __future__ import annotations

import os
import random
import sys
import time
from typing import Any

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


def seconds() -> float:
    """Return the seconds of computing so far: unlike those of the clock they do not depend on other programs."""
    return sum(os.times()[:4])


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
