"""Texts of any length are aligned in bounded time."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mlscaffold.verification.aligned_lines import MANY, opcodes


def rebuilt(first: Sequence[str], second: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return both sequences, put together again from the opcodes."""
    one: list[str] = []
    other: list[str] = []
    for kind, start, end, begin, last in opcodes(first, second):
        assert (start, begin) == (len(one), len(other))
        if kind == "equal":
            assert first[start:end] == second[begin:last]
        one += first[start:end]
        other += second[begin:last]
    return one, other


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ""),
        ("abc", "abc"),
        ("abc", ""),
        ("", "abc"),
        ("abcd", "axcd"),
        ("aab", "ab"),
        ("aaa", "aa"),
        ("xaby", "xby"),
        ("abab", "baba"),
    ],
)
def test_opcodes_describe_both(first: str, second: str) -> None:
    assert rebuilt(list(first), list(second)) == (list(first), list(second))


def test_the_longest_equal_part_is_found() -> None:
    kinds = [kind for kind, *_ in opcodes(list("1abc2"), list("xabcyz"))]
    assert kinds == ["replace", "equal", "replace"]


def test_many_equal_lines_take_no_time() -> None:
    first = ["begin", *["x"] * (50 * MANY), "end"]
    second = ["begin", *["x"] * (40 * MANY), "other", *["x"] * MANY, "end"]
    assert rebuilt(first, second) == (first, second)
