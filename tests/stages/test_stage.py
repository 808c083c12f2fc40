"""Observed values, in words for a docstring."""

from __future__ import annotations

import pytest

from mlscaffold.stages.stage import Observation

WIDE = tuple((f"column_{number}", "float64") for number in range(20))
CASES = {
    "a table": (
        Observation("s", "df", "pandas.DataFrame", (3, 2), (("a", "int64"), ("b", "str"))),
        "columns a, b",
    ),
    "a wide table": (
        Observation("s", "df", "pandas.DataFrame", (3, 20), WIDE),
        "columns column_0, column_1, column_2, column_3 and 16 more",
    ),
    "a name with a line break": (Observation("s", "df", "x", (1, 1), (("a\n b", "str"),)), "columns a b"),
    "one name too long for a line": (
        Observation("s", "df", "x", (1, 1), (("a" * 60, "str"),)),
        f"columns {'a' * 60}",
    ),
    "a series": (Observation("s", "y", "pandas.Series", (7,)), ""),
    "a matrix": (Observation("s", "X", "numpy.ndarray", (7, 3)), "shape (n, 3)"),
    "a number": (Observation("s", "n", "float"), ""),
}


@pytest.mark.parametrize("case", CASES, ids=list(CASES))
def test_words(case: str) -> None:
    observed, words = CASES[case]
    assert observed.summary() == words
