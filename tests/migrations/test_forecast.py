from __future__ import annotations

import pytest

from mlscaffold.migrations.evidence import SHORT_NAMES
from mlscaffold.migrations.forecast import TEXT, foreseen

IMPORTS = {**SHORT_NAMES, "Ridge": "sklearn.linear_model.Ridge", "lgb": "lightgbm"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("b = np.float_(0.)", [(1, "numpy", "")], id="a removed name"),
        pytest.param(
            "import os\nfrom sklearn.externals import joblib", [(2, "scikit-learn", "")], id="an import"
        ),
        pytest.param(
            "class A:\n    def f(self):\n        return np.Inf", [(1, "numpy", "")], id="inside a class"
        ),
        pytest.param("df.drop(['name'], 1, inplace=True)", [(1, "pandas", "")], id="an axis by position"),
        pytest.param("Ridge(normalize=True).fit(X, y)", [(1, "scikit-learn", "")], id="a removed keyword"),
        pytest.param("sns.scatterplot(x, y)", [(1, "seaborn", "")], id="a plot's data by position"),
        pytest.param("df.ix[0]", [(1, "pandas", "")], id="an attribute that nothing else has"),
        pytest.param("df.groupby('y').mean()", [(1, "pandas", TEXT)], id="a mean that depends on the data"),
        pytest.param("df.corr()", [(1, "pandas", TEXT)], id="correlations that depend on the data"),
        pytest.param(
            "x = np.NaN\ny = sns.factorplot(x='a', data=df)",
            [(1, "numpy", ""), (2, "seaborn", "")],
            id="two statements",
        ),
    ],
)
def test_an_old_form_is_foreseen(source: str, expected: list[tuple[int, str, str]]) -> None:
    assert [(one.line, one.cause.library, one.when) for one in foreseen(source, IMPORTS)] == expected


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("rows.append(1)", id="a list's append"),
        pytest.param("df.drop('a', axis=1)", id="an axis by keyword"),
        pytest.param("stack.drop(x, y)", id="a drop of something else"),
        pytest.param("df.groupby('y').mean(numeric_only=True)", id="the new form of a mean"),
        pytest.param("df.groupby('y')['a'].mean()", id="the mean of one column"),
        pytest.param("np.mean(x)", id="a function of the same name"),
        pytest.param("Ridge(alpha=2)", id="an estimator without the keyword"),
        pytest.param("sns.scatterplot(x='a', y='b', data=df)", id="a plot's data by keyword"),
        pytest.param("sns.countplot(df['a'])", id="a plot's data alone by position"),
        pytest.param("Ridge(**best)", id="keywords that are not written out"),
        pytest.param("sns.distplot(x)", id="a form that is only deprecated"),
        pytest.param("float_ = np.float64(0)", id="a variable called like a removed name"),
        pytest.param("normalize(x, normalize=True)", id="a keyword of another function"),
        pytest.param("print 'a'", id="what cannot be parsed"),
        pytest.param("", id="nothing"),
    ],
)
def test_nothing_is_foreseen(source: str) -> None:
    assert foreseen(source, IMPORTS) == ()
