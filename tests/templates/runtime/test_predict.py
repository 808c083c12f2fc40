"""Raw rows: columns and values are checked against those of training; errors name row, column and what is known."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rendered_project import row_features
from rendered_project._runtime import artifacts, predict
from rendered_project._runtime.predict import Column, RowError, checked, column_of, read
from rendered_project.config import Config
from rendered_project.pipeline import STAGES

COLUMNS = (
    Column("age", "int64", True, False, None, 30),
    Column("city", "object", True, True, ("Bonn", "Rome"), "Rome"),
    Column("bought", "bool", False, False, None, True),
)
ROWS = pd.DataFrame({"city": ["Rome", "Bonn", "Rome"], "age": [31, 4, 59]}, index=["a", "b", "c"])


class Model:
    """Answers whether someone is older than 30."""

    classes_ = np.array(["young", "old"])

    def predict(self, prepared: Any) -> Any:
        return self.classes_[(prepared[:, 0] > 30).astype(int)]

    def predict_proba(self, prepared: Any) -> Any:
        return np.column_stack([1 - prepared[:, 0] / 100, prepared[:, 0] / 100])


class Two:
    """Gives two answers for a row."""

    def predict(self, prepared: Any) -> Any:
        return prepared[:, :2]


def prepared(features: Any, rows: pd.DataFrame) -> Any:
    """Replaces the project's own preparation."""
    if rows["age"].isna().any():
        raise ValueError("no age")
    codes = rows["city"].map(features.codes).fillna(np.nan)
    return np.column_stack([rows["age"].to_numpy(float), codes.to_numpy(float)])


@pytest.fixture
def predictor(monkeypatch: pytest.MonkeyPatch) -> predict.Predictor:
    """What answers for rows of an age and a city."""
    monkeypatch.setattr(row_features, "apply", prepared)
    features: Any = SimpleNamespace(
        codes={"Bonn": 1.0, "Rome": np.float64(2)}, mean=pd.Series([1.5], index=["age"])
    )
    return predict.Predictor(Model(), features, COLUMNS, True)


def test_the_model_is_an_output_of_a_run() -> None:
    assert row_features.TRAINED in {name for stage in STAGES for name in stage.models}


def test_each_row_has_an_answer_and_probabilities(predictor: predict.Predictor) -> None:
    found = predict.predict(predictor, ROWS)
    assert list(found.columns) == ["prediction", "probability_young", "probability_old"]
    assert found.index.tolist() == ["a", "b", "c"]
    assert found["prediction"].tolist() == ["old", "young", "old"]
    assert found["probability_old"].tolist() == [0.31, 0.04, 0.59]
    assert predict.predict(predictor, ROWS.iloc[:0])["prediction"].tolist() == []


def test_several_answers_have_numbers(predictor: predict.Predictor) -> None:
    found = predict.predict(predict.Predictor(Two(), predictor.features, COLUMNS, True), ROWS)
    assert found.to_dict("list") == {"prediction_0": [31, 4, 59], "prediction_1": [2, 1, 2]}


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("city", "Oslo", "row 2: city: 'Oslo' was not among the training rows; known are Bonn, Rome"),
        ("city", None, "row 2: a feature is missing, as in no row of training (city is missing)"),
        ("age", None, "row 2: age is missing; such rows were left out in training, or there were none"),
    ],
)
def test_a_row_without_an_answer_is_named(
    predictor: predict.Predictor, column: str, value: Any, message: str
) -> None:
    rows = ROWS.astype(object)
    rows.loc["b", column] = value
    with pytest.raises(RowError, match=re.escape(message)) as caught:
        predict.predict(predictor, rows)
    assert caught.value.row == 1


def test_a_missing_feature_is_an_answer_where_training_had_some(predictor: predict.Predictor) -> None:
    lenient = predict.Predictor(predictor.model, predictor.features, COLUMNS, False)
    assert predict.predict(lenient, ROWS.assign(city="Oslo"))["prediction"].tolist() == [
        "old",
        "young",
        "old",
    ]


def test_the_columns_that_matter_are_known(predictor: predict.Predictor) -> None:
    assert predict.names_of(predictor) == ["age", "city"]
    with pytest.raises(ValueError, match="missing columns city; needed are age, city"):
        predict.predict(predictor, ROWS[["age"]])


def test_what_was_learned_is_plain_text(predictor: predict.Predictor) -> None:
    found = json.loads(json.dumps(predict.plain(predictor)))
    assert found["features"] == {"codes": {"Bonn": 1, "Rome": 2}, "mean": {"age": 1.5}}
    assert found["model"] == "Model"
    assert found["libraries"].keys() >= {"numpy", "pandas"}
    assert found["columns"] == [
        {"name": "age", "dtype": "int64", "nullable": False},
        {"name": "city", "dtype": "object", "nullable": True},
    ]


def test_what_is_stored_can_be_loaded(
    predictor: predict.Predictor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Any] = []
    monkeypatch.setattr(predict, "build", lambda *values: built.append(values) or predictor)
    monkeypatch.setattr(artifacts, "outputs", tmp_path)
    predict.store({}, Config())
    assert built == []
    results = {row_features.TRAINED: "model"}
    predict.store(results, Config())
    assert built == [("model", Config(), results)]
    assert predict.names_of(predict.load()) == ["age", "city"]
    assert json.loads((tmp_path / "models" / f"{predict.MODEL}.state.json").read_text())["model"] == "Model"
    artifacts.save_model("other", ROWS)
    with pytest.raises(ValueError, match="holds a DataFrame"):
        predict.load(tmp_path / "models" / "other.pkl")


def test_missing_features_are_found_in_any_table() -> None:
    table = np.array([[1.0, np.nan], [1.0, 2.0]])
    assert predict.missing(table).tolist() == [True, False]
    assert predict.missing(pd.DataFrame(table)).tolist() == [True, False]
    assert predict.missing(pd.Series([1.0, np.nan])).tolist() == [False, True]


def test_columns_have_the_types_of_training() -> None:
    rows = pd.DataFrame({"city": ["Rome", None], "age": [31.0, 4.0], "more": [1, 2]}, index=["a", "b"])
    table = checked(COLUMNS, rows)
    assert list(table.columns) == ["age", "city", "bought"]
    assert (str(table["age"].dtype), table["age"].tolist()) == ("int64", [31, 4])
    assert table["bought"].tolist() == [True, True]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"age": [1, None], "city": ["Rome", "Rome"]}, "row 2: age is missing"),
        ({"age": ["1", "old"], "city": ["Rome", "Rome"]}, "row 2: age: 'old' is not of type int64"),
        ({"age": [1, 2.5], "city": ["Rome", "Rome"]}, "row 2: age: 2.5 is not of type int64"),
    ],
)
def test_an_unsuitable_value_is_named(rows: dict[str, list[object]], message: str) -> None:
    with pytest.raises(RowError, match=re.escape(message)):
        checked(COLUMNS, pd.DataFrame(rows))


def test_a_column_is_described_by_its_values() -> None:
    found = column_of("city", pd.Series(["Rome", None, "Bonn"], dtype=object), True)
    assert found == Column("city", "object", True, True, ("Bonn", "Rome"), "Rome")


def test_files_are_read_in_parts(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"age": 1}\n{"age": 2}\n{"age": 3}\n')
    assert [len(part) for part in read(tmp_path / "rows.jsonl", COLUMNS, 2)] == [2, 1]


def test_columns_beside_the_answers_stay_as_they_are(tmp_path: Path) -> None:
    columns = (*COLUMNS, Column("id", "int64", False, False, None, 1))
    file = tmp_path / "rows.csv"
    file.write_text("age,city,id\n31,Rome,007\n4,Bonn,1.10\n")
    [rows] = read(file, columns)
    assert rows["id"].tolist() == ["007", "1.10"]
    assert rows["age"].tolist() == [31, 4]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # pandas closes the file later
def test_a_number_that_is_too_large_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(f"age,city\n31,Rome\n{'9' * 23},Bonn\n")
    with pytest.raises(RowError, match=r"row 2: age: .* is not of type int64"):
        list(read(file, COLUMNS))
