"""Values are stored if they are small and can be made again."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pandas as pd

from mlscaffold.verification.probe.stored_values import StoredValues, size
from tests.verification.probe.noted_project import noted

LIMITS = {"input": 8000, "bytes": 100_000}


def test_small_tables_are_stored(tmp_path: Path) -> None:
    with noted(tmp_path, "X = 1\n"):
        values = StoredValues(importlib.import_module("recorded_values"), LIMITS, "noted")
        (node,) = values.stored(pd.DataFrame({"a": [1, 2]}))
        assert node["kind"] == "pandas.DataFrame"
        assert values.stored(np.zeros(5000)) is None
        assert values.stored(object()) is None
        assert values.stored([1, 2], limit=3) is None


def test_results_are_described_if_that_says_anything(tmp_path: Path) -> None:
    with noted(tmp_path, "X = 1\n"):
        values = StoredValues(importlib.import_module("recorded_values"), LIMITS, "noted")
        assert values.described(np.zeros(5000))["kind"] == "array"
        assert values.described(np.zeros(500_000)) is None
        assert values.described(object()) is None
        assert values.described(len) is None


def test_the_size_of_a_value() -> None:
    assert size(np.zeros(10)) == 30
    assert size("abc") == 3
    assert size(3) == 0
