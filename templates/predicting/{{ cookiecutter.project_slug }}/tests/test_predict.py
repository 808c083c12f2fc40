"""Predictions: columns are selected by name, and unsuitable models or rows are refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from {{ cookiecutter.package }}.pipeline import STAGES
from {{ cookiecutter.package }}.predict import MODEL, predict, read


class Difference:
    """A model that was fitted on two columns."""

    feature_names_in_ = ("more", "less")

    def predict(self, rows: pd.DataFrame) -> list[int]:
        return (rows.iloc[:, 0] - rows.iloc[:, 1]).tolist()


class Array:
    """A model that was fitted on an array."""

    def predict(self, rows: pd.DataFrame) -> list[int]:
        return [0] * len(rows)


def test_the_model_is_an_output_of_a_run() -> None:
    assert MODEL in {name for stage in STAGES for name in stage.models}


def test_columns_are_selected_by_name(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("other,less,more\nx,1,3\ny,2,7\n")
    assert predict(Difference(), read(tmp_path / "rows.csv")).to_dict("list") == {"prediction": [2, 5]}


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (Difference(), "missing columns less; the model needs more, less"),
        (Array(), "Array, was fitted on an array"),
        (object(), "object, has no method predict"),
    ],
)
def test_unsuitable_input_is_refused(model: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        predict(model, pd.DataFrame({"more": [1]}))
