"""Answers for new rows: which model a run stores, and which columns of a row it needs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from {{ cookiecutter.package }} import row_features
from {{ cookiecutter.package }}._runtime import artifacts
from {{ cookiecutter.package }}._runtime import predict as predicting
from {{ cookiecutter.package }}.config import Config
from {{ cookiecutter.package }}.pipeline import STAGES
from {{ cookiecutter.package }}.predict import Predictor, load, predict

COLUMNS = tuple(predicting.Column(name, "object", True, True, None, None) for name in row_features.INPUTS)
ROWS = pd.DataFrame({name: ["a", "b"] for name in row_features.INPUTS}, index=[5, 7])


class Model:
    """Stands for the model, which a run trains."""

    def predict(self, prepared: Any) -> Any:
        return np.arange(len(prepared))


@pytest.fixture
def predictor(monkeypatch: pytest.MonkeyPatch) -> Predictor:
    """The model with the columns of this project; rows need no preparation."""
    features: Any = Path()
    monkeypatch.setattr(Predictor, "prepare", lambda _, rows: rows)
    monkeypatch.setattr(row_features, "ANSWERS", {})
    return Predictor(Model(), features, COLUMNS, False)


def test_the_model_is_an_output_of_a_run() -> None:
    assert row_features.TRAINED in {name for stage in STAGES for name in stage.models}


def test_each_row_has_an_answer(predictor: Predictor) -> None:
    found = predict(predictor, ROWS)
    assert (found.index.tolist(), found["prediction"].tolist()) == ([5, 7], [0, 1])


def test_other_columns_and_their_order_do_not_matter(predictor: Predictor) -> None:
    assert predict(predictor, ROWS.iloc[:, ::-1].assign(other=1)).equals(predict(predictor, ROWS))


@pytest.mark.parametrize("name", row_features.INPUTS)
def test_a_row_without_a_column_is_refused(predictor: Predictor, name: Any) -> None:
    with pytest.raises(ValueError, match=re.escape(f"missing columns {name}; needed are ")):
        predict(predictor, ROWS.drop(columns=[name]))


def test_what_a_run_stores_is_loaded(predictor: Predictor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifacts, "outputs", tmp_path)
    monkeypatch.setattr(predicting, "build", lambda *_: predictor)
    monkeypatch.setattr(predicting, "plain", lambda _: {})
    predicting.store({row_features.TRAINED: predictor.model}, Config())
    assert predicting.names_of(load()) == [str(name) for name in row_features.INPUTS]
