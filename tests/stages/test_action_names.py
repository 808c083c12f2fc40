"""Names from what statements do, and from headings that begin with a verb."""

from __future__ import annotations

import pytest

from mlscaffold.stages.action_names import actions, heading_action, is_action, set_columns
from tests.stages.notebooks import READ, running

HEADINGS = {
    "Handle missing values": "handle_missing_values",
    "Handling the missing values": "handle_missing_values",
    "Dropping outliers by town": "drop_outliers_by_town",
    "2.1 Encode categorical variables": "encode_categorical_variables",
    "Scaling": "",
    "Training the model": "",
    "Missing values": "",
    "String columns": "",
    "Sample size": "",
    "Use PCA to reduce dimensions": "reduce_dimensions",
    "Treat Outliers": "treat_outliers",
    "Sample sizes": "sample_sizes",
    "Sample the rows": "sample_rows",
    "Group customers": "group_customers",
    "Filter by year": "filter_by_year",
    "": "",
}


@pytest.mark.parametrize(("title", "name"), HEADINGS.items(), ids=HEADINGS)
def test_heading(title: str, name: str) -> None:
    assert heading_action(title) == name


@pytest.mark.parametrize(
    ("word", "expected"), [("drop", True), ("dropping", True), ("merging", True), ("spring", False)]
)
def test_verbs(word: str, expected: bool) -> None:
    assert is_action(word) is expected


ACTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "one call": (("df = df.dropna()",), ("drop_missing_rows",)),
    "a class": (("from sklearn.preprocessing import StandardScaler\ns = StandardScaler()",), ("scale_features",)),
    "most of three": (("df = df.dropna()", "df = df.dropna()", "x = 1"), ("drop_missing_rows",)),
    "half of two": (("df = df.dropna()", "x = 1"), ()),
    "nothing that is known": (("x = 1",), ()),
    "a column": (("df['age2'] = df.age ** 2",), ("add_age2",)),
    "two columns": (("df['a1'] = df.x * 2\ndf['b1'] = df.x * 3",), ("add_a1_and_b1",)),
    "columns without a word in common": (
        ("df['big'] = df.x * 2\ndf['old'] = df.x * 3\ndf['new'] = df.x * 4",),
        ("add_features",),
    ),
    "a column that is changed": (("df['age'] = df['age'] + 1",), ("transform_age",)),
    "an index": (("df.index = df['Date']",), ("index_by_date",)),
    "an index by a method": (("df = df.set_index('home_town')",), ("index_by_home_town",)),
    "an index from elsewhere": (("df.index = range(3)",), ()),
    "groups": (("m = df.groupby('home_town').age.mean()",), ("summarize_by_home_town",)),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), ACTIONS.values(), ids=ACTIONS)
def test_actions(cells: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert tuple(actions([unit for unit in running(READ, *cells) if unit.cell > 1])) == expected


@pytest.mark.parametrize(
    ("source", "columns"),
    [
        ("df['b'] = df.a", ["b"]),
        ("df['a'] = df['a'] * 2", []),
        ("df['a'] = df.a * 2", []),
        ("df[['a', 'b']] = df.c", []),
        ("u['a'] = 1", []),
        ("df = df.copy()", []),
    ],
)
def test_columns(source: str, columns: list[str]) -> None:
    last = running(READ, source)[-1]
    assert list(set_columns(last)) == columns


@pytest.mark.parametrize(
    ("code", "name"),
    [
        pytest.param(
            "from sklearn.preprocessing import StandardScaler\nscaler = StandardScaler()\n"
            "X_train_ready = scaler.fit_transform(X_train)\nX_test_ready = scaler.transform(X_test)",
            "scale_features",
            id="a scaler",
        ),
        pytest.param(
            "from sklearn.compose import ColumnTransformer\nct = ColumnTransformer(parts)\nX_ready = ct.fit_transform(X_train)",
            "prepare_features",
            id="several steps",
        ),
    ],
)
def test_fitted_transformers_name_a_stage_after_what_they_do(code: str, name: str) -> None:
    assert list(actions(running(*code.split("\n")))) == [name]
