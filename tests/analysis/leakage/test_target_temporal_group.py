"""Features that contain the target, later rows, and divided groups."""

import pytest

from tests.analysis.leakage.following import kinds_of, leaks_of

HEAD = """\
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import *
df = pd.read_csv("a.csv", parse_dates=["day"])
"""
END = """\
X_train, X_test, y_train, y_test = train_test_split(X, y)
model = LogisticRegression().fit(X_train, y_train)
model.score(X_test, y_test)
"""

TARGET = {
    "all columns": "X, y = df, df['t']\n" + END,
    "all columns, by attribute": "X, y = df, df.t\n" + END,
    "all but another column": "X, y = df.drop('id', axis=1), df['t']\n" + END,
    "a list with the label": "X, y = df[['a', 't']], df['t']\n" + END,
    "a list from a name": "features = ['a', 't']\nX, y = df[features], df['t']\n" + END,
    "a column computed from the label": "df['u'] = df['t'] * 2\nX, y = df.drop(columns='t'), df['t']\n" + END,
    "the source column of the label": "df['high'] = (df['price'] > 9).astype(int)\nX, y = df.drop(columns='high'), df['high']\n" + END,
    "the logarithm of a column": "df['log'] = np.log(df['price'])\nX, y = df.drop(columns=['log']), df['log']\n" + END,
    "the last column by its place": "X, y = df.iloc[:, 1:].values, df.iloc[:, -1].values\n" + END,
    "in a cross-validation": "cross_val_score(LogisticRegression(), df, df['t'])\n",
}  # fmt: skip
TEMPORAL = {
    "lags, shuffled": "df['lag'] = df['a'].shift(1)\nX, y = df[['lag']], df['t']\n" + END,
    "differences, shuffled": "df['step'] = df['a'].diff()\nX, y = df[['step']], df['t']\n" + END,
    "moving means, shuffled": "df['mean'] = df['a'].rolling(7).mean()\nX, y = df[['mean']], df['t']\n" + END,
    "ordered by a date, shuffled": "df = df.sort_values('day')\nX, y = df[['a']], df['t']\n" + END,
    "a date as index, shuffled": "df = df.set_index('day')\nX, y = df[['a']], df['t']\n" + END,
    "a parsed date as index, shuffled": "df['when'] = pd.to_datetime(df['when'])\ndf = df.set_index('when')\nX, y = df[['a']], df['t']\n" + END,
    "later rows": "df['next'] = df['a'].shift(-1)\ntrain, test = df[:80], df[80:]\nm = LogisticRegression().fit(train[['next']], train['t'])\n"
    "m.score(test[['next']], test['t'])\n",
    "folds, shuffled": "df['lag'] = df['a'].shift(1)\ncross_val_score(LogisticRegression(), df[['lag']], df['t'], cv=KFold(5, shuffle=True))\n",
}  # fmt: skip
GROUP = {
    "one row for each item of a list": "df = df.explode('items')\nX, y = df[['items']], df['t']\n" + END,
    "one row for each column": "df = pd.melt(df, id_vars=['user_id', 't'])\nX, y = df[['value']], df['t']\n" + END,
    "a number within each person": "df['n'] = df.groupby('user_id').cumcount()\nX, y = df[['n']], df['t']\n" + END,
    "a value of the person's previous row": "df['n'] = df.groupby('customer_id')['a'].cumsum()\nX, y = df[['n']], df['t']\n" + END,
}  # fmt: skip
KEPT = {
    "the label dropped": "X, y = df.drop(columns=['t']), df['t']\n" + END,
    "the label dropped by its name": "label = 't'\nX, y = df.drop(label, axis=1), df[label]\n" + END,
    "the label dropped in place": "y = df['t']\ndf.drop('t', axis=1, inplace=True)\nX = df\n" + END,
    "the label deleted": "y = df['t']\ndel df['t']\nX = df\n" + END,
    "the label popped": "y = df.pop('t')\nX = df\n" + END,
    "columns by number": "X, y = df.iloc[:, :-1], df['t']\n" + END,
    "columns by a condition": "X, y = df.loc[:, df.columns != 't'], df['t']\n" + END,
    "columns of a frame of polars by a list": "chosen = [c for c in df.columns if c.startswith('f')]\n"
    "rows = df.select(['day'] + chosen + ['t'])\nX, y = rows.select(chosen), rows['t']\n" + END,
    "columns by a list comprehension": "X, y = df[[c for c in df.columns if c != 't']], df['t']\n" + END,
    "all columns but the last": "X, y = df.iloc[:, 1:-1].values, df.iloc[:, -1].values\n" + END,
    "the last column taken away": "X, y = df.iloc[:, 1:].values[:, :-1], df.iloc[:, -1].values\n" + END,
    "later rows as the target beside the features": "t = pd.DataFrame({'a': df['a'], 'y': df['a'].shift(-1)}).dropna()\n"
    "past, future = t[:80], t[80:]\nm = LogisticRegression().fit(past[['a']], past['y'])\nm.score(future[['a']], future['y'])\n",
    "columns by difference": "X, y = df[df.columns.difference(['t'])], df['t']\n" + END,
    "columns by a computed list": "best = order_of(df)\nX, y = df[best[:3]], df['t']\n" + END,
    "later rows in data with the labels": "df['next'] = df['a'].shift(-1)\nfrom keras.models import Sequential\nm = Sequential()\n"
    "m.fit(windows(df[:80]))\nm.evaluate(windows(df[80:]))\n",
    "columns that a step of a pipeline chooses": "from sklearn.compose import make_column_transformer\nfrom sklearn.pipeline import make_pipeline\n"
    "p = make_pipeline(make_column_transformer(('passthrough', ['a'])), LogisticRegression())\ntrain, test = train_test_split(df)\n"
    "p.fit(train, train['t'])\np.score(test, test['t'])\n",
    "columns of numbers": "X, y = df.select_dtypes('number').drop(columns='t'), df['t']\n" + END,
    "a label of another table": "other = pd.read_csv('b.csv')\nX, y = df, other['t']\n" + END,
    "a label computed from two columns": "df['t'] = df['a'] + df['b']\nX, y = df[['a', 'b']], df['t']\n" + END,
    "a label as an exercise": "df = pd.DataFrame({'a': np.arange(9)})\ndf['t'] = df['a'] * 2\nX, y = df[['a']], df['t']\n" + END,
    "one column to draw a line": "X, y = df[['a']], df['t']\n" + END,
    "the month of a date": "df['month'] = df['day'].dt.month\nX, y = df[['month']], df['t']\n" + END,
    "lags, in order": "df['lag'] = df['a'].shift(1)\nX, y = df[['lag']], df['t']\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y, shuffle=False)\nLogisticRegression().fit(X_train, y_train).score(X_test, y_test)\n",
    "lags, in folds of time": "df['lag'] = df['a'].shift(1)\ncross_val_score(LogisticRegression(), df[['lag']], df['t'], cv=TimeSeriesSplit())\n",
    "the next row is the target": "df['next'] = df['a'].shift(-1)\ntrain, test = df[:80], df[80:]\n"
    "m = LogisticRegression().fit(train[['a']], train['next'])\nm.score(test[['a']], test['next'])\n",
    "a moving mean that is plotted": "print(df['a'].rolling(7).mean())\nX, y = df[['a']], df['t']\n" + END,
    "ordered by something else": "df = df.sort_values('a')\nX, y = df[['a']], df['t']\n" + END,
    "filled backwards, not ordered by time": "df['a'] = df['a'].bfill()\nX, y = df[['a']], df['t']\n" + END,
    "groups kept together": "df = df.explode('items')\nX, y = df[['items']], df['t']\n"
    "for a, b in GroupKFold(5).split(X, y, df['user_id']):\n    m = LogisticRegression().fit(X.iloc[a], y.iloc[a])\n    m.score(X.iloc[b], y.iloc[b])\n",
    "one row for each person": "users = df.groupby('user_id').agg({'a': 'mean', 't': 'max'})\nX, y = users[['a']], users['t']\n" + END,
    "numbers within a group that is no person": "df['n'] = df.groupby('town').cumcount()\nX, y = df[['n']], df['t']\n" + END,
    "long rows that are only plotted": "long = df.melt()\nprint(long)\nX, y = df[['a']], df['t']\n" + END,
}  # fmt: skip


@pytest.mark.parametrize("source", [pytest.param(code, id=name) for name, code in TARGET.items()])
def test_targets_among_the_features_are_found(source: str) -> None:
    assert kinds_of(HEAD + source) == {"target"}


@pytest.mark.parametrize("source", [pytest.param(code, id=name) for name, code in TEMPORAL.items()])
def test_later_rows_are_found(source: str) -> None:
    assert kinds_of(HEAD + source) == {"temporal"}


@pytest.mark.parametrize("source", [pytest.param(code, id=name) for name, code in GROUP.items()])
def test_divided_groups_are_found(source: str) -> None:
    assert kinds_of(HEAD + source) == {"group"}


@pytest.mark.parametrize("source", [pytest.param(code, id=name) for name, code in KEPT.items()])
def test_other_code_is_not_reported(source: str) -> None:
    assert kinds_of(HEAD + source) == set()


def test_the_columns_that_contain_the_target_are_named() -> None:
    (leak,) = leaks_of(HEAD + TARGET["a list with the label"])
    assert leak.detail == "t"
