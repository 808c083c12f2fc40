"""Observed values: small ones have a literal, large and unusual ones have none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlscaffold.verification.probe.observe_value import comparison, observed


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


def restored(node: Any) -> Any:
    if node == "frame":
        return pd.DataFrame({"a": [1], "b": ["x"]})
    if node == "array":
        return np.array([0.5])
    raise ValueError(node)


@pytest.mark.parametrize(
    ("value", "node", "expected"),
    [
        (pd.DataFrame({"a": [1], "b": ["x"]}), "frame", {"compare": "assert_frame_equal"}),
        (pd.DataFrame({"a": [2], "b": ["x"]}), "frame", {}),
        (pd.DataFrame({"a": [1]}), "sample", {}),
        (np.array([0.5]), "array", {"compare": "assert_allclose"}),
        (np.array(["x"]), "array", {}),
        ([0.5], "array", {}),
    ],
)
def test_a_value_that_its_description_holds_is_compared_by_pandas_or_numpy(
    value: Any, node: str, expected: dict[str, str]
) -> None:
    assert comparison(value, node, restored) == expected
