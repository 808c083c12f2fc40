from __future__ import annotations

import re

import pytest

from mlscaffold.reporting.markdown import cells, code, count, prose, ranges, shortened, table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("df.head()", "`df.head()`", id="plain code"),
        pytest.param("", "", id="nothing"),
        pytest.param("a = `b`", "`` a = `b` ``", id="a backtick at the end"),
        pytest.param("a ``b`` c", "```a ``b`` c```", id="two backticks inside"),
        pytest.param("a = 1\n\nb = 2", "`a = 1 b = 2`", id="several lines become one"),
    ],
)
def test_code_is_one_span(text: str, expected: str) -> None:
    assert code(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Who buys?", "Who buys?", id="plain words"),
        pytest.param("a *b* [c](d)", r"a \*b\* \[c\](d)", id="marks are no marks"),
        pytest.param("`a*b` is <b>", "`a*b` is &lt;b>", id="code stays, tags do not"),
        pytest.param("`` a`b ``: _x_", r"`` a`b ``: \_x\_", id="a span with a backtick inside"),
        pytest.param("train_test_split", "train_test_split", id="an underscore in a word is none"),
        pytest.param("a ` b", r"a \` b", id="a lone backtick"),
    ],
)
def test_prose_has_no_markup_except_code(text: str, expected: str) -> None:
    assert prose(text) == expected


@pytest.mark.parametrize("text", ["a | b", r"a \| b", "a\nb", "`x | y`", "|||"])
def test_an_entry_stays_one_column(text: str) -> None:
    lines = table(("A", "B"), [(text, "c")]).split("\n")
    assert [len(re.split(r"(?<!\\)\|", line)) for line in lines] == [4, 4, 4]


def test_a_long_text_is_shortened() -> None:
    assert shortened("abc " * 50, 11) == "abc abc ..."


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [((), ""), ((3,), "3"), ((1, 2, 3), "1-3"), ((7, 1, 2, 7, 9), "1-2, 7, 9")],
)
def test_consecutive_numbers_are_a_range(numbers: tuple[int, ...], expected: str) -> None:
    assert ranges(numbers) == expected


def test_words_agree_with_their_numbers() -> None:
    assert [count(1, "cell"), count(2, "cell"), cells([4, 4]), cells([4, 5])] == [
        "1 cell",
        "2 cells",
        "cell 4",
        "cells 4-5",
    ]
