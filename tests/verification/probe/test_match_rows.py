"""Rows that a model was inputs are found among rows that were prepared again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlscaffold.verification.probe.match_rows import Mismatch, equal_answers, matrix, positions

ROWS = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [4.0, 5.0, np.nan]}, index=[10, 20, 30])


def test_rows_are_found_by_their_labels() -> None:
    assert positions(ROWS.loc[[30, 10]], matrix(ROWS), ROWS.index, "asked") == ([2, 0], "index labels")


def test_rows_are_found_by_their_values() -> None:
    assert positions(ROWS.to_numpy()[[2, 0]], matrix(ROWS), ROWS.index, "asked") == ([2, 0], "feature values")


WRONG = {"another value": ROWS + 1, "a column less": ROWS[["a"]]}


@pytest.mark.parametrize("inputs", WRONG.values(), ids=WRONG)
def test_rows_that_are_not_among_them_are_a_mismatch(inputs: pd.DataFrame) -> None:
    with pytest.raises(Mismatch):
        positions(inputs, matrix(ROWS), ROWS.index, "asked")


def test_resampled_rows_may_be_missing() -> None:
    inputs = np.vstack([ROWS.to_numpy(), [[9.0, 9.0]]])
    assert positions(inputs, matrix(ROWS), ROWS.index, "fitted on", 0.3)[0] == [0, 1, 2]


ANSWERS = {
    "labels": (["a", "b"], ["a", "b"], True),
    "other labels": (["a", "b"], ["a", "c"], False),
    "numbers": ([1.0, 2.0], [1.0, 2.0 + 1e-12], True),
    "other numbers": ([1.0, 2.0], [1.0, 2.1], False),
    "fewer": ([1], [1, 2], False),
}


@pytest.mark.parametrize(("found", "wanted", "equal"), ANSWERS.values(), ids=ANSWERS)
def test_answers(found: list[object], wanted: list[object], equal: bool) -> None:
    assert equal_answers(found, wanted) is equal
