from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.names import place_of
from mlscaffold.analysis.types import FRAME, Environment
from mlscaffold.rules.repeats import augmented, drops, lost_columns, repeated

ENV = Environment(
    imports={"np": "numpy", "pd": "pandas"}, types={"df": FRAME, "seen": "set", "names": "dict", "x": ""}
)


def outcome(source: str) -> str:
    node = ast.parse(source).body[0]
    if isinstance(node, ast.AugAssign):
        return augmented(node, place_of(node.target), ENV)
    assert isinstance(node, ast.Assign)
    return repeated(node.value, place_of(node.targets[0]), ENV)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = x + 1", id="a sum"),
        pytest.param("x = 1 - x", id="a difference the other way round"),
        pytest.param("x = (x + 1) * 2", id="a nested sum"),
        pytest.param("x = -x", id="the sign"),
        pytest.param("flag = not flag", id="a negation"),
        pytest.param("x -= rate * slope", id="a step"),
        pytest.param("df['a'] = df.a.astype(float) * 2", id="a column after a change of type"),
        pytest.param("x = np.log1p(x)", id="a logarithm"),
        pytest.param("x = np.append(x, 3)", id="an array that grows"),
        pytest.param("df = pd.concat([df, more])", id="a frame that grows"),
        pytest.param("df = df.merge(other, on='k')", id="columns that are merged again"),
        pytest.param("df = df.reset_index()", id="an index that becomes a column again"),
        pytest.param("df = df.T", id="a transposed frame"),
        pytest.param("x = x[1:]", id="a slice that removes more"),
        pytest.param("x = x[:, np.newaxis]", id="a dimension more"),
        pytest.param("x = x[::-1]", id="the order"),
        pytest.param("df['a'] = df['a'].map({'m': 0, 'f': 1})", id="codes for texts"),
        pytest.param("df['a'] = df['a'].map(names)", id="codes of a dictionary"),
        pytest.param("df['a'] = df['a'].apply(lambda v: v / 100)", id="each value"),
        pytest.param("df['a'] = df['a'].apply(lambda v: 1 if v == 'yes' else 0)", id="a choice"),
        pytest.param("df['a'] = np.where(df['a'] == 'x', 1, 0)", id="a choice by numpy"),
        pytest.param("df.a = (df.a == 'yes').astype(int)", id="a comparison"),
        pytest.param("x = [v * 2 for v in x]", id="a list, each value"),
        pytest.param("path = f'{path}/data'", id="a text that grows"),
        pytest.param("df = df.sample(frac=0.5)", id="a sample of a sample"),
        pytest.param("df['a'] = pd.to_datetime(df['a']).dt.year", id="the year of a year"),
    ],
)
def test_a_second_time_changes_the_value(source: str) -> None:
    assert outcome(source) == "changes"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("df = df.drop('a', axis=1)", id="a missing column"),
        pytest.param("df = df.drop(columns=['a', 'b'])", id="missing columns"),
        pytest.param("df = df.set_index('a')", id="an index that was a column"),
        pytest.param("df = pd.get_dummies(df, columns=['a'])", id="a column that was encoded"),
        pytest.param("df = df['a']", id="a column of a column"),
        pytest.param("x = x.values", id="an array has no `values`"),
        pytest.param("x = sorted(x.items())", id="a list has no items"),
        pytest.param("x = x.split(',')", id="a list has no split"),
        pytest.param("df['a'] = df['a'].str.len()", id="a number has no length"),
        pytest.param("df['a'] = df['a'].dt.year", id="a number has no year"),
    ],
)
def test_a_second_time_fails(source: str) -> None:
    assert outcome(source) == "fails"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("df = df.dropna().drop_duplicates()", id="a dropped column is missing"),
        pytest.param("df = df.sort_values('a').reset_index(drop=True)", id="sorted stays sorted"),
        pytest.param("df['a'] = df['a'].fillna(df['a'].mean())", id="no missing values remain"),
        pytest.param("df['a'] = df['a'].astype(str).str.strip().str.lower()", id="clean text stays clean"),
        pytest.param("df['a'] = df['a'].str.split(' ').str[0]", id="the first word of a word"),
        pytest.param("df = df[df.a > 0]", id="a mask"),
        pytest.param("df = df[['a', 'b']]", id="a choice of columns"),
        pytest.param("x = x[:100]", id="the first rows"),
        pytest.param("df = df.drop('a', axis=1, errors='ignore')", id="a column that may be missing"),
        pytest.param("df = df.drop(df[df.a > 3].index)", id="rows that are looked up"),
        pytest.param("x = (x - x.mean()) / x.std()", id="a standardized value"),
        pytest.param("x = x / x.max()", id="a scaled value"),
        pytest.param("x = x % 7", id="a remainder"),
        pytest.param("mask = mask & other", id="a mask that is narrowed"),
        pytest.param("seen = seen - {1}", id="a set without an item"),
        pytest.param("seen -= {1}", id="the same in place"),
        pytest.param("mask |= other", id="a mask that is widened"),
        pytest.param("x = x * 1", id="a change of type by a product"),
        pytest.param("df['a'] = df['a'].values", id="a column stays a column"),
        pytest.param("x = pd.DataFrame(x.values)", id="a frame of a frame's values"),
        pytest.param("x = np.array(x)", id="an array of an array"),
        pytest.param("x = float(x)", id="a number of a number"),
        pytest.param("x = clean(x)", id="unknown"),
        pytest.param("df = df.groupby('a').sum().reset_index()", id="groups are unknown"),
        pytest.param("df['a'] = df['a'] > 0", id="a comparison that keeps booleans"),
        pytest.param("df['a'] = df['a'].map({0: 0, 1: 1})", id="codes that are kept"),
        pytest.param("df['a'] = df['a'].apply(lambda v: v.strip())", id="each text"),
        pytest.param("df['a'] = df['b'] * 2", id="another column"),
        pytest.param("df['d'] = pd.to_datetime(df['d']).dt.date", id="a date of a date"),
        pytest.param("df = df.set_index('a', drop=False)", id="an index that stays a column"),
    ],
)
def test_a_second_time_is_equal_or_unknown(source: str) -> None:
    assert outcome(source) == ""


@pytest.mark.parametrize(
    ("source", "lost"),
    [
        pytest.param("df.drop('a', axis=1)", ("a",), id="one"),
        pytest.param("df.drop(columns=['a', 'b'])", ("a", "b"), id="several"),
        pytest.param("df.drop(columns=names)", (), id="names that are no literals"),
        pytest.param("df.dropna()", (), id="another method"),
    ],
)
def test_columns_that_are_removed(source: str, lost: tuple[str, ...]) -> None:
    assert lost_columns(ast.parse(source, mode="eval").body) == lost


def test_a_drop_that_names_its_own_frame_is_looked_up() -> None:
    call = ast.parse("df.drop(df.columns[0], axis=1)", mode="eval").body
    assert isinstance(call, ast.Call)
    assert drops(call, ("df",)) == ""
