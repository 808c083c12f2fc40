"""Models tested on rows they were trained on."""

import pytest

from tests.analysis.leakage.following import kinds_of, leaks_of

HEAD = """\
import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.under_sampling import NearMiss
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split, cross_val_score
from sklearn.utils import resample
df = pd.read_csv("a.csv")
X, y = df.drop(columns=["t"]), df["t"]
"""
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y)\n"
FIT = "model = LogisticRegression().fit(X_train, y_train)\n"
SCORE = "print(model.score(X_test, y_test))\n"

LEAKS = {
    "synthetic rows before the split": "X, y = SMOTE().fit_resample(X, y)\n" + SPLIT + FIT + SCORE,
    "repeated rows before the split": "X, y = RandomOverSampler().fit_resample(X, y)\n" + SPLIT + FIT + SCORE,
    "repeated rows of one class": "few = resample(df[df.t == 1], n_samples=900)\ndf = pd.concat([few, df[df.t == 0]])\n"
    "X, y = df[['a']], df['t']\n" + SPLIT + FIT + SCORE,
    "sampled with replacement": "df = df.sample(n=900, replace=True)\nX, y = df[['a']], df['t']\n" + SPLIT + FIT + SCORE,
    "the same rows twice": "df = pd.concat([df, df])\nX, y = df[['a']], df['t']\n" + SPLIT + FIT + SCORE,
    "rows repeated by numpy": "X = np.repeat(X.values, 3)\n" + SPLIT + FIT + SCORE,
    "repeated rows in folds": "X, y = SMOTE().fit_resample(X, y)\nprint(cross_val_score(LogisticRegression(), X, y))\n",
    "trained on repeated rows, tested on a sample of them": SPLIT + "X_more, y_more = SMOTE().fit_resample(X, y)\n"
    "model = LogisticRegression().fit(X_more, y_more)\n" + SCORE,
    "scored on all its training rows": "model = LogisticRegression().fit(X, y)\nprint(model.score(X, y))\n",
    "a metric of all its training rows": "model = LogisticRegression().fit(X, y)\nprint(accuracy_score(y, model.predict(X)))\n",
    "a slice of the training slice": "model = LogisticRegression().fit(X.iloc[:800], y.iloc[:800])\n"
    "print(model.score(X.iloc[:200], y.iloc[:200]))\n",
    "slices that share rows": "model = LogisticRegression().fit(X[:800], y[:800])\nprint(model.score(X[700:], y[700:]))\n",
    "trained on all, tested on a part": SPLIT + "model = LogisticRegression().fit(X, y)\n" + SCORE,
}  # fmt: skip

KEPT = {
    "an ordinary split": SPLIT + FIT + SCORE,
    "synthetic rows of the training part": SPLIT + "X_train, y_train = SMOTE().fit_resample(X_train, y_train)\n" + FIT + SCORE,
    "fewer rows before the split": "X, y = RandomUnderSampler().fit_resample(X, y)\n" + SPLIT + FIT + SCORE,
    "fewer rows of one class": "many = resample(df[df.t == 0], replace=False, n_samples=90)\ndf = pd.concat([many, df[df.t == 1]])\n"
    "X, y = df[['a']], df['t']\n" + SPLIT + FIT + SCORE,
    "scored on both parts": SPLIT + FIT + "print(model.score(X_train, y_train))\n" + SCORE,
    "predictions for a figure": "model = LogisticRegression().fit(X, y)\nprint(model.predict(X)[:3])\n",
    "predictions for a new row": "model = LogisticRegression().fit(X, y)\nprint(model.predict([[1.0, 2.0]]))\n",
    "refitted on all rows for production": SPLIT + FIT + SCORE + "model.fit(X, y)\n",
    "slices side by side": "model = LogisticRegression().fit(X.iloc[:800], y.iloc[:800])\n"
    "print(model.score(X.iloc[800:900], y.iloc[800:900]))\n",
    "a likelihood": "from hmmlearn.hmm import GaussianHMM\nfor k in (2, 3):\n    print(GaussianHMM(k).fit(X).score(X))\n",
    "a partial dependence": "from sklearn.inspection import PartialDependenceDisplay\nmodel = LogisticRegression().fit(X, y)\n"
    "shown = PartialDependenceDisplay.from_estimator(model, X, ['a'])\n",
    "a table of another module, centred by hand": "from shop import orders\nX, y = orders[['a', 'b']], orders['t']\n" + SPLIT
    + "centre = X_train.mean()\nmodel = LogisticRegression().fit(X_train - centre, y_train)\n"
    "print(model.score(X_test - centre, y_test))\n",
    "a table of a magic, centred by hand": "X, y = stored[['a', 'b']], stored['t']\n" + SPLIT
    + "centre = X_train.mean()\nmodel = LogisticRegression().fit(X_train - centre, y_train)\n"
    "print(model.score(X_test - centre, y_test))\n",
    "clusters": "from sklearn.cluster import KMeans\nk = KMeans(3).fit(X)\nprint(k.score(X))\n",
    "all rows in another order": "df = df.sample(frac=1)\nX, y = df[['a']], df['t']\n" + SPLIT + FIT + SCORE,
    "the parts concatenated again": SPLIT + FIT + SCORE + "both = pd.concat([X_train, X_test])\n",
    "separate tables concatenated": "df = pd.concat([df, pd.read_csv('b.csv')])\nX, y = df[['a']], df['t']\n" + SPLIT + FIT + SCORE,
    "slices of a table": "train, test = df[:800], df[800:]\nmodel = LogisticRegression().fit(train[['a']], train['t'])\n"
    "print(model.score(test[['a']], test['t']))\n",
    "separate files in folders": "from pathlib import Path\nfolder = Path('data')\nmodel = LogisticRegression()\n"
    "model.fit(load(folder.glob('train/*')), y)\nprint(model.score(load(folder.glob('test/*')), y))\n",
    "scores of training rows before the test": SPLIT + "model = LogisticRegression().fit(X_train, y_train)\n"
    "print(model.score(X_train, y_train))\n",
    "batches of a stream": "m = LogisticRegression()\nm.partial_fit(batch(X), y)\nprint(m.score(batch(X), y))\n",
    "repeated rows in a pipeline": "from imblearn.pipeline import make_pipeline\n"
    "print(cross_val_score(make_pipeline(SMOTE(), LogisticRegression()), X, y))\n",
}  # fmt: skip


@pytest.mark.parametrize("source", [pytest.param(code, id=name) for name, code in LEAKS.items()])
def test_tests_on_training_rows_are_found(source: str) -> None:
    assert kinds_of(HEAD + source) == {"overlap"}


@pytest.mark.parametrize("source", [pytest.param(code, id=name) for name, code in KEPT.items()])
def test_tests_on_other_rows_are_not_reported(source: str) -> None:
    assert kinds_of(HEAD + source) == set()


def test_repeated_rows_are_reported_at_the_repeating_step() -> None:
    (leak,) = leaks_of(HEAD + "# %%\n" + LEAKS["synthetic rows before the split"])
    assert (leak.about, leak.detail) == ("SMOTE.fit_resample (cell 2, line 1)", "repeated")


def test_training_rows_are_reported_at_the_test() -> None:
    (leak,) = leaks_of(HEAD + "# %%\n" + LEAKS["scored on all its training rows"])
    assert (leak.about, leak.detail) == ("LogisticRegression.score (cell 2, line 2)", "same")
