"""Raw rows: columns and values are checked against those of training, and each row is prepared by itself."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from {{ cookiecutter.package }} import row_features
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.learned import apply_bins, apply_dummies, fit_cut, fit_dummies
from {{ cookiecutter.package }}.pipeline import STAGES
from {{ cookiecutter.package }}.predict import missing
from {{ cookiecutter.package }}.raw_rows import Column, RowError, checked

COLUMNS = (
    Column("age", "int64", True, False, None, 30),
    Column("city", "object", True, True, ("Bonn", "Rome"), "Rome"),
    Column("bought", "bool", False, False, None, True),
)
MOST_ROWS = 1000  # enough for each way of preparation, and prepared in a second


def test_the_model_is_an_output_of_a_run() -> None:
    assert row_features.TRAINED in {name for stage in STAGES for name in stage.models}


def test_columns_have_the_types_of_training() -> None:
    rows = pd.DataFrame({"city": ["Rome", None], "age": [31.0, 4.0], "more": [1, 2]}, index=["a", "b"])
    table = checked(COLUMNS, rows)
    assert list(table.columns) == ["age", "city", "bought"]
    assert (str(table["age"].dtype), table["age"].tolist()) == ("int64", [31, 4])
    assert table["bought"].tolist() == [True, True]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"age": [1]}, "missing columns city; needed are age, city"),
        ({"age": [1, None], "city": ["Rome", "Rome"]}, "row 2: age is missing"),
        ({"age": ["1", "old"], "city": ["Rome", "Rome"]}, "row 2: age: 'old' is not of type int64"),
        ({"age": [1, 2.5], "city": ["Rome", "Rome"]}, "row 2: age: 2.5 is not of type int64"),
    ],
)
def test_an_unsuitable_row_is_named(rows: dict[str, list[object]], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        checked(COLUMNS, pd.DataFrame(rows))


def test_the_position_of_a_row_is_known() -> None:
    with pytest.raises(RowError) as caught:
        checked(COLUMNS, pd.DataFrame({"age": [1, None], "city": ["Rome", "Rome"]}))
    assert caught.value.row == 1


def test_categories_are_those_of_training() -> None:
    rows = pd.DataFrame({"city": ["Rome", "Bonn"]})
    known = fit_dummies(rows, drop_first=True)
    assert apply_dummies(known, rows.iloc[:1], drop_first=True).to_dict("list") == {"city_Rome": [True]}
    with pytest.raises(ValueError, match="city: 'Oslo' was not among the training rows; known are Bonn, Rome"):
        apply_dummies(known, pd.DataFrame({"city": ["Oslo"]}), drop_first=True)


def test_bins_are_those_of_training() -> None:
    ages = pd.Series([0, 50, 100], name="age")
    bins = fit_cut(ages, 2, labels=["young", "old"])
    assert apply_bins(bins, ages.iloc[2:]).tolist() == ["old"]
    with pytest.raises(ValueError, match="age: 200 is outside of the bins"):
        apply_bins(bins, pd.Series([200], name="age"))


def test_each_row_is_prepared_by_itself() -> None:
    config = Config()
    try:
        rows = row_features.training_data(config)
    except OSError as error:
        pytest.skip(f"the rows of training are not here: {error}")
    features = row_features.fit_features(rows, config)
    used = row_features.training_rows(features, rows).head(MOST_ROWS)
    together = row_features.apply(features, used)
    alone = row_features.apply(features, used.tail(1))
    assert len(used) == (together.shape[0] if hasattr(together, "shape") else len(together))
    assert bool(missing(alone)[0]) == bool(missing(together)[-1])
    assert str(_row(together)) == str(_row(alone))


def _row(prepared: object) -> object:
    """Return the last row."""
    last = prepared[-1:] if not hasattr(prepared, "iloc") else prepared.iloc[-1:]  # type: ignore[index]
    return last.toarray().tolist() if hasattr(last, "toarray") else pd.DataFrame(last).to_numpy().tolist()
