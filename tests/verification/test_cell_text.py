"""Texts without times and durations."""

from __future__ import annotations

import time

import pytest

from mlscaffold.verification.cell_text import without_clock

NOW = time.mktime((2031, 5, 7, 13, 45, 10, 0, 0, -1))
CHANGED = {
    "a moment of the run": ("Time:  13:45:08  R2 0.5", "Time:  --:--:--  R2 0.5"),
    "with fractions": ("at 13:45:09.123456", "at --:--:--"),
    "the day": ("Date: Wed, 07 May 2031", "Date: (today)"),
    "the day as a number": ("2031-05-07 done", "(today) done"),
    "a measured time": (
        "CPU times: user 3 ms\nWall time: 12.5 ms\n7",
        "CPU times: (measured)\nWall time: (measured)\n7",
    ),
    "a timed loop": ("3.5 µs ± 7 ns per loop (mean ± std. dev. of 7 runs)", "(measured)"),
}
KEPT = {
    "another moment": "13:40:00 and 09:00:00",
    "another day": "2031-05-08 and 2030-05-07",
    "numbers": "0.134510 13 45",
}


@pytest.mark.parametrize("case", CHANGED, ids=list(CHANGED))
def test_changed(case: str) -> None:
    before, after = CHANGED[case]
    assert without_clock(before, NOW, 2.0) == after


@pytest.mark.parametrize("case", KEPT, ids=list(KEPT))
def test_kept(case: str) -> None:
    assert without_clock(KEPT[case], NOW, 2.0) == KEPT[case]
