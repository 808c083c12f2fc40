"""Observed values: small ones have a literal, large and unusual ones have none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlscaffold.verification.probe.observe_value import observed


@pytest.mark.parametrize(
    ("value", "literal", "approx"),
    [
        (3, "3", False),
        (True, "True", False),
        (0.1 + 0.2, "0.3", True),
        ("a", "'a'", False),
        (np.float64(0.5), "0.5", True),
        (np.int64(2), "2", False),
        ([1, 2], "[1, 2]", False),
        ((0.5, "a"), "(0.5, 'a')", True),
        ({"a": 1.0}, "{'a': 1.0}", True),
        (np.array([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]", False),
        (np.array([0.25]), "[0.25]", True),
    ],
)
def test_a_small_value_has_its_literal(value: Any, literal: str, approx: bool) -> None:
    found = observed("x", value)
    assert (found["literal"], found["approx"]) == (literal, approx)


@pytest.mark.parametrize(
    "value",
    [
        None,
        float("nan"),
        float("inf"),
        "a" * 100,
        "a\nb",
        [],
        list(range(50)),
        [None],
        [[0.5], [0.25]],
        np.arange(50),
        np.array([[0.5]]),
        np.array([np.nan]),
        np.array(["a"]),
        pd.Series([1]),
        object(),
        int,
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_large_or_unusual_value_has_none(value: Any) -> None:
    assert "literal" not in observed("x", value)


def test_a_frame_has_its_columns() -> None:
    found = observed("x", pd.DataFrame({"a": [1], "b": ["x"]}))
    assert [name for name, _ in found["columns"]] == ["a", "b"]


def test_a_frame_with_other_names_has_no_columns_to_list() -> None:
    assert observed("x", pd.DataFrame([[1]]))["columns"] == []
