"""What was seen of a value, in words for a docstring."""

from __future__ import annotations

import pytest

from mlscaffold.stages.observation import Observed

WIDE = tuple((f"column_{number}", "float64") for number in range(20))
CASES = {
    "a table": (
        Observed("s", "df", "pandas.DataFrame", (3, 2), (("a", "int64"), ("b", "str"))),
        "3 rows of a, b",
    ),
    "a wide table": (
        Observed("s", "df", "pandas.DataFrame", (3, 20), WIDE),
        "3 rows of column_0, column_1, column_2, column_3 and 16 more",
    ),
    "a name with a line break": (Observed("s", "df", "x", (1, 1), (("a\n b", "str"),)), "1 rows of a b"),
    "one name too long for a line": (
        Observed("s", "df", "x", (1, 1), (("a" * 60, "str"),)),
        f"1 rows of {'a' * 60}",
    ),
    "a series": (Observed("s", "y", "pandas.Series", (7,)), "7 values"),
    "a matrix": (Observed("s", "X", "numpy.ndarray", (7, 3)), "shape 7 x 3"),
    "a number": (Observed("s", "n", "float"), ""),
}


@pytest.mark.parametrize("case", CASES, ids=list(CASES))
def test_words(case: str) -> None:
    observed, words = CASES[case]
    assert observed.words() == words
