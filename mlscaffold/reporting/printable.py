"""Foreign text as a page can show it: no colours of a terminal, nothing that hides or turns what is read."""

from __future__ import annotations

import re

COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def printable(text: str) -> str:
    r"""Return a text in which control characters, lone surrogates and marks of direction are written out, as `\x00`."""
    lines = COLOURS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return UNFIT.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode(), lines)
