"""The CPU time of a command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

__all__ = ["cpu_seconds", "median", "spent"]


def cpu_seconds(*arguments: str) -> float:
    """Return user and system seconds of one run of mlscaffold and of the processes that it starts.

    Python may cache compiled modules, as for installed programs.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = spent()
    command: Sequence[str] = [sys.executable, "-m", "mlscaffold", *arguments]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{result.stderr}")
    return spent() - before


def spent() -> float:
    """Return user and system seconds of all processes that were started and have ended."""
    spent = getrusage(RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
