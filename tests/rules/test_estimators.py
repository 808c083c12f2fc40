from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis import index as indexing
from mlscaffold.rules.estimators import fits, is_classifier, is_predictor, is_regressor, is_transformer, place


def indexed(*cells: str) -> indexing.ModuleIndex:
    return indexing.index((number, ast.parse(source).body) for number, source in enumerate(cells, start=1))


@pytest.mark.parametrize(
    "kind",
    [
        "sklearn.linear_model.LogisticRegression",
        "sklearn.svm.SVC",
        "sklearn.ensemble.RandomForestClassifier",
        "xgboost.XGBClassifier",
        "sklearn.naive_bayes.GaussianNB",
    ],
)
def test_a_classifier_is_a_predictor_and_nothing_else(kind: str) -> None:
    assert (is_classifier(kind), is_regressor(kind), is_predictor(kind), is_transformer(kind)) == (
        True,
        False,
        True,
        False,
    )


@pytest.mark.parametrize(
    "kind", ["sklearn.linear_model.LinearRegression", "lightgbm.LGBMRegressor", "sklearn.svm.SVR"]
)
def test_a_regressor_is_no_classifier(kind: str) -> None:
    assert (is_classifier(kind), is_regressor(kind), is_predictor(kind)) == (False, True, True)


@pytest.mark.parametrize(
    "kind",
    [
        "sklearn.preprocessing.StandardScaler",
        "sklearn.impute.SimpleImputer",
        "sklearn.decomposition.PCA",
        "sklearn.feature_extraction.text.TfidfVectorizer",
        "sklearn.compose.ColumnTransformer",
    ],
)
def test_a_transformer_predicts_nothing(kind: str) -> None:
    assert (is_transformer(kind), is_predictor(kind)) == (True, False)


@pytest.mark.parametrize(
    "kind",
    [
        "sklearn.preprocessing.LabelEncoder",
        "sklearn.cluster.KMeans",
        "pandas.DataFrame",
        "mine.MyClassifier",
        "",
    ],
)
def test_neither_of_them(kind: str) -> None:
    assert (is_transformer(kind), is_predictor(kind)) == (False, False)


def test_finds_fits_of_estimators() -> None:
    index = indexed(
        "from sklearn.svm import SVC\nfrom sklearn.preprocessing import StandardScaler\ns = StandardScaler()",
        "A = s.fit_transform(X)\nm = SVC().fit(A, y=b)",
        "m.fit(X=U, y=v)\nother.fit(X, y)\nfit(X, y)\nSVC().fit(U, v)",
    )
    found = sorted(fits(index), key=lambda fit: place(fit.call))
    described = [
        (place(fit.call), fit.kind.rpartition(".")[2], fit.name, *map(written, (fit.data, fit.target)))
        for fit in found
    ]
    assert described == [
        ((2, 1), "StandardScaler", "s", "X", ""),
        ((2, 2), "SVC", "m", "A", "b"),
        ((3, 1), "SVC", "m", "U", "v"),
        ((3, 4), "SVC", "", "U", "v"),
    ]


def written(node: ast.expr | None) -> str:
    return ast.unparse(node) if node else ""
