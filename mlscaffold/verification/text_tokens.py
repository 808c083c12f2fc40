"""Text as words: what is the same in two runs is compared, what only the machine or the moment decides is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mlscaffold.verification.probe.compare_numbers import scalar_difference

NUMBER = re.compile(r"(?<![\w.])[+-]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?(?![\w])")
COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
LIBRARIES = re.compile(r"(?:/|[A-Z]:\\)[^\s'\"()]*(?:site-packages|dist-packages|lib/python[\d.]+)[/\\]")
"""The folder of installed libraries in a path; notebook and project have their own environments."""
TIMINGS = re.compile(r"^\s*(?:CPU times|Wall time):.*$|^.* per loop(?: \(mean.*| each\))?.*$", re.MULTILINE)
"""What the magics that measure time print."""
PROGRESS = re.compile(r"^.*\r(?!\n).*$", re.MULTILINE)
"""Lines that overwrite themselves, as progress bars do."""

Words = tuple[str, ...]


def plain(text: str, folders: Iterable[str] = ()) -> str:
    """Return a text without colours, addresses, measured durations, progress bars, folders of this run and of libraries."""
    text = LIBRARIES.sub("", COLOURS.sub("", text))
    for folder in sorted(filter(None, folders), key=len, reverse=True):
        text = text.replace(f"{folder}/", "").replace(folder, ".")
    text = PROGRESS.sub("", text.replace("\r\n", "\n"))
    return ADDRESS.sub("0x", TIMINGS.sub("", text))


def words(text: str) -> Words:
    """Return the words of a text."""
    return tuple(text.split())


def same_word(one: str, other: str) -> bool:
    """Return whether two words are the same; the numbers in them may differ by the tolerance."""
    if one == other:
        return True
    found, others = NUMBER.findall(one), NUMBER.findall(other)
    if not found or len(found) != len(others) or NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    return all(_same_number(a, b) for a, b in zip(found, others, strict=True))


def _same_number(one: str, other: str) -> bool:
    """Return whether two numbers are the same; whole numbers must be so digit by digit."""
    if not ("." in one and "." in other) and "e" not in f"{one}{other}".lower():
        return one == other
    return scalar_difference(float(one), float(other)) is not None


def same_words(some: Sequence[str], others: Sequence[str], wild: frozenset[int] = frozenset()) -> bool:
    """Return whether two sequences of words are the same; the words at the places in `wild` may be any."""
    return len(some) == len(others) and all(
        number in wild or same_word(one, other)
        for number, (one, other) in enumerate(zip(some, others, strict=True))
    )


def resembles(some: Sequence[str], others: Sequence[str], wild: frozenset[int]) -> bool:
    """Return whether all words that are not wild are among others, in their order."""
    rest = iter(others)
    return all(
        any(same_word(word, other) for other in rest)
        for number, word in enumerate(some)
        if number not in wild
    )
