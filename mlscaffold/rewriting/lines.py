"""Lines as a file has them and lines as they are read; what did not change keeps its bytes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_END = re.compile(r"\r\n|\r|\n")


def with_plain_ends(text: str) -> str:
    """Return a text with newlines for all its line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def lines_of(text: str) -> list[str]:
    """Return the lines of a text with their ends; only line feeds and carriage returns end one."""
    return _LINE.findall(text)


def line_end(text: str) -> str:
    r"""Return the line end that a text has most often, `\n` where it has none."""
    found = Counter(_END.findall(text)).most_common(1)
    return found[0][0] if found else "\n"


def carried(
    pieces: Sequence[str], before: Sequence[str], after: Sequence[str], write: Callable[[str], str]
) -> list[str]:
    """Write lines anew, those that did not change as they were written.

    Args:
        pieces: lines as they were written.
        before: the same lines as they are read.
        after: the lines as they shall be read.
        write: writes a line that is new.
    """
    if len(before) == len(after) and pieces:
        pairs = zip(pieces, before, after, strict=True)
        return [piece if old == new else write(new) for piece, old, new in pairs]
    found: list[str] = []
    for kind, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        found += pieces[start:end] if kind == "equal" else [write(line) for line in after[first:last]]
    return found


def with_ends_of(raw: str, new: str) -> str:
    """Return a text with the line ends that a file has; `raw` is what it was before."""
    if "\r" not in raw:
        return new
    end = line_end(raw)
    pieces = lines_of(raw)
    before = [with_plain_ends(piece) for piece in pieces]
    return "".join(carried(pieces, before, lines_of(new), lambda line: line.replace("\n", end)))


def line_before(before: str, after: str, line: int) -> int:
    """Return the line that a line of an edited text had before, or the one that it came from."""
    old, new = before.split("\n"), after.split("\n")
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if first < line <= last:
            return start + line - first if kind == "equal" else min(start + line - first, max(end, start + 1))
    return min(line, len(old))
