"""The check of reasons finds numbers that decide something and have no reason."""

from __future__ import annotations

import pytest

from scripts.check_reasons import unreasoned

FOUND = {
    "a constant": "LIMIT = 2",
    "a comparison": "def f(x):\n    return x < 7",
    "a default": "def f(x=7): ...",
    "a weight": "def f(x):\n    return x * 0.3",
    "a keyword": "f(timeout=30)",
    "an empty remark to a linter": "LIMIT = 20  # noqa: PLR2004",
    "a comment on another line": "# what x is\nx = 0\n\nLIMIT = 20",
}
KEPT = {
    "a comment beside it": "LIMIT = 20  # a screen has 24 lines",
    "a comment above it": "# a screen has 24 lines\nLIMIT = 20",
    "a text below it": 'LIMIT = 20\n"""A screen has 24 lines."""',
    "a comment within the statement": "f(\n    20,  # a screen has 24 lines\n)",
    "an index": "def f(x):\n    return x[7]",
    "the arity of a call": "def f(x):\n    return len(x) == 3",
    "counting": "def f(x):\n    return x + 1 > 0",
    "a code for the shell": "raise Error(status=3)",
    "an example": "Example('x', counts=(3, 7))",
    "a name with a digit": "utf8 = 'utf-8'",
}


@pytest.mark.parametrize("source", FOUND.values(), ids=FOUND)
def test_found(source: str) -> None:
    assert list(unreasoned(source))


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT)
def test_kept(source: str) -> None:
    assert list(unreasoned(source)) == []
