"""Small values are written as people write them; others are not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from mlscaffold.verification.probe.value_source import is_function, result_of, source_of


@dataclass
class Line:
    item: str
    count: int = 1


def known(value: Any) -> str | None:
    return {id(Line): "Line", id(len): "len"}.get(id(value))


@pytest.mark.parametrize(
    ("value", "source"),
    [
        (None, "None"),
        ("a\nb", "'a\\nb'"),
        (0.1, "0.1"),
        (math.inf, "float('inf')"),
        (np.int64(3), "3"),
        ([1, (2,), {"a": None}], "[1, (2,), {'a': None}]"),
        ({"b", "a"}, "{'a', 'b'}"),
        (set(), "set()"),
        (frozenset({1}), "frozenset({1})"),
        (len, "len"),
        (Line("nut"), "Line(item='nut', count=1)"),
    ],
)
def test_a_small_value_has_a_source(value: Any, source: str) -> None:
    assert source_of(value, known) == source


@pytest.mark.parametrize(
    "value",
    [object(), np.arange(3), "x" * 200, list(range(200)), [[[[[[1]]]]]], print, (n for n in "a")],
)
def test_other_values_have_none(value: Any) -> None:
    assert source_of(value, known) is None


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (True, {"source": "True"}),
        (1 / 3, {"source": "0.3333333333", "approx": True}),
        (np.float64(0.5), {"source": "0.5", "approx": True}),
        ([1, 0.1 + 0.2], {"source": "[1, 0.3]", "approx": True}),
        ({"a": 0.5}, {"source": "{'a': 0.5}", "approx": True}),
        (math.nan, {"nan": True}),
        ([("a", 0.5)], {"source": "[('a', 0.5)]"}),
        ([("a", 1 / 3)], None),
        ([math.nan], None),
        ({1 / 3}, None),
        (object(), None),
    ],
)
def test_a_result_is_compared_as_exactly_as_it_can_be(value: Any, result: Any) -> None:
    assert result_of(value, known) == result


def test_functions_in_python_are_functions() -> None:
    assert is_function(known)
    assert not is_function(len)
    assert not is_function(Line)
