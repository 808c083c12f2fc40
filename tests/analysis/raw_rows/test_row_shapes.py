"""Shapes of calls, by qualified name."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.raw_rows.row_shapes import BUNDLES, READERS, function_shape, method_shape

FUNCTIONS = {
    "numpy.log1p": "row",
    "len": "state",
    "pandas.concat": "beside",
    "numpy.cumsum": "other",
    "mystery.f": "",
}


@pytest.mark.parametrize(("name", "shape"), FUNCTIONS.items())
def test_functions(name: str, shape: str) -> None:
    assert function_shape(name) == shape


def test_methods() -> None:
    assert [method_shape(n) for n in ("fillna", "dropna", "shift", "mystery")] == [
        "row",
        "selects axis",
        "other",
        "",
    ]


def test_readers_and_bundles_are_apart() -> None:
    assert not READERS & BUNDLES
