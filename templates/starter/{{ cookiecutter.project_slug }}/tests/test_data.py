"""Reading and splitting the data, and the contract: valid rows pass, others are refused with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.data import load, split
from {{ cookiecutter.package }}.schema import DATE, FEATURES, features_of


def test_the_shipped_data_meet_the_contract_and_are_sorted_by_time() -> None:
    parcels = load(Config().parcels_csv)
    assert len(parcels) > 200
    assert parcels[DATE].is_monotonic_increasing


def test_a_file_that_breaks_the_contract_is_refused(tmp_path: Path) -> None:
    text = Config().parcels_csv.read_text(encoding="utf-8").replace("swift", "pigeon")
    (tmp_path / "parcels.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="pigeon"):
        load(tmp_path / "parcels.csv")


def test_the_model_is_evaluated_on_later_parcels_only() -> None:
    train, test = split(load(Config().parcels_csv), 0.25)
    assert train[DATE].max() <= test[DATE].min()
    assert len(test) == 60


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_split_that_leaves_nothing_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="leaves nothing"):
        split(pd.DataFrame({"a": [1, 2]}), share)


def test_valid_rows_pass_unchanged(rows: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(features_of(rows), rows)


def test_columns_that_are_not_in_the_contract_are_left_out(rows: pd.DataFrame) -> None:
    assert list(features_of(rows.assign(colour="red"))) == list(FEATURES.columns)


@pytest.mark.parametrize(
    ("column", "value"),
    [("distance_km", -1.0), ("weight_kg", 0.0), ("carrier", "pigeon"), ("hour", 24), ("express", "yes"), ("hour", None)],
)
def test_a_value_that_breaks_the_contract_is_named(rows: pd.DataFrame, column: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"the data break the contract: {column}"):
        features_of(rows.assign(**{column: value}))


def test_a_missing_column_is_named(rows: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="hour"):
        features_of(rows.drop(columns="hour"))
