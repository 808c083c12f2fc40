"""The check of words finds words of the table where they are used, and nothing else."""

from __future__ import annotations

import pytest

from scripts.check_words import Exemption, Vocabulary, uses_in

VOCABULARY = Vocabulary(
    modules={"mend": "fix"},
    identifiers={"told": "message", "Spot": "Violation"},
    phrases={r"\banew\b": "again"},
    exemptions=(),
)

FOUND = {
    "a variable": ("a.py", "told = 1\n", [(1, "told")]),
    "a part of a name": ("a.py", "def is_told(x):\n    return x.told_of\n", [(1, "told"), (2, "told")]),
    "a class by its whole name": ("a.py", "Spot = 1\n", [(1, "Spot")]),
    "a docstring": ("a.py", '"""Line.\n\nMade anew.\n"""\n', [(3, r"\banew\b")]),
    "a comment": ("a.py", "x = 1  # made anew\n", [(1, r"\banew\b")]),
    "a text over lines": ("a.md", "one\nand Anew\n", [(2, r"\banew\b")]),
    "the name of a module": ("mlscaffold/x/mend.py", "x = 1\n", [(0, "mend")]),
}
KEPT = {
    "a part of a word": ("a.py", "untold = retold = 1\n"),
    "another spelling": ("a.py", "class Spotlight: ...\nclass SharedSpot: ...\n"),
    "an identifier's word in a text": ("a.py", "'what is told'\n"),
    "the name of a module of the tests": ("tests/mend.py", "x = 1\n"),
    "data": ("a.csv", "anew\n"),
}


@pytest.mark.parametrize(("path", "text", "expected"), FOUND.values(), ids=FOUND)
def test_found(path: str, text: str, expected: list[tuple[int, str]]) -> None:
    assert [(use.line, use.word) for use in uses_in(path, text, VOCABULARY)] == expected


@pytest.mark.parametrize(("path", "text"), KEPT.values(), ids=KEPT)
def test_kept(path: str, text: str) -> None:
    assert list(uses_in(path, text, VOCABULARY)) == []


def test_an_exemption_covers_its_word_in_its_files_and_lines() -> None:
    [use] = uses_in("docs/a.md", "begin\nbegin anew\n", VOCABULARY)
    assert Exemption(r"\banew\b", "docs/*", "meant").covers(use)
    assert Exemption(r"\banew\b", "docs/*", "meant", "begin").covers(use)
    assert not Exemption(r"\banew\b", "mlscaffold/*", "meant").covers(use)
    assert not Exemption(r"\banew\b", "docs/*", "meant", "^end").covers(use)
