"""A shifted clock: everything that is read from it differs, and libraries still work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mlscaffold.verification import probes

READS = {
    "time.time": ("time.time()", 3e7),
    "time.time_ns": ("time.time_ns() / 1e9", 3e7),
    "datetime.now": ("datetime.datetime.now().timestamp()", 3e7),
    "datetime.utcnow": ("(datetime.datetime.utcnow() - datetime.datetime(1970, 1, 1)).total_seconds()", 3e7),
    "datetime.now with a zone": ("datetime.datetime.now(datetime.timezone.utc).timestamp()", 3e7),
    "datetime.today": ("datetime.datetime.today().timestamp()", 3e7),
    "date.today": ("time.mktime(datetime.date.today().timetuple())", 3e7),
    "gmtime": ("calendar.timegm(time.gmtime())", 3e7),
    "strftime": ("float(time.strftime('%Y')) * 3e7", 3e7),
    "a duration": ("-perf_counter() + perf_counter()", 7),
    "a duration in nanoseconds": ("(-time.perf_counter_ns() + time.perf_counter_ns()) / 1e9", 7),
    "the time of the process": ("-time.process_time() + time.process_time()", 7),
    "a duration by timeit's clock": ("-timeit.default_timer() + timeit.default_timer()", 7),
}
KEPT = {
    "another moment": ("time.mktime(time.localtime(0)) - time.mktime(time.localtime(0))", 0.0),
    "a given date": ("datetime.datetime(2020, 1, 2).day", 2.0),
    "a sleep": ("time.sleep(0.01) or 0.0", 0.0),
    "the clock by which libraries wait": ("round(-time.monotonic() + time.monotonic(), 1)", 0.0),
    "a pickled moment": ("pickle.loads(pickle.dumps(datetime.datetime(2020, 1, 2))).day", 2.0),
    "the type of a moment": ("float(type(datetime.datetime.now()) is datetime.datetime)", 1.0),
}
DRIVER = """
import calendar, datetime, json, pickle, sys, time, timeit
from mlscaffold.verification.probe.clock import shift_clock
def results():
    from time import perf_counter
    return [eval(text, globals(), {"perf_counter": perf_counter}) for text in json.loads(sys.argv[1])]
first = results()
shift_clock(34_567_890, "__main__")
print(json.dumps([first, results()]))
"""


@pytest.fixture(scope="module")
def read() -> dict[str, tuple[float, float]]:
    names = {**READS, **KEPT}
    texts = json.dumps([text for text, _ in names.values()])
    root = Path(probes.__file__).parents[2]
    command = [sys.executable, "-W", "ignore", "-c", DRIVER, texts]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    return dict(zip(names, zip(*json.loads(ended.stdout), strict=True), strict=True))


@pytest.mark.parametrize("case", READS, ids=list(READS))
def test_shifted(case: str, read: dict[str, tuple[float, float]]) -> None:
    first, second = read[case]
    assert second - first > READS[case][1]


@pytest.mark.parametrize("case", KEPT, ids=list(KEPT))
def test_kept(case: str, read: dict[str, tuple[float, float]]) -> None:
    assert read[case] == (KEPT[case][1], KEPT[case][1])
