"""Calls that are interrupted when they take too long."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any


class PatienceError(TimeoutError):
    """A call has used up all patience."""


def patiently(seconds: float, call: Callable[[], Any]) -> Any:
    """Call a function, and interrupt it when it takes too long; systems without alarms wait.

    Args:
        seconds: whole seconds that it may take.
        call: the function.

    Raises:
        PatienceError: it takes longer.
    """
    if not hasattr(signal, "SIGALRM"):
        return call()
    signal.signal(signal.SIGALRM, _interrupt)
    signal.alarm(int(seconds))
    try:
        return call()
    finally:
        signal.alarm(0)


def _interrupt(*_: Any) -> None:
    raise PatienceError
