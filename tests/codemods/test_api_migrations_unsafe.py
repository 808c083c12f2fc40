"""Changed APIs whose replacement may compute something else are rewritten on request only."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply, codemod_of, rewrite

NAME = "api-migrations-unsafe"
KNOWN: dict[str, Any] = {
    "types": (
        ("df", "pandas.DataFrame"),
        ("mask", "pandas.Series"),
        ("s", "pandas.Series"),
        ("rows", "list"),
    ),
    "imports": (
        ("pd", "pandas"),
        ("np", "numpy"),
        ("sns", "seaborn"),
        ("Ridge", "sklearn.linear_model.Ridge"),
    ),
}
CHANGED: dict[str, tuple[str, str]] = {
    "a column, then a mask": (
        '# none\ndf["a"][df["b"] > 0] = 0  # why\n',
        '# none\ndf.loc[df["b"] > 0, "a"] = 0  # why\n',
    ),
    "a mask, then a column": ('df[df.b > 1]["a"] = 0\n', 'df.loc[df.b > 1, "a"] = 0\n'),
    "a mask that has a name": ('df["a"][mask] = 0\n', 'df.loc[mask, "a"] = 0\n'),
    "rows, then a column": ('df.loc[mask]["a"] = 0\n', 'df.loc[mask, "a"] = 0\n'),
    "one item of a column": ('df["a"][0] = 1\n', 'df.loc[0, "a"] = 1\n'),
    "a column changed by an operation": ('df["a"][mask] += 1\n', 'df.loc[mask, "a"] += 1\n'),
    "a position in a column": ('df["a"].iloc[0] = 1\n', 'df.loc[df.index[0], "a"] = 1\n'),
    "a column filled in place": ('df["a"].fillna(0, inplace=True)\n', 'df["a"] = df["a"].fillna(0)\n'),
    "a column as an attribute": (
        "df.a.replace({1: 2}, inplace=True)\n",
        "df.a = df.a.replace({1: 2})\n",
    ),
    "a column in a loop": (
        "for c in columns:\n    df[c].fillna(df[c].mean(), inplace=True)\n",
        "for c in columns:\n    df[c] = df[c].fillna(df[c].mean())\n",
    ),
    "columns of text": (
        'x = df.select_dtypes(include="object")\n',
        'x = df.select_dtypes(include=["object", "str"])\n',
    ),
    "the type of a column": (
        'if df["a"].dtype == "object":\n    pass\n',
        'if pd.api.types.is_string_dtype(df["a"]):\n    pass\n',
    ),
    "a regular expression": (
        'x = s.str.replace(r"\\d+", "")\n',
        'x = s.str.replace(r"\\d+", "", regex=True)\n',
    ),
    "means of groups": ('x = df.groupby("a").mean()\n', 'x = df.groupby("a").mean(numeric_only=True)\n'),
    "correlations": ("sns.heatmap(df.corr())\n", "sns.heatmap(df.corr(numeric_only=True))\n"),
    "normalized data": (
        "model = Ridge(normalize=True, alpha=2)\n",
        "model = make_pipeline(StandardScaler(with_mean=False), Ridge(alpha=2))\n",
    ),
    "a distribution": (
        'sns.distplot(df["a"], bins=20)\n',
        'sns.histplot(df["a"], bins=20, kde=True, stat="density")\n',
    ),
}
KEPT: dict[str, str] = {
    "a dictionary of dictionaries": 'found["a"]["b"] = 0\n',
    "a dictionary of frames": 'frames["a"][mask] = 0\n',
    "a column": 'df["a"] = 0\n',
    "a place": 'df.loc[mask, "a"] = 0\n',
    "a part that is only read": 'x = df["a"][mask]\n',
    "a list": "rows[0][1] = 2\n",
    "a frame changed in place": "df.fillna(0, inplace=True)\n",
    "frames in a dictionary": 'frames["a"].dropna(inplace=True)\n',
    "no inplace": 'df["a"] = df["a"].fillna(0)\n',
    "a value that is used": 'x = df["a"].fillna(0, inplace=True)\n',
    "a text that is no expression": 's.str.replace("Mr", "")\n',
    "a flag for expressions": 's.str.replace(r"\\d+", "", regex=False)\n',
    "the mean of one column": 'x = df.groupby("a")["b"].mean()\n',
    "the mean of a series": "x = s.mean()\n",
    "a mean of numbers": "x = df.mean(numeric_only=True)\n",
    "another type of a column": 'x = df["a"].dtype == "int64"\n',
    "other columns": 'x = df.select_dtypes("number")\n',
    "an unchanged value": "df = df.append(df)\n",
    "a model that does not normalize": "model = Ridge(alpha=2)\n",
    "a distribution with its own options": 'sns.distplot(df["a"], fit=norm)\n',
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source


def test_it_is_applied_only_on_request() -> None:
    assert not codemod_of(NAME).safe
    assert codemod_of("api-migrations").safe


def test_a_pipeline_needs_its_imports() -> None:
    assert rewrite(NAME, "model = Ridge(normalize=True)\n", **KNOWN).imports == (
        "from sklearn.pipeline import make_pipeline",
        "from sklearn.preprocessing import StandardScaler",
    )
