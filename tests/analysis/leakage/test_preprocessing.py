"""Statistics of rows used to test a model."""

import pytest

from tests.analysis.leakage.following import kinds_of, leaks_of

HEAD = """\
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split, KFold, GridSearchCV, cross_val_score
from sklearn.preprocessing import *
df = pd.read_csv("a.csv")
X, y = df.drop(columns=["t"]), df["t"]
"""
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y)\n"
FIT = "model = LogisticRegression()\nmodel.fit(X_train, y_train)\nmodel.predict(X_test)\n"
END = SPLIT + FIT

LEAKS = {
    "columns chosen by a forest": "f = LogisticRegression().fit(X, y)\nnames = X.columns[f.feature_importances_ > 0.05]\nX = X[names]\n" + END,
    "columns chosen by coefficients": "f = LogisticRegression().fit(X, y)\nX = X.loc[:, f.coef_ != 0]\n" + END,
    "columns of an array chosen by coefficients": "f = LogisticRegression().fit(X, y)\nX = X.values[:, f.coef_ != 0]\n" + END,
    "columns chosen in a list": "f = LogisticRegression().fit(X, y)\n"
    "X = X[[c for c, i in zip(X.columns, f.feature_importances_) if i > 0.05]]\n" + END,
    "gaps filled by a model of all rows": "known = df[df.a.notna()]\ng = LogisticRegression().fit(known[['b']], known.a)\n"
    "df.loc[df.a.isna(), 'a'] = g.predict(df.loc[df.a.isna(), ['b']])\nX, y = df[['a', 'b']], df['t']\n" + END,
    "a scaler fitted on all rows, then applied to the parts": "scaler = StandardScaler()\nscaler.fit(X)\n"
    + SPLIT
    + "X_train, X_test = scaler.transform(X_train), scaler.transform(X_test)\n"
    + FIT,
    "fit on everything, chained": "X = StandardScaler().fit(X).transform(X)\n" + END,
    "a column scaled in place": "X['a'] = MinMaxScaler().fit_transform(X[['a']])\n" + END,
    "several columns scaled in place": "cols = ['a', 'b']\nX[cols] = StandardScaler().fit_transform(X[cols])\n" + END,
    "by loc": "X.loc[:, ['a', 'b']] = StandardScaler().fit_transform(X[['a', 'b']])\n" + END,
    "in a loop over names": "for c in ['a', 'b']:\n    X[c] = StandardScaler().fit_transform(X[[c]])\n" + END,
    "in a loop over the columns": "for c in X.columns:\n    X[c] = X[c].fillna(X[c].median())\n" + END,
    "in a function that returns it": "def prepare(d):\n    s = StandardScaler()\n    return s.fit_transform(d)\nX = prepare(X)\n"
    + END,
    "in a function that changes its argument": "def prepare(d):\n    d['a'] = d['a'].fillna(d['a'].mean())\nprepare(X)\n" + END,
    "in a function that splits too": "def split(d):\n    d = StandardScaler().fit_transform(d)\n    return train_test_split(d, y)\n"
    "X_train, X_test, y_train, y_test = split(X)\n" + FIT,
    "in a class of the notebook": "class Mean:\n    def fit(self, d, y=None):\n        self.m = d.mean()\n        return self\n"
    "    def transform(self, d):\n        return d - self.m\nX = Mean().fit(X).transform(X)\n" + END,
    "filled with the mean": "X = X.fillna(X.mean())\n" + END,
    "filled with the mean in place": "X['a'].fillna(X['a'].mean(), inplace=True)\n" + END,
    "filled with numpy's median": "X['a'] = X['a'].fillna(np.nanmedian(X['a']))\n" + END,
    "filled with the most frequent value": "X['a'] = X['a'].fillna(X['a'].mode()[0])\n" + END,
    "filled by a mask of missing values": "X.loc[X['a'].isnull(), 'a'] = X['a'].mean()\n" + END,
    "filled by numpy.where": "X['a'] = np.where(X['a'].isnull(), X['a'].median(), X['a'])\n" + END,
    "standardised by hand": "X = (X - X.mean()) / X.std()\n" + END,
    "standardised by hand, step by step": "m = X['a'].mean()\ns = X['a'].std()\nX['a'] = X['a'].apply(lambda v: (v - m) / s)\n" + END,
    "scaled with a function": "X = scale(X)\n" + END,
    "divided by the largest value, in place": "X /= X.max()\n" + END,
    "mean of a group": "X['a'] = X.groupby('b')['a'].transform('mean')\n" + END,
    "mean of a group, merged back": "m = df.groupby('b')['t'].mean().reset_index()\nX = X.merge(m, on='b')\n" + END,
    "mean of a group, mapped": "X['a'] = X['b'].map(df.groupby('b')['t'].mean())\n" + END,
    "frequency of a value": "X['a'] = X['b'].map(X['b'].value_counts())\n" + END,
    "filled by group": "X['a'] = X.groupby('b')['a'].transform(lambda g: g.fillna(g.median()))\n" + END,
    "cut at quantiles": "X['a'] = pd.qcut(X['a'], 4, labels=False)\n" + END,
    "cut in equal parts": "X['a'] = pd.cut(X['a'], 5, labels=False)\n" + END,
    "components": "from sklearn.decomposition import PCA\nX = PCA(2).fit_transform(X)\n" + END,
    "selected features": "from sklearn.feature_selection import SelectKBest\nX = SelectKBest().fit(X, y).transform(X)\n" + END,
    "selected by a model": "from sklearn.feature_selection import RFE\nX = RFE(LogisticRegression()).fit_transform(X, y)\n" + END,
    "imputed": "from sklearn.impute import KNNImputer\nX = KNNImputer().fit_transform(X)\n" + END,
    "words counted": "from sklearn.feature_extraction.text import CountVectorizer\nX = CountVectorizer().fit_transform(df['text']).toarray()\n"
    + END,
    "words of keras": "from keras.preprocessing.text import Tokenizer\nfrom keras.preprocessing.sequence import pad_sequences\n"
    "tok = Tokenizer()\ntok.fit_on_texts(df['text'])\nX = pad_sequences(tok.texts_to_sequences(df['text']))\n" + END,
    "words cleaned in a loop, then counted": "from sklearn.feature_extraction.text import TfidfVectorizer\ncorpus = []\n"
    "for i in range(len(df)):\n    corpus.append(df['text'][i].lower())\nX = TfidfVectorizer().fit_transform(corpus)\n" + END,
    "clusters as a feature": "from sklearn.cluster import KMeans\nX['c'] = KMeans(3).fit_predict(X)\n" + END,
    "clusters as a feature, by labels_": "from sklearn.cluster import KMeans\nk = KMeans(3).fit(X)\nX['c'] = k.labels_\n" + END,
    "target encoding": "from category_encoders import TargetEncoder\nX = TargetEncoder().fit_transform(X, y)\n" + END,
    "a pipeline without a model": "from sklearn.pipeline import Pipeline\np = Pipeline([('s', StandardScaler())])\nX = p.fit_transform(X)\n"
    + END,
    "columns transformed": "from sklearn.compose import ColumnTransformer\n"
    "p = ColumnTransformer([('s', StandardScaler(), ['a']), ('o', OneHotEncoder(), ['b'])])\nX = p.fit_transform(X)\n" + END,
    "before slicing": "X = StandardScaler().fit_transform(X)\nX_train, X_test = X[:800], X[800:]\ny_train = y[:800]\n" + FIT,
    "before slicing with iloc": "X = X.fillna(X.mean())\nn = int(len(X) * .8)\nX_train, X_test = X.iloc[:n], X.iloc[n:]\ny_train = y[:n]\n"
    + FIT,
    "before a random mask": "X = X.fillna(X.mean())\nmask = np.random.rand(len(X)) < .8\nX_train, X_test = X[mask], X[~mask]\ny_train = y[mask]\n"
    + FIT,
    "before sampling": "X = X.fillna(X.mean())\nX_train = X.sample(frac=.8)\nX_test = X.drop(X_train.index)\ny_train = y[X_train.index]\n"
    + FIT,
    "before np.split": "X = X.fillna(X.mean())\nX_train, X_test = np.split(X.sample(frac=1), [800])\ny_train = y[X_train.index]\n" + FIT,
    "before random indices": "X = scale(X)\norder = np.random.permutation(len(X))\ntrain_index, test_index = order[:800], order[800:]\n"
    "X_train, X_test, y_train = X[train_index], X[test_index], y[train_index]\n" + FIT,
    "before folds": "X = scale(X)\nfor train, test in KFold(5).split(X):\n    model = LogisticRegression()\n"
    "    model.fit(X[train], y[train])\n    print(model.score(X[test], y[test]))\n",
    "before a cross-validation": "X = StandardScaler().fit_transform(X)\nprint(cross_val_score(LogisticRegression(), X, y, cv=5))\n",
    "two files prepared as one": "test = pd.read_csv('b.csv')\nboth = pd.concat([X, test])\nboth['a'] = both['a'].fillna(both['a'].mean())\n"
    "X_train, X_test = both[:len(X)], both[len(X):]\ny_train = y\n" + FIT,
    "a grid search over prepared rows": "X = scale(X)\n" + SPLIT + "g = GridSearchCV(LogisticRegression(), {'C': [1]})\n"
    "g.fit(X_train, y_train)\nprint(g.best_estimator_.score(X_test, y_test), g.score(X_test, y_test))\n",
    "several models in a dictionary": "X = scale(X)\n" + SPLIT + "models = {'a': LogisticRegression()}\nfor name, m in models.items():\n"
    "    m.fit(X_train, y_train)\n    m.predict(X_test)\n",
    "several models in a list": "X = scale(X)\n" + SPLIT + "for m in [LogisticRegression(), LogisticRegression(C=2)]:\n"
    "    m.fit(X_train, y_train)\n    m.predict(X_test)\n",
    "a model returned by a function": "def build():\n    return LogisticRegression()\nX = scale(X)\n" + SPLIT
    + "m = build()\nm.fit(X_train, y_train)\nm.predict(X_test)\n",
    "keras": "from keras.models import Sequential\nX = scale(X)\n" + SPLIT + "m = Sequential()\nm.fit(X_train, y_train)\nm.evaluate(X_test, y_test)\n",
    "keras, with data for validation": "from keras.models import Sequential\nX = scale(X)\n" + SPLIT
    + "m = Sequential()\nm.fit(X_train, y_train, validation_data=(X_test, y_test))\n",
    "xgboost": "import xgboost as xgb\nX = scale(X)\n" + SPLIT
    + "m = xgb.train({}, xgb.DMatrix(X_train, y_train))\nm.predict(xgb.DMatrix(X_test))\n",
    "lightgbm": "from lightgbm import LGBMClassifier\nX = scale(X)\n" + SPLIT
    + "m = LGBMClassifier()\nm.fit(X_train, y_train, eval_set=[(X_test, y_test)])\n",
    "test rows with their own statistics": SPLIT + "s = StandardScaler()\nX_train = s.fit_transform(X_train)\nX_test = s.fit_transform(X_test)\n"
    + FIT,
    "train rows with a mean of all": SPLIT + "X_train['a'] = X_train['a'].fillna(X['a'].mean())\n" + FIT,
    "each part separately in a loop": SPLIT + "for d in [X_train, X_test]:\n    d['a'] = d['a'].fillna(d['a'].mean())\n" + FIT,
    "in a branch": "if True:\n    X = scale(X)\n" + END,
    "under a main guard": "def main():\n    X2 = scale(X)\n    a, b, c, d = train_test_split(X2, y)\n    m = LogisticRegression().fit(a, c)\n"
    "    m.predict(b)\nif __name__ == '__main__':\n    main()\n",
}  # fmt: skip

KEPT = {
    "columns chosen by a model of the training rows": SPLIT + "f = LogisticRegression().fit(X_train, y_train)\n"
    "X_train, X_test = X_train.loc[:, f.coef_ != 0], X_test.loc[:, f.coef_ != 0]\n" + FIT,
    "coefficients that are only shown": SPLIT + FIT + "every = LogisticRegression().fit(X, y)\nprint(every.coef_)\n",
    "predictions of a model of the training rows as a feature": SPLIT + "first = LogisticRegression().fit(X_train, y_train)\n"
    "X_train['p'], X_test['p'] = first.predict(X_train), first.predict(X_test)\n" + FIT,
    "a scaler fitted on the training part": SPLIT + "s = StandardScaler().fit(X_train)\nX_train = s.transform(X_train)\n"
    "X_test = s.transform(X_test)\n" + FIT,
    "a scaler fitted with the training part": SPLIT + "s = StandardScaler()\nX_train = s.fit_transform(X_train)\nX_test = s.transform(X_test)\n"
    + FIT,
    "scaled rows that no model uses": "Z = StandardScaler().fit_transform(X)\n" + END,
    "a scaled column that is dropped": "X['z'] = scale(X['a'])\nX = X.drop('z', axis=1)\n" + END,
    "a scaled column that is not chosen": "X['z'] = scale(X['a'])\nX = X[['a', 'b']]\n" + END,
    "a pipeline with a model": "from sklearn.pipeline import Pipeline\n" + SPLIT
    + "p = Pipeline([('s', StandardScaler()), ('m', LogisticRegression())])\np.fit(X_train, y_train)\np.score(X_test, y_test)\n",
    "a pipeline in a cross-validation": "from sklearn.pipeline import make_pipeline\n"
    "cross_val_score(make_pipeline(StandardScaler(), LogisticRegression()), X, y)\n",
    "a pipeline in a grid search": "from sklearn.pipeline import make_pipeline\n" + SPLIT
    + "g = GridSearchCV(make_pipeline(StandardScaler(), LogisticRegression()), {})\ng.fit(X_train, y_train)\ng.score(X_test, y_test)\n",
    "columns transformed in a pipeline": "from sklearn.compose import make_column_transformer\nfrom sklearn.pipeline import make_pipeline\n"
    "p = make_pipeline(make_column_transformer((StandardScaler(), ['a'])), LogisticRegression())\n" + SPLIT
    + "p.fit(X_train, y_train)\np.predict(X_test)\n",
    "dummies": "X = pd.get_dummies(X)\n" + END,
    "labels numbered": "y = LabelEncoder().fit_transform(y)\n" + END,
    "one-hot columns": "X = OneHotEncoder().fit_transform(X)\n" + END,
    "a constant": "X = X.fillna(0)\n" + END,
    "the value before": "X = X.ffill()\n" + END,
    "a function of each value": "X['a'] = X['a'].apply(lambda v: v * 2 + 1)\n" + END,
    "a function of each row": "X['m'] = X.apply(lambda row: row.mean(), axis=1)\n" + END,
    "a mean along the columns": "X['m'] = X[['a', 'b']].mean(axis=1)\n" + END,
    "numpy's mean along the columns": "X['m'] = np.mean(X[['a', 'b']], axis=1)\n" + END,
    "a mapping": "X['a'] = X['a'].map({'no': 0, 'yes': 1}).astype(int)\n" + END,
    "missing rows dropped": "df = df.dropna().drop_duplicates()\nX, y = df[['a']], df['t']\n" + END,
    "outliers dropped": "df = df[df['a'] < df['a'].quantile(.99)]\nX, y = df[['a']], df['t']\n" + END,
    "explicit bins": "X['a'] = pd.cut(X['a'], bins=[0, 10, 20], labels=False)\n" + END,
    "images divided by 255": "X = X.values.reshape(-1, 28, 28) / 255.0\n" + END,
    "rows normalised one by one": "X = normalize(X)\n" + END,
    "words hashed": "from sklearn.feature_extraction.text import HashingVectorizer\nX = HashingVectorizer().fit_transform(df['text'])\n" + END,
    "statistics that are printed": "print(X.mean(), X.describe())\nX.groupby('a').mean()\n" + END,
    "a mean of the training part": SPLIT + "m = X_train['a'].mean()\nX_train['a'] = X_train['a'].fillna(m)\nX_test['a'] = X_test['a'].fillna(m)\n"
    + FIT,
    "a mean of the training slice": "train, test = df[:800], df[800:]\nm = train.mean()\nmodel = LogisticRegression()\n"
    "model.fit(train.fillna(m)[['a']], train['t'])\nmodel.predict(test.fillna(m)[['a']])\n",
    "folds with a scaler in each": "X = X.values\nfor train, test in KFold(5).split(X):\n    s = StandardScaler().fit(X[train])\n"
    "    m = LogisticRegression().fit(s.transform(X[train]), y[train])\n    print(m.score(s.transform(X[test]), y[test]))\n",
    "clusters only": "from sklearn.cluster import KMeans\nX = StandardScaler().fit_transform(X)\nk = KMeans(3).fit(X)\nk.predict(X)\n",
    "no test at all": "X = StandardScaler().fit_transform(X)\nmodel = LogisticRegression().fit(X, y)\nprint(model.coef_)\n",
    "a stateless transformer": "class Pick:\n    def fit(self, d, y=None):\n        return self\n    def transform(self, d):\n        return d[['a']]\n"
    "X = Pick().fit(X).transform(X)\n" + END,
    "a separate file for the test": "test = pd.read_csv('b.csv')\ns = StandardScaler().fit(X)\nmodel = LogisticRegression()\n"
    "model.fit(s.transform(X), y)\nmodel.predict(s.transform(test))\n",
    "numbers of classes": "n = y.nunique()\nfrom keras.models import Sequential\nfrom keras.layers import Dense\nm = Sequential([Dense(n)])\n" + SPLIT
    + "m.fit(X_train, y_train)\nm.evaluate(X_test, y_test)\n",
    "the longest text": "longest = max(len(t) for t in df['text'])\nfrom keras.preprocessing.sequence import pad_sequences\n"
    "X = pad_sequences(df['text'], maxlen=longest)\n" + END,
    "two files prepared separately, concatenated, and split again": "test = pd.read_csv('b.csv')\nX['a'] = X['a'].fillna(X['a'].mean())\n"
    "both = pd.get_dummies(pd.concat([X, test]))\nmodel = LogisticRegression()\nmodel.fit(both.iloc[:800], y)\nmodel.predict(both.iloc[800:])\n",
    "a cross-validation of the training slice": "X_train, X_test = X[:800], X[800:]\nX_train = StandardScaler().fit_transform(X_train)\n"
    "print(cross_val_score(LogisticRegression(), X_train, y[:800]))\n",
    "a cross-validation of a file named train": "X_train = StandardScaler().fit_transform(X)\n"
    "print(cross_val_score(LogisticRegression(), X_train, y))\n",
    "a cross-validation of the training part": SPLIT + "X_train = StandardScaler().fit_transform(X_train)\n"
    "print(cross_val_score(LogisticRegression(), X_train, y_train))\n",
    "a function that is never called": "def prepare(d):\n    return scale(d)\n" + END,
}  # fmt: skip


@pytest.mark.parametrize("source", [pytest.param(code, id=name) for name, code in LEAKS.items()])
def test_statistics_of_test_rows_are_found(source: str) -> None:
    assert "preprocessing" in kinds_of(HEAD + source)


@pytest.mark.parametrize("source", [pytest.param(code, id=name) for name, code in KEPT.items()])
def test_harmless_preprocessing_is_not_reported(source: str) -> None:
    assert "preprocessing" not in kinds_of(HEAD + source)


def test_a_leak_names_the_step_and_the_model() -> None:
    (leak,) = leaks_of(HEAD + "# %%\nX = StandardScaler().fit_transform(X)\n# %%\n" + END)
    assert (leak.cell, leak.node.lineno, leak.about) == (
        2,
        1,
        "StandardScaler.fit_transform (cell 2, line 1)",
    )
    assert str(leak.because) == "LogisticRegression.fit (cell 3, line 3)"


def test_one_step_is_reported_once_for_all_models() -> None:
    source = (
        "X = scale(X)\n"
        + SPLIT
        + "a = LogisticRegression().fit(X_train, y_train)\nb = LogisticRegression().fit(X_train, y_train)\n"
    )
    assert len(leaks_of(HEAD + source + "a.predict(X_test)\nb.predict(X_test)\n")) == 1


def test_a_notebook_without_such_libraries_has_no_leaks() -> None:
    assert leaks_of("import pandas as pd\ndf = pd.read_csv('a')\ndf.fit(df)\n") == ()
