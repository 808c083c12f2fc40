"""What a cell printed, without what only the clock decided: hardening again has to give the same bytes."""

from __future__ import annotations

import re
import time

DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%a, %d %b %Y", "%d %b %Y", "%b %d, %Y", "%a %b %d")
"""How libraries write a day; the strings are those of `time.strftime`."""
TIMINGS = re.compile(r"(?m)^(\s*(?:CPU times|Wall time):).*$|^.* per loop \(mean.*$")
LONGEST = 3600  # seconds of a cell whose moments are looked for


def without_clock(text: str, end: float, seconds: float) -> str:
    """Return a text without the moments in which its cell ran, without that day and without measured times.

    Args:
        text: what the cell printed.
        end: when it ended, in seconds since the epoch.
        seconds: how long it took.
    """
    text = TIMINGS.sub(lambda found: f"{found[1] or ''} (measured)".strip(), text)
    moments = [end + 1 - step for step in range(min(int(seconds), LONGEST) + 4)]
    shown = {time.strftime("%H:%M:%S", zone(at)) for at in moments for zone in (time.localtime, time.gmtime)}
    days = {time.strftime(form, zone(end)) for form in DAYS for zone in (time.localtime, time.gmtime)}
    for now in (one for one in shown if one in text):
        text = re.sub(re.escape(now) + r"(\.\d+)?", "--:--:--", text)
    for day in (one for one in sorted(days, key=len, reverse=True) if one in text):
        text = text.replace(day, "(today)")
    return text
