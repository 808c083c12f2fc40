from __future__ import annotations

import pytest

from mlscaffold.analysis.index import index
from mlscaffold.analysis.statements import parse
from mlscaffold.rules.computed_features import Feature, features

LOAD = "import pandas as pd\nimport numpy as np\ndf = pd.read_csv('a.csv')\n"


def found(source: str) -> tuple[Feature, ...]:
    return features(index([(1, parse(LOAD + source))]))


def key(source: str) -> str:
    (feature,) = found(source)
    return feature.key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("df['r'] = df.a / df.b", "d2['q'] = d2['a'] / d2['b']", id="names and spelling"),
        pytest.param("df['r'] = np.log(df.a)", "from numpy import log\ndf.r = log(df['a'])", id="imports"),
        pytest.param("df['r'] = df.a / df.b", "df = df.assign(r=lambda d: d.a / d.b)", id="assign"),
        pytest.param("df['r'] = df.a / df.b", "df.insert(0, 'r', df.a / df.b)", id="insert"),
        pytest.param("df['r'] = df.a / df.b", "df.loc[:, 'r'] = df.a / df.b", id="loc"),
        pytest.param("df['r'] = df.a / df.b", "def r(t):\n    return t['a'] / t['b']", id="a function"),
        pytest.param(
            "df['r'] = df.a.apply(lambda v: v + 1)", "df['r'] = df.a.apply(lambda w: w + 1)", id="parameters"
        ),
        pytest.param("df['r'] = df.a > 3", "limit = 3\ndf['r'] = df.a > limit", id="a constant with a name"),
    ],
)
def test_the_same(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("df['r'] = df.a / df.b", "df['r'] = df.b / df.a", id="the other way round"),
        pytest.param("df['r'] = df.a > 3", "df['r'] = df.a > 4", id="another constant"),
        pytest.param("df['r'] = df.a.shift(1)", "df['r'] = df.a.shift(2)", id="another argument"),
        pytest.param(
            "def f(v):\n    return v\ndf['r'] = df.a.apply(f)",
            "def f(v):\n    return -v\ndf['r'] = df.a.apply(f)",
            id="another function of the same name",
        ),
        pytest.param(
            "m = {1: 2}\ndf['r'] = df.a.map(m)", "m = {1: 3}\ndf['r'] = df.a.map(m)", id="another dictionary"
        ),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("df['r'] = df['a']", id="a copy"),
        pytest.param("df['r'] = 1", id="a constant"),
        pytest.param("df['a'] = df['a'].astype(int)", id="a change of type"),
        pytest.param("df['a'] = pd.to_datetime(df['a'])", id="dates"),
        pytest.param("df['a'] = df['a'].fillna(0)", id="filled missing values"),
        pytest.param("df['p'] = model.predict(df[['a']])", id="a prediction"),
        pytest.param("df['p'] = df.a.map(unknown)", id="an unknown mapping"),
        pytest.param("d = {}\nd['r'] = x + 1", id="a dictionary"),
        pytest.param(
            "class A:\n    def f(self):\n        return self.a + self.b", id="an object's attributes"
        ),
        pytest.param("def f(v):\n    return g(v, df['a'])", id="a function that reads a frame of the file"),
    ],
)
def test_no_feature(source: str) -> None:
    assert found(source) == ()


def test_a_feature_has_its_source_columns() -> None:
    (feature,) = found("df['r'] = df.a / df['b'].mean()")
    assert feature.column == "r"
    assert feature.reads == {"a", "b"}
    assert feature.context.cell == 1
