"""The output of a cell for the report: without what the clock and the machine decide, so that it is the same each time."""

from __future__ import annotations

import re
import time

DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%a, %d %b %Y", "%d %b %Y", "%b %d, %Y", "%a %b %d")
"""Date formats of libraries, for `time.strftime`."""
TIMINGS = re.compile(r"(?m)^(\s*(?:CPU times|Wall time):).*$|^.* per loop \(mean.*$")
LONGEST = 3600  # seconds before the end of a cell that are searched: each needs two texts, and few cells run an hour


def without_clock(text: str, end: float, seconds: float) -> str:
    """Return a text without the times and dates at which its cell ran, and without measured durations.

    Args:
        text: the output of the cell.
        end: when it ended, in seconds since the epoch.
        seconds: its duration.
    """
    text = TIMINGS.sub(lambda found: f"{found[1] or ''} (measured)".strip(), text)
    # From a second after the end to two before the start, as clocks are rounded.
    moments = [end + 1 - step for step in range(min(int(seconds), LONGEST) + 4)]
    shown = {time.strftime("%H:%M:%S", zone(at)) for at in moments for zone in (time.localtime, time.gmtime)}
    days = {time.strftime(form, zone(end)) for form in DAYS for zone in (time.localtime, time.gmtime)}
    for now in (one for one in shown if one in text):
        text = re.sub(re.escape(now) + r"(\.\d+)?", "--:--:--", text)
    for day in (one for one in sorted(days, key=len, reverse=True) if one in text):
        text = text.replace(day, "(today)")
    return text


def without_machine(text: str) -> str:
    """Return text without terminal colors and without addresses of objects, which differ in each run."""
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text)
    return re.sub(r"\b0x[0-9a-fA-F]{6,}\b", "0x...", text)
