"""Which lines of two texts belong together; the time is bounded for texts of any length."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

MANY = 2_000
"""Lines from which on frequent ones are not aligned: `difflib` compares each with all equal ones, so 30,000 equal lines took hours."""
Opcode = tuple[str, int, int, int, int]


def opcodes(first: Sequence[Hashable], second: Sequence[Hashable]) -> Iterator[Opcode]:
    """Yield how one sequence becomes the other, as `difflib.SequenceMatcher.get_opcodes` describes it.

    What both begin and end with is equal, in any length.
    """
    shorter = min(len(first), len(second))
    start = next((i for i in range(shorter) if first[i] != second[i]), shorter)
    rest = shorter - start
    ended = next((i for i in range(rest) if first[-1 - i] != second[-1 - i]), rest)
    if start:
        yield "equal", 0, start, 0, start
    one, other = first[start : len(first) - ended], second[start : len(second) - ended]
    matcher = SequenceMatcher(None, one, other, autojunk=max(len(one), len(other)) > MANY)
    for kind, *places in matcher.get_opcodes():
        a, b, c, d = (place + start for place in places)
        yield kind, a, b, c, d
    if ended:
        yield "equal", len(first) - ended, len(first), len(second) - ended, len(second)
