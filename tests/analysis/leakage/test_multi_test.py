"""Test rows used to score several models."""

import pytest

from tests.analysis.leakage.following import kinds_of, leaks_of

HEAD = """\
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import KFold, cross_val_score, train_test_split
from sklearn.svm import SVC
df = pd.read_csv("a.csv")
X, y = df.drop(columns=["t"]), df["t"]
X_train, X_test, y_train, y_test = train_test_split(X, y)
"""
TWO = "a = LogisticRegression().fit(X_train, y_train)\nb = SVC().fit(X_train, y_train)\n"

LEAKS = {
    "two scores": TWO + "print(a.score(X_test, y_test))\nprint(b.score(X_test, y_test))\n",
    "two metrics": TWO + "print(accuracy_score(y_test, a.predict(X_test)))\nprint(f1_score(y_test, b.predict(X_test)))\n",
    "a list of models": "for m in [LogisticRegression(), SVC()]:\n    m.fit(X_train, y_train)\n    print(m.score(X_test, y_test))\n",
    "numbers of a model tried": "for n in range(9):\n    m = SVC(C=n).fit(X_train, y_train)\n    print(m.score(X_test, y_test))\n",
    "a model fitted again": "m = SVC().fit(X_train, y_train)\nprint(m.score(X_test, y_test))\nm.set_params(C=3)\nm.fit(X_train, y_train)\n"
    "print(m.score(X_test, y_test))\n",
    "another setting": "a = SVC(C=2).fit(X_train, y_train)\nprint(a.score(X_test, y_test))\n"
    "a = SVC(C=3).fit(X_train, y_train)\nprint(a.score(X_test, y_test))\n",
    "in a function": "def report(m):\n    m.fit(X_train, y_train)\n    return accuracy_score(y_test, m.predict(X_test))\n"
    "report(SVC())\nreport(LogisticRegression())\n",
}  # fmt: skip

KEPT = {
    "one model": "print(SVC().fit(X_train, y_train).score(X_test, y_test))\n",
    "the same model again": "a = SVC(C=2).fit(X_train, y_train)\nprint(a.score(X_test, y_test))\n"
    "a = SVC(C=2).fit(X_train, y_train)\nprint(a.score(X_test, y_test))\n",
    "several metrics of one model": "p = SVC().fit(X_train, y_train).predict(X_test)\nprint(accuracy_score(y_test, p), f1_score(y_test, p))\n",
    "chosen by cross-validation": TWO + "print(cross_val_score(a, X_train, y_train), cross_val_score(b, X_train, y_train))\n"
    "print(b.score(X_test, y_test))\n",
    "chosen on part of the training rows": "X_train, X_val, y_train, y_val = train_test_split(X_train, y_train)\n" + TWO
    + "print(a.score(X_val, y_val), b.score(X_val, y_val))\n",
    "chosen on sliced validation rows": "X_train, X_val, X_test = X[:600], X[600:800], X[800:]\ny_train, y_val = y[:600], y[600:800]\n" + TWO
    + "print(a.score(X_val, y_val), b.score(X_val, y_val))\n",
    "folds": "X = X.values\nfor train, test in KFold(5).split(X):\n    m = SVC().fit(X[train], y[train])\n    print(m.score(X[test], y[test]))\n",
    "predictions without a score": TWO + "print(a.predict(X_test), b.predict(X_test))\n",
    "scores of the training rows": TWO + "print(a.score(X_train, y_train), b.score(X_train, y_train), b.score(X_test, y_test))\n",
}  # fmt: skip


@pytest.mark.parametrize("source", [pytest.param(code, id=name) for name, code in LEAKS.items()])
def test_test_rows_of_several_models_are_found(source: str) -> None:
    assert kinds_of(HEAD + source) == {"multi-test"}


@pytest.mark.parametrize("source", [pytest.param(code, id=name) for name, code in KEPT.items()])
def test_test_rows_of_one_model_are_not_reported(source: str) -> None:
    assert kinds_of(HEAD + source) == set()


def test_the_message_names_the_second_test_the_first_and_their_number() -> None:
    (leak,) = leaks_of(HEAD + "# %%\n" + LEAKS["two scores"])
    assert (leak.node.lineno, leak.because.node.lineno, leak.detail) == (4, 3, "2")
