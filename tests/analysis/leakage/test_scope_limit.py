"""What comes after the last training and test is not followed, and nothing is lost by that."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.index import index
from mlscaffold.analysis.leakage.scope_limit import followed

FIT = "from sklearn.svm import SVC\nmodel = SVC().fit(X, y)"


def cells(*sources: str) -> list[int]:
    made = index([(number, ast.parse(source).body) for number, source in enumerate(sources, 1)])
    return [number for number, _ in followed(made)]


def test_nothing_is_followed_where_nothing_is_trained() -> None:
    assert cells("import pandas as pd", "df = pd.read_csv('a.csv')", "df[1:3]") == []


def test_what_comes_after_the_last_training_is_left() -> None:
    assert cells("a = 1", FIT, "df.describe()", "df.plot()") == [1, 2]


@pytest.mark.parametrize(
    "last",
    [
        "model.predict(X)",
        "accuracy_score(y, found)",
        "cross_val_score(model, X, y)",
        "loss.backward()",
        "train = X[:100]",
        "evaluation(X, y)",
        "[m.score(X, y) for m in models]",
        "models[0](X)",
        "def late():\n    return model.predict(X)",
    ],
)
def test_what_may_test_is_followed(last: str) -> None:
    assert cells(FIT, "df.plot()", last, "df.head()") == [1, 2, 3]


def test_a_method_of_the_notebook_may_test() -> None:
    assert cells("class Net:\n    def run(self):\n        pass", FIT, "df.head()", "net.run()") == [
        1,
        2,
        3,
        4,
    ]
