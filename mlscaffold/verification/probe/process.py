"""What a run starts from: the same random numbers, no window, and an end with the process that started it."""

from __future__ import annotations

import importlib
import os
import random
import sys
import threading
import time
from collections.abc import Iterable
from typing import Any

SECONDS = 0.5


def die_with_parent() -> None:
    """End this process when the one that started it is gone."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def seed(number: int, libraries: Iterable[str]) -> None:
    """Seed the global random numbers of Python, and of numpy and torch where they are named and installed."""
    random.seed(number)
    for library in libraries:
        try:
            module: Any = importlib.import_module("numpy.random" if library == "numpy" else library)
        except ImportError:
            continue
        (module.seed if library == "numpy" else module.manual_seed)(number)


def peak_memory() -> int:
    """Return the most memory that this process has held, in bytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
