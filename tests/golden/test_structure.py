"""Plain structures keep every difference between two values, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.golden.structure import Opaque, difference, is_data, plain


class Own:
    def __init__(self, value: object) -> None:
        self.value = value


def _function() -> None: ...


def _cycle() -> list[Any]:
    items: list[Any] = [1]
    items.append(items)
    return items


SAME: dict[str, tuple[Any, Any]] = {
    "numbers of two libraries": (np.float64(1.5), 1.5),
    "missing numbers": (float("nan"), np.nan),
    "numbers that differ by rounding": (0.1 + 0.2, 0.3),
    "arrays": (np.array([1.0, np.nan]), np.array([1.0, np.nan])),
    "frames": (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1]})),
    "objects of the notebook's classes": (Own([1]), Own([1])),
    "frames that hold such objects": (pd.DataFrame({"a": [Own(1)]}), pd.DataFrame({"a": [Own(1)]})),
    "functions, which no two processes share": ({"f": _function}, {"f": len}),
    "generators": ((n for n in "ab"), (n for n in "cd")),
    "a path in another folder": ("data/people.csv", Path("/project/data/people.csv")),
    "containers that hold themselves": (_cycle(), _cycle()),
    "states of random generators": (np.random.default_rng(1), np.random.default_rng(1)),
}

OTHER: dict[str, tuple[Any, Any]] = {
    "numbers": (1, 2),
    "truth and number": (True, 1),
    "text": ("a\nb", "a\n    b"),
    "text and number": ("1", 1),
    "list and tuple": ([1], (1,)),
    "order of keys": ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    "length": ([1], [1, 2]),
    "an item far inside": ({"a": [{"b": 1.0}]}, {"a": [{"b": 1.1}]}),
    "sets": ({1, 2}, {1, 3}),
    "an array's numbers": (np.array([1.0, 2.0]), np.array([1.0, 2.1])),
    "an array's kind": (np.array([1, 2]), np.array([1.0, 2.0])),
    "a frame's index": (pd.DataFrame({"a": [1]}, index=[0]), pd.DataFrame({"a": [1]}, index=[1])),
    "a frame's columns": (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})),
    "frame and array": (pd.DataFrame({"a": [1]}), np.array([[1]])),
    "objects' fields": (Own(1), Own(2)),
    "objects in a frame": (pd.DataFrame({"a": [Own(1)]}), pd.DataFrame({"a": [Own(2)]})),
    "paths": ("data/people.csv", Path("data/cities.csv")),
    "random generators further on": (np.random.default_rng(1), np.random.default_rng(2)),
}


@pytest.mark.parametrize(("expected", "actual"), SAME.values(), ids=SAME)
def test_equal_values_show_no_difference(expected: Any, actual: Any) -> None:
    assert difference(plain(expected, __name__), plain(actual, __name__)) is None


@pytest.mark.parametrize(("expected", "actual"), OTHER.values(), ids=OTHER)
def test_other_values_show_where_they_differ(expected: Any, actual: Any) -> None:
    assert difference(plain(expected, __name__), plain(actual, __name__))


def test_a_difference_has_its_path() -> None:
    found = difference(plain({"a": [1, 2]}, ""), plain({"a": [1, 3]}, ""))

    assert found == "['a'][1]: 2 became 3"


def test_values_that_cannot_be_compared_are_opaque() -> None:
    assert plain(object(), "") == Opaque("object")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("x", 1, True),
        ("_x", 1, False),
        ("np", np, False),
        ("Own", Own, False),
        ("f", _function, False),
        ("sin", np.sin, False),
    ],
)
def test_data_is_distinguished_from_code(
    name: str, value: Callable[..., Any] | object, expected: bool
) -> None:
    assert is_data(name, value) is expected
