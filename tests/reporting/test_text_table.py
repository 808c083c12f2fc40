"""Listings are aligned."""

import pytest

from mlscaffold.reporting.text_table import text_table


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([("a", "long", "x"), ("bcd", "", "y")], "a    long  x\nbcd        y", id="columns"),
        pytest.param([("a", "", "x")], "a  x", id="an empty column"),
        pytest.param([("ab", "x"), ("a", "")], "ab  x\na", id="an empty end"),
        pytest.param([], "", id="no rows"),
    ],
)
def test_columns_are_aligned(rows: list[tuple[str, ...]], expected: str) -> None:
    assert text_table(rows) == expected
