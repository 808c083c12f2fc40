"""Comparisons with NaN become tests for missing values where types are known."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply, kinds

NAME = "nan-comparison"
KNOWN: dict[str, Any] = {
    "types": (
        ("df", "pandas.DataFrame"),
        ("s", "pandas.Series"),
        ("a", "numpy.ndarray"),
        ("x", "float"),
    )
}
CHANGED: dict[str, tuple[str, str]] = {
    "a column": ('m = df["a"] == np.nan\n', 'm = df["a"].isna()\n'),
    "a column as an attribute": ("m = df.a == np.nan\n", "m = df.a.isna()\n"),
    "a series": ("m = s != np.nan\n", "m = s.notna()\n"),
    "NaN first": ("m = numpy.nan == s\n", "m = s.isna()\n"),
    "an array": ("m = a == np.nan\n", "m = np.isnan(a)\n"),
    "an array, negated": ("m = a != np.nan\n", "m = ~np.isnan(a)\n"),
    "a number": ("if x == np.nan:\n    pass\n", "if np.isnan(x):\n    pass\n"),
    "a number, negated": ("if x != np.NaN:\n    pass\n", "if not np.isnan(x):\n    pass\n"),
    "in parentheses": ('m = df[(df["a"] == np.nan) & b]\n', 'm = df[(df["a"].isna()) & b]\n'),
}
KEPT: dict[str, str] = {
    "unknown objects": "m = z == np.nan\n",
    "another constant": "m = s == np.pi\n",
    "an identity": "m = x is np.nan\n",
    "an order": "m = x < np.nan\n",
    "two of them": "m = np.nan == np.nan\n",
    "a chain": "m = 1 == x == np.nan\n",
    "a row by number": "m = df[0] == np.nan\n",
    "labels": "m = df.columns == np.nan\n",
    "an assignment": "x = np.nan\n",
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source


def test_unknown_types_need_a_review() -> None:
    assert kinds(NAME, "m = z == np.nan", **KNOWN) == ["review"]
