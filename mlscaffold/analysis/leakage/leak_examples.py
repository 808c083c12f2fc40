"""What each kind of leakage is, why it matters, and code that has it or does not, in percent format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mlscaffold.analysis.leakage.leak import Kind


@dataclass(frozen=True, slots=True)
class Explained:
    """One kind of leakage for people.

    Args:
        what: what the rule finds, in one line.
        why: why it matters and what to do, in a few sentences.
        flagged: notebooks that have it, cells divided by `# %%`.
        kept: notebooks that look alike and do not have it.
    """

    what: str
    why: str
    flagged: tuple[str, ...]
    kept: tuple[str, ...]


START = """\
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
"""
READ = START + 'df = pd.read_csv("patients.csv")\n# %%\n'
XY = READ + 'X, y = df.drop(columns=["sick"]), df["sick"]\n'
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
MODEL = "model = LogisticRegression().fit(X_train, y_train)\n"
SCORE = "print(model.score(X_test, y_test))\n"
END = SPLIT + MODEL + SCORE

PREPROCESSING = Explained(
    "A step of preparation is fitted on rows that the model is tested on.",
    "A scaler, an imputer, a vocabulary or a mean that is computed of all rows tells the model about the test rows, so the test "
    "score is too good. Split first, fit the step on the training part, and apply it to both; a Pipeline does so by itself.",
    flagged=(
        XY
        + "from sklearn.preprocessing import StandardScaler\nX = StandardScaler().fit_transform(X)\n# %%\n"
        + END,
        READ
        + 'df["age"] = df["age"].fillna(df["age"].mean())\nX, y = df[["age", "dose"]], df["sick"]\n'
        + END,
        READ
        + "from sklearn.feature_extraction.text import TfidfVectorizer\n"
        + 'X, y = TfidfVectorizer().fit_transform(df["notes"]), df["sick"]\n'
        + END,
        XY
        + "from sklearn.model_selection import cross_val_score\nfrom sklearn.feature_selection import SelectKBest\n"
        + "X = SelectKBest(k=5).fit_transform(X, y)\nprint(cross_val_score(LogisticRegression(), X, y))\n",
        XY
        + SPLIT
        + "from sklearn.preprocessing import MinMaxScaler\nX_train = MinMaxScaler().fit_transform(X_train)\n"
        + "X_test = MinMaxScaler().fit_transform(X_test)\n"
        + MODEL
        + SCORE,
    ),
    kept=(
        XY
        + SPLIT
        + "from sklearn.preprocessing import StandardScaler\nscaler = StandardScaler().fit(X_train)\n"
        + "X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)\n"
        + MODEL
        + SCORE,
        XY
        + "from sklearn.pipeline import make_pipeline\nfrom sklearn.preprocessing import StandardScaler\n"
        + "from sklearn.model_selection import cross_val_score\n"
        + "print(cross_val_score(make_pipeline(StandardScaler(), LogisticRegression()), X, y))\n",
        READ
        + "df = pd.get_dummies(df.dropna())\ndf['old'] = df['age'].map(lambda age: age > 60)\n"
        + 'X, y = df.drop(columns=["sick"]), df["sick"]\n'
        + END,
        XY
        + SPLIT
        + "mean = X_train.mean()\nX_train, X_test = X_train.fillna(mean), X_test.fillna(mean)\n"
        + MODEL
        + SCORE,
        XY + 'print(X.describe(), X["age"].mean())\n' + END,
    ),
)
OVERLAP = Explained(
    "The model is tested on rows that it was trained on.",
    "A model that has seen a row, or a copy of it, answers from memory, so the score says nothing about new data. Split first, "
    "repeat or synthesise rows of the training part only, and score on the part that was held out.",
    flagged=(
        XY
        + "from imblearn.over_sampling import SMOTE\nX, y = SMOTE(random_state=0).fit_resample(X, y)\n"
        + END,
        XY + "model = LogisticRegression().fit(X, y)\n# %%\nprint(model.score(X, y))\n",
        XY + SPLIT + "model = LogisticRegression().fit(X, y)\n# %%\nprint(model.score(X_test, y_test))\n",
        READ
        + "from sklearn.utils import resample\nsick, healthy = df[df.sick == 1], df[df.sick == 0]\n"
        + "sick = resample(sick, replace=True, n_samples=500)\ndf = pd.concat([sick, healthy])\n"
        + 'X, y = df.drop(columns=["sick"]), df["sick"]\n'
        + END,
        XY
        + "from imblearn.over_sampling import RandomOverSampler\nfrom sklearn.model_selection import cross_val_score\n"
        + "X, y = RandomOverSampler().fit_resample(X, y)\nprint(cross_val_score(LogisticRegression(), X, y))\n",
    ),
    kept=(
        XY
        + SPLIT
        + "from imblearn.over_sampling import SMOTE\nX_train, y_train = SMOTE().fit_resample(X_train, y_train)\n"
        + MODEL
        + SCORE,
        XY + SPLIT + MODEL + "print(model.score(X_train, y_train))\n" + SCORE,
        XY
        + "from imblearn.under_sampling import RandomUnderSampler\nX, y = RandomUnderSampler().fit_resample(X, y)\n"
        + END,
        XY
        + "model = LogisticRegression().fit(X, y)\n# %%\nimport matplotlib.pyplot as plt\nplt.plot(model.predict(X))\n",
        READ
        + "train, test = df[:800], df[800:]\nmodel = LogisticRegression().fit(train[['age']], train['sick'])\n"
        + "print(model.score(test[['age']], test['sick']))\n",
    ),
)
TWO = "from sklearn.svm import SVC\nfirst = LogisticRegression().fit(X_train, y_train)\nsecond = SVC().fit(X_train, y_train)\n"
MULTI_TEST = Explained(
    "Several models are scored on the same test rows.",
    "Who picks the best of several scores on the test rows has chosen by the test rows, so the best score is too good. Compare "
    "models by cross-validation or on a validation part, and score the chosen one on the test part once.",
    flagged=(
        XY + SPLIT + TWO + "print(first.score(X_test, y_test))\n# %%\nprint(second.score(X_test, y_test))\n",
        XY
        + SPLIT
        + "for c in [0.1, 1, 10]:\n    model = LogisticRegression(C=c).fit(X_train, y_train)\n    print(model.score(X_test, y_test))\n",
        XY
        + SPLIT
        + "from sklearn.metrics import accuracy_score\n"
        + TWO
        + "print(accuracy_score(y_test, first.predict(X_test)))\nprint(accuracy_score(y_test, second.predict(X_test)))\n",
        XY
        + SPLIT
        + "from sklearn.svm import SVC\ndef report(model):\n    model.fit(X_train, y_train)\n    print(model.score(X_test, y_test))\n# %%\n"
        + "report(SVC())\nreport(LogisticRegression())\n",
    ),
    kept=(
        XY + END,
        XY
        + SPLIT
        + MODEL
        + "from sklearn.metrics import f1_score, accuracy_score\npredicted = model.predict(X_test)\n"
        "print(f1_score(y_test, predicted), accuracy_score(y_test, predicted))\n" + SCORE,
        XY
        + SPLIT
        + TWO
        + "from sklearn.model_selection import cross_val_score\n"
        + "print(cross_val_score(first, X_train, y_train), cross_val_score(second, X_train, y_train))\nprint(first.score(X_test, y_test))\n",
        XY
        + "X_rest, X_test, y_rest, y_test = train_test_split(X, y)\nX_train, X_val, y_train, y_val = train_test_split(X_rest, y_rest)\n"
        + TWO
        + "print(first.score(X_val, y_val), second.score(X_val, y_val))\nprint(second.score(X_test, y_test))\n",
        XY + SPLIT + TWO + "print(first.predict(X_test)[:5], second.predict(X_test)[:5])\n",
    ),
)
TARGET = Explained(
    "The features hold the column that the model is to predict.",
    "A model that is given the answer scores well and is of no use where the answer is not known. Take the column, and columns "
    "that were computed from it, out of the features.",
    flagged=(
        READ + 'X, y = df, df["sick"]\n' + END,
        READ + 'X, y = df.drop(columns=["name"]), df["sick"]\n' + END,
        READ + 'X, y = df[["age", "dose", "sick"]], df["sick"]\n' + END,
        READ + 'df["dear"] = df["price"] > 100\nX, y = df.drop(columns=["dear"]), df["dear"]\n' + END,
        READ + 'df["per_day"] = df["price"] / 30\nX, y = df.drop(columns=["price"]), df["price"]\n' + END,
    ),
    kept=(
        XY + END,
        READ + 'y = df.pop("sick")\nX = df\n' + END,
        READ + 'X, y = df[["age", "dose"]], df["sick"]\n' + END,
        READ + 'df["before"] = df["price"].shift(1)\ntrain, test = df[:800], df[800:]\n'
        'model = LogisticRegression().fit(train[["before"]], train["price"])\nprint(model.score(test[["before"]], test["price"]))\n',
        START
        + 'df = pd.DataFrame({"x": np.arange(100.0)})\ndf["y"] = 3 * df["x"] + 1\nX, y = df[["x"]], df["y"]\n'
        + END,
    ),
)
SALES = START + 'df = pd.read_csv("sales.csv", parse_dates=["day"])\n'
TEMPORAL = Explained(
    "Rows of a time series are shuffled before they are split, or later rows go into the features.",
    "In use, a model knows the past only; one that was trained on later rows than it is tested on, or on features of later rows, "
    "scores too well. Split by time (`shuffle=False`, TimeSeriesSplit) and use lags, not leads.",
    flagged=(
        SALES + 'df["last"] = df["sold"].shift(1)\nX, y = df[["last"]], df["sold"]\n' + END,
        SALES + 'df["week"] = df["sold"].rolling(7).mean()\nX, y = df[["week"]], df["sold"]\n' + END,
        SALES + 'df = df.sort_values("day")\nX, y = df[["price"]], df["sold"]\n' + END,
        SALES
        + 'df["next"] = df["price"].shift(-1)\ntrain, test = df[:300], df[300:]\n'
        + 'model = LogisticRegression().fit(train[["next"]], train["sold"])\nprint(model.score(test[["next"]], test["sold"]))\n',
        SALES
        + 'df["last"] = df["sold"].shift(1)\nfrom sklearn.model_selection import KFold, cross_val_score\n'
        + 'print(cross_val_score(LogisticRegression(), df[["last"]], df["sold"], cv=KFold(5, shuffle=True)))\n',
    ),
    kept=(
        SALES
        + 'df["last"] = df["sold"].shift(1)\nX, y = df[["last"]], df["sold"]\n'
        + "X_train, X_test, y_train, y_test = train_test_split(X, y, shuffle=False)\n"
        + MODEL
        + SCORE,
        SALES
        + 'df["last"] = df["sold"].shift(1)\nfrom sklearn.model_selection import TimeSeriesSplit, cross_val_score\n'
        + 'print(cross_val_score(LogisticRegression(), df[["last"]], df["sold"], cv=TimeSeriesSplit()))\n',
        SALES + 'df["month"] = df["day"].dt.month\nX, y = df[["month"]], df["sold"]\n' + END,
        SALES
        + 'df["tomorrow"] = df["sold"].shift(-1)\ntrain, test = df[:300], df[300:]\n'
        + 'model = LogisticRegression().fit(train[["sold"]], train["tomorrow"])\nprint(model.score(test[["sold"]], test["tomorrow"]))\n',
        SALES + 'print(df["sold"].rolling(7).mean())\nX, y = df[["price"]], df["sold"]\n' + END,
    ),
)
GROUP = Explained(
    "Rows that belong together are split at random.",
    "Where a person or a thing has several rows, a random split puts some of them in the training and some in the test part, and "
    "the model knows who it is tested on. Split by group: GroupKFold, GroupShuffleSplit, or the `groups` argument.",
    flagged=(
        READ + 'df = df.explode("drugs")\nX, y = df[["drugs"]], df["sick"]\n' + END,
        READ + 'df = df.melt(id_vars=["patient_id", "sick"])\nX, y = df[["value"]], df["sick"]\n' + END,
        READ
        + 'df["before"] = df.groupby("patient_id").cumcount()\nX, y = df[["before", "age"]], df["sick"]\n'
        + END,
        READ
        + 'df = pd.melt(df, id_vars="patient_id")\nfrom sklearn.model_selection import KFold, cross_val_score\n'
        + 'print(cross_val_score(LogisticRegression(), df[["value"]], df["variable"], cv=KFold(5, shuffle=True)))\n',
    ),
    kept=(
        XY + END,
        READ
        + 'df = df.explode("drugs")\nX, y = df[["drugs"]], df["sick"]\nfrom sklearn.model_selection import GroupShuffleSplit\n'
        + "for train, test in GroupShuffleSplit(1).split(X, y, df['patient_id']):\n"
        + "    model = LogisticRegression().fit(X.iloc[train], y.iloc[train])\n    print(model.score(X.iloc[test], y.iloc[test]))\n",
        READ + 'print(df.groupby("patient_id").size())\nX, y = df[["age"]], df["sick"]\n' + END,
        READ + 'df["rank"] = df.groupby("ward").cumcount()\nX, y = df[["rank", "age"]], df["sick"]\n' + END,
        READ + 'print(df.melt(id_vars=["sick"]))\nX, y = df[["age"]], df["sick"]\n' + END,
    ),
)
EXPLAINED: Mapping[Kind, Explained] = {
    "preprocessing": PREPROCESSING,
    "overlap": OVERLAP,
    "multi-test": MULTI_TEST,
    "target": TARGET,
    "temporal": TEMPORAL,
    "group": GROUP,
}
