"""Lines keep the ends that they have, and know where they came from."""

from __future__ import annotations

import pytest

from mlscaffold.rewriting.lines import line_before, line_end, lines_of, with_ends_of


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n\nb", ["a\n", "\n", "b"]),
        ("a\r\nb\rc\n", ["a\r\n", "b\r", "c\n"]),
        ("\x0c\u2028", ["\x0c\u2028"]),
    ],
)
def test_lines_end_at_line_ends_only(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines


def test_the_line_end_is_the_one_that_stands_most_often() -> None:
    assert [line_end(text) for text in ("", "a\nb\r\nc\r\n", "a\r")] == ["\n", "\r\n", "\r"]


def test_new_lines_get_it_and_others_keep_theirs() -> None:
    assert with_ends_of("a\nb\r\nc\r\n", "a\nx\ny\nc\n") == "a\nx\r\ny\r\nc\r\n"


def test_a_line_is_found_where_it_stood() -> None:
    before, after = "a\nb\nc\nd", "n\na\nB1\nB2\nc\nd"
    assert [line_before(before, after, line) for line in range(2, 7)] == [1, 2, 2, 3, 4]
