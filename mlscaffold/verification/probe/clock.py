"""Shifts the clock of a process, so that values that are computed from the time differ between two runs."""

from __future__ import annotations

import ctypes
import datetime
import gc
import sys
import time
import timeit
from collections.abc import Callable
from typing import Any

STEP = 7.3
"""Seconds that pass, for the caller, at each look at a clock: more than any rounding of a duration hides."""
NANOSECONDS = 1_000_000_000  # of a second
DURATIONS = ("perf_counter", "process_time", "thread_time")
"""Clocks that only measure durations. `monotonic` is none of them: libraries wait by it."""


def shift_clock(seconds: float, hurried: str = "") -> None:
    """Set the clock ahead.

    Args:
        seconds: by how much; 0 leaves the clock alone.
        hurried: a module for which time also passes faster, so that the durations that it measures differ, "" for none.
            Libraries see the clock only shifted: they wait and give up by it.
    """
    if not seconds:
        return
    clock: Any = time
    now, local, universal, text = time.time, time.localtime, time.gmtime, time.strftime
    looks = [0]

    def hurry() -> float:
        """Return the seconds that the calling module has gained."""
        if not hurried or sys._getframe(2).f_globals.get("__name__") != hurried:  # noqa: SLF001  no other way to the caller
            return 0.0
        looks[0] += 1
        return STEP * looks[0]

    clock.time = lambda: now() + seconds + hurry()
    clock.time_ns = lambda: int((now() + seconds + hurry()) * NANOSECONDS)
    clock.localtime = lambda when=None: local(now() + seconds if when is None else when)
    clock.gmtime = lambda when=None: universal(now() + seconds if when is None else when)
    clock.strftime = lambda pattern, *when: text(pattern, *(when or (local(now() + seconds),)))
    clock.ctime = lambda when=None: time.asctime(clock.localtime(when))
    if hurried:
        _hurry_durations(clock, hurry)
    _shift_datetime(seconds)


def _hurry_durations(clock: Any, hurry: Callable[[], float]) -> None:
    for name in DURATIONS:
        original: Callable[[], float] | None = getattr(clock, name, None)
        if original is not None:
            setattr(clock, name, _hurried(original, hurry, 1))
            setattr(clock, f"{name}_ns", _hurried(getattr(clock, f"{name}_ns"), hurry, NANOSECONDS))
    timeit.default_timer = clock.perf_counter


def _hurried(original: Callable[[], Any], hurry: Callable[[], float], unit: int) -> Callable[[], Any]:
    def shifted() -> Any:
        value = original()
        return value + type(value)(hurry() * unit)

    return shifted


def _shift_datetime(seconds: float) -> None:
    """Shift `datetime.now` and `utcnow`, which read the system's clock themselves; `today` asks the module `time`.

    A subclass in their place would break `pickle` and `type(...) is datetime`, so the methods of the type are replaced.
    """
    kind: Any = datetime.datetime
    if sys.implementation.name != "cpython":
        return
    now, later = kind.now, datetime.timedelta(seconds=seconds)
    utc = datetime.timezone.utc  # noqa: UP017 the other name is newer than Python 3.9
    methods = {
        "now": classmethod(lambda cls, tz=None: cls.fromtimestamp(now().timestamp() + seconds, tz)),
        "utcnow": classmethod(lambda _: now(utc).replace(tzinfo=None) + later),
    }
    attributes: Any = gc.get_referents(kind.__dict__)[0]
    if isinstance(attributes, dict):
        attributes.update(methods)
        ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))
