"""The module row_features.py."""

from __future__ import annotations

import ast

from mlscaffold.analysis.dataflow import trace
from mlscaffold.analysis.raw_rows.predict_path import PredictPath, predict_path
from mlscaffold.analysis.raw_rows.row_values import Obstacle
from mlscaffold.analysis.statements import split
from mlscaffold.codegen.features_module import FeaturesModule, features_module
from mlscaffold.codegen.import_statements import imports_of
from mlscaffold.stages.definitions import Definitions

HEAD = """import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
df = pd.read_csv("people.csv", sep=";", nrows=100)
"""
MODEL = """X_train, X_test, y_train, y_test = train_test_split(df[["age"]], df["bought"], random_state=0)
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)
model = LogisticRegression().fit(X_train, y_train)
model.predict(X_test)
"""


def made(
    source: str, places: dict[str, str] | None = None, outputs: tuple[str, ...] = ()
) -> FeaturesModule | Obstacle:
    statements = trace(split(1, HEAD + source + MODEL, silent=True)).statements
    path = predict_path(statements, {}, {}, outputs)
    assert isinstance(path, PredictPath), path
    imports = imports_of(statements, (), "people")
    return features_module(path, "People", "model", imports, places or {}, Definitions(), ["age"])


def source_of(source: str, places: dict[str, str] | None = None, outputs: tuple[str, ...] = ()) -> str:
    found = made(source, places, outputs)
    assert isinstance(found, FeaturesModule), found
    ast.parse(found.source)
    return found.source


def test_rows_are_prepared_by_what_was_learned() -> None:
    text = source_of('df["age"] = df["age"].fillna(df["age"].mean())\n')
    assert "return Features(age_mean=age_mean, scaler=scaler)" in text
    assert "return features.scaler.transform(X_test)" in text
    assert "INPUTS: tuple[Any, ...] = ('age',)" in text
    assert "scaler.fit(X_train)\n" in text
    assert "def fit_features(rows: pd.DataFrame) -> Features:" in text
    assert "return features, rows" in text
    assert "def training_rows" not in text
    assert "ANSWERS: dict[str, Any] = {}" in text


def test_rows_are_read_as_in_the_notebook() -> None:
    text = source_of("")
    assert "return pd.read_csv(file, sep=';', **options)" in text
    assert "return read_rows('people.csv', config, **{**dict(nrows=100), **options})" in text


def test_rows_of_training_are_those_that_are_left() -> None:
    text = source_of('df = df[df["age"] > 18]\n')
    assert "return rows.loc[df.index]" in text
    assert "return features, training_rows(features, rows)" in text


def test_functions_are_imported_from_their_module() -> None:
    text = source_of(
        'def half(a):\n    return a / 2\ndf["age"] = df["age"].apply(half)\n', {"half": "helpers"}
    )
    assert "from .helpers import half" in text


def test_parameters_have_free_names() -> None:
    text = source_of('features = ["age"]\ndf = df[features + ["bought"]]\n')
    assert "def apply(fitted: Features, rows: pd.DataFrame) -> Any:" in text


def test_a_name_with_two_meanings_is_an_obstacle() -> None:
    found = made('copy = df["age"].mean()\ndf["age"] = df["age"] - copy\ncopy = df.copy()\ndf = copy\n')
    assert isinstance(found, Obstacle)


def test_what_is_inside_of_a_stage_is_an_obstacle() -> None:
    found = made('def half(a):\n    return a / 2\ndf["age"] = df["age"].apply(half)\n')
    assert isinstance(found, Obstacle)
    assert "half" in found.what


def test_what_a_run_stores_comes_from_it() -> None:
    text = source_of("", outputs=("scaler",))
    assert "features = Features(scaler=results['scaler'])" in text
    assert "fit_features" not in text
    both = source_of('df["age"] = df["age"].fillna(df["age"].mean())\n', outputs=("scaler",))
    assert "def fit_features(rows: pd.DataFrame, results: Mapping[str, Any]) -> Features:" in both
    assert "return Features(age_mean=age_mean, scaler=results['scaler'])" in both
    assert "StandardScaler" not in both.partition("class Features")[0]


def test_what_is_fitted_again_later_does_not_come_from_a_run() -> None:
    text = source_of("", outputs=("scaler", "model"))
    assert "results['scaler']" in text
    again = made("scaler = 1\n", None, ("scaler",))
    assert isinstance(again, FeaturesModule)


def test_the_answers_are_decoded_as_in_the_notebook() -> None:
    source = HEAD + MODEL + "p = model.predict_proba(X_test)[:, 1]\nlate = (p > 0.3).astype(int)\n"
    statements = trace(split(1, source, silent=True)).statements
    path = predict_path(statements, {}, {})
    assert isinstance(path, PredictPath)
    found = features_module(path, "People", "model", imports_of(statements, (), "people"), {}, Definitions())
    assert isinstance(found, FeaturesModule)
    assert 'ANSWERS: dict[str, Any] = {"late": ("predict_proba", decode)}' in found.source
    assert "return (p > 0.3).astype(int)" in found.source
