from __future__ import annotations

import pytest

from mlscaffold.migrations.migrate_source import migrate
from tests.migrations.rows import KNOWN, found

HEAD = (
    "from sklearn.linear_model import LinearRegression, Ridge, SGDClassifier\n"
    "from sklearn.ensemble import AdaBoostClassifier\n"
    "from sklearn.model_selection import GridSearchCV\n"
    "from sklearn.tree import DecisionTreeRegressor\n"
)
CHANGED = {
    "a removed parameter, side by side with its model": (
        'm = {"model": LinearRegression(), "params": {"normalize": [True, False]}}',
        'm = {"model": LinearRegression(), "params": {}}',
    ),
    "the first of several": (
        'GridSearchCV(LinearRegression(), {"normalize": [True], "positive": [True]})',
        'GridSearchCV(LinearRegression(), {"positive": [True]})',
    ),
    "the last of several": (
        'GridSearchCV(LinearRegression(), {"positive": [True], "normalize": [True]})',
        'GridSearchCV(LinearRegression(), {"positive": [True]})',
    ),
    "a value with another name": (
        'GridSearchCV(DecisionTreeRegressor(), param_grid={"criterion": ["mse", "friedman_mse"]})',
        'GridSearchCV(DecisionTreeRegressor(), param_grid={"criterion": ["squared_error", "friedman_mse"]})',
    ),
    "a parameter with another name": (
        'GridSearchCV(AdaBoostClassifier(), {"base_estimator": [a, b]})',
        'GridSearchCV(AdaBoostClassifier(), {"estimator": [a, b]})',
    ),
}
KEPT = {
    "accepted parameters": 'GridSearchCV(LinearRegression(), {"positive": [True, False]})',
    "an unknown model": 'GridSearchCV(model, {"normalize": [True, False]})',
    "a parameter of a step": 'GridSearchCV(LinearRegression(), {"model__normalize": [True, False]})',
    "a dictionary without a model": 'm = {"model": "linear", "params": {"normalize": [True]}}',
    "several models": 'm = {"a": LinearRegression(), "b": Ridge(), "c": {"normalize": [True]}}',
}


@pytest.mark.parametrize(("source", "new"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(source: str, new: str) -> None:
    assert len(found(HEAD + source, KNOWN)) == 1
    result = migrate(HEAD + source, KNOWN, safe=True, unsafe=True)
    assert result.source == HEAD + new
    assert found(result.source, KNOWN) == []


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert found(HEAD + source, KNOWN) == []


def test_changes_that_do_not_fit_into_the_grid_are_manual() -> None:
    source = HEAD + 'GridSearchCV(Ridge(), {"normalize": [True]})'
    assert len(found(source, KNOWN)) == 1
    assert migrate(source, KNOWN, safe=True, unsafe=True).source == source
