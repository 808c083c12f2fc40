"""Tests that bound a cost in time or memory."""

from __future__ import annotations

import re

from mlscaffold.scoring.suite import TestFunction

_CLOCKS = re.compile(
    r"^(?:time\.(?:perf_counter|monotonic|process_time|time)\w*|timeit\.\w+|tracemalloc\.\w+|resource\.getrusage)"
)


def is_timed(test: TestFunction) -> bool:
    """Return whether a test measures time or memory and bounds it."""
    clocks = any(_CLOCKS.match(call) for call in test.calls)
    return (clocks and test.bounds) or ("benchmark" in test.parameters and test.bounds)
