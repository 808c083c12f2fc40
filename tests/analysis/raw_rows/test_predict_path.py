"""From a final prediction to raw rows: what is learned once, what is applied to each row, and what stands in the way."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.raw_rows.row_values import Obstacle
from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, applied, derived, fitted, path_of, refused

LEARNED = {
    "a mean": ('df["age"] = df["age"] - df["age"].mean()', "df['age'] = df['age'] - features.age_mean"),
    "a filled median": (
        'df["age"] = df["age"].fillna(df["age"].median())',
        "df['age'] = df['age'].fillna(features.age_median)",
    ),
    "a filled mode": (
        'df["age"] = df["age"].fillna(df["age"].mode()[0])',
        "df['age'] = df['age'].fillna(features.age_mode_0)",
    ),
    "a name for it": (
        'm = df["age"].max()\ndf["age"] = df["age"] / m',
        "df['age'] = df['age'] / features.m_fitted",
    ),
    "filled in place": (
        'df["age"].fillna(df["age"].mean(), inplace=True)',
        "df['age'].fillna(features.age_mean, inplace=True)",
    ),
    "an encoder": (
        'le = LabelEncoder()\ndf["age"] = le.fit_transform(df["age"])',
        "df['age'] = features.le_fitted.transform(df['age'])",
    ),
    "an encoder without a name": (
        'df["age"] = LabelEncoder().fit_transform(df["age"])',
        "df['age'] = features.age_labelencoder.transform(df['age'])",
    ),
    "counts of values": (
        'df["age"] = df["age"].map(df["age"].value_counts())',
        "df['age'] = df['age'].map(features.age_value_counts)",
    ),
    "means of groups": (
        'df["age"] = df.groupby("city")["age"].transform("mean")',
        "df['age'] = apply_groups(features.groupby_age, df, 'city')",
    ),
    "codes of categories": (
        'df["age"] = df["age"].astype("category").cat.codes',
        "df['age'] = apply_categories(features.age_categories, df['age']).cat.codes",
    ),
    "learned bins": (
        'df["age"] = pd.qcut(df["age"], 4, labels=False)',
        "df['age'] = apply_bins(features.age_bins, df['age'])",
    ),
    "inside a function for each value": (
        'df["age"] = df["age"].apply(lambda a: a - df["age"].min())',
        "df['age'] = df['age'].apply(lambda a: a - features.age_min)",
    ),
}


@pytest.mark.parametrize(("statement", "expected"), LEARNED.values(), ids=LEARNED)
def test_what_is_reduced_over_rows_is_learned_once(statement: str, expected: str) -> None:
    assert expected in applied(HEAD + statement + SPLIT + MODEL)


ALONE = {
    "arithmetic": 'df["age"] = df["age"] / 10',
    "a function of numpy": 'df["age"] = np.log1p(df["age"])',
    "a dictionary": 'df["age"] = df["sex"].map({"f": 0, "m": 1})',
    "text": 'df["age"] = df["name"].str.len()',
    "a part of a date": 'df["age"] = pd.to_datetime(df["born"]).dt.year',
    "known bins": 'df["age"] = pd.cut(df["age"], [0, 18, 99], labels=False)',
    "a condition": 'df.loc[df["age"] > 99, "age"] = 99',
    "a column less": 'df.drop("name", axis=1, inplace=True)',
    "another type": 'df["age"] = df["age"].astype(int)',
    "a function for each value": 'df["age"] = df["age"].apply(lambda a: min(a, 99))',
}


@pytest.mark.parametrize("statement", ALONE.values(), ids=ALONE)
def test_what_each_row_has_by_itself_stays_as_it_is(statement: str) -> None:
    path = derived(HEAD + statement + SPLIT + MODEL)
    assert path.fields == ()
    changed = statement.replace('"', "'")
    assert changed in applied(HEAD + statement + SPLIT + MODEL) or "name" in statement


SELECTIONS = {
    "empty rows": "df = df.dropna()",
    "empty rows in place": "df.dropna(inplace=True)",
    "a mask": 'df = df[df["age"] > 18]',
    "repeated rows": "df = df.drop_duplicates()",
    "rows by label": "df = df.drop([3, 5])",
    "order": 'df = df.sort_values("age")',
}


@pytest.mark.parametrize("statement", SELECTIONS.values(), ids=SELECTIONS)
def test_rows_are_left_out_in_training_only(statement: str) -> None:
    path = derived(HEAD + statement + SPLIT + MODEL)
    assert not any(
        "drop" in line or ">" in line or "sort" in line for line in applied(HEAD + statement + SPLIT + MODEL)
    )
    assert path.kept == "df"


def test_a_scaler_is_fitted_on_the_rows_of_training() -> None:
    scale = "scaler = StandardScaler()\nX_train = scaler.fit_transform(X_train)\nX_test = scaler.transform(X_test)\n"
    assert applied(HEAD + SPLIT + scale + MODEL)[-2:] == [
        "X_test = features.scaler_fitted.transform(X_test)",
        "return X_test",
    ]
    assert "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)" in fitted(
        HEAD + SPLIT + scale + MODEL
    )
    (field,) = derived(HEAD + SPLIT + scale + MODEL).fields
    assert (field.part, derived(HEAD + SPLIT + scale + MODEL).leaks) == ("train part 1", ())


def test_what_is_learned_before_the_split_is_a_leak() -> None:
    scale = '\ndf[["age", "income"]] = StandardScaler().fit_transform(df[["age", "income"]])'
    (leak,) = derived(HEAD + scale + SPLIT + MODEL).leaks
    assert leak.part == "all"


def test_encoders_in_a_loop_are_kept_by_column() -> None:
    loop = 'for c in ["age", "income"]:\n    le = LabelEncoder()\n    df[c] = le.fit_transform(df[c])\n'
    lines = applied(HEAD + loop + SPLIT + MODEL)
    assert "for c in ['age', 'income']:\n    df[c] = features.le_by_c[c].transform(df[c])" in lines
    assert "le_by_c = {}" in fitted(HEAD + loop + SPLIT + MODEL)


def test_columns_chosen_by_their_type_are_learned() -> None:
    loop = 'for c in df.select_dtypes("object").columns:\n    df[c] = LabelEncoder().fit_transform(df[c])\n'
    assert any("features." in line for line in applied(HEAD + loop + SPLIT + MODEL))


def test_functions_of_single_rows_are_called() -> None:
    function = 'def clean(t):\n    t = t.drop(columns="name")\n    t["age"] = t["age"] / 10\n    return t\ndf = clean(df)\n'
    assert "df = clean(df)" in applied(HEAD + function + SPLIT + MODEL)


def test_functions_that_learn_are_followed() -> None:
    function = 'def clean(t):\n    t["age"] = t["age"] - t["age"].mean()\n    return t\ndf = clean(df)\n'
    assert any("features." in line for line in applied(HEAD + function + SPLIT + MODEL))


def test_the_question_that_is_asked_last_counts() -> None:
    two = "other = LogisticRegression()\nother.fit(X_train, y_train)\nother.score(X_test, y_test)\n"
    assert derived(HEAD + SPLIT + MODEL + two).model == "other"
    assert derived(HEAD + SPLIT + MODEL + "model.predict([[30, 2000]])\n").asked.source == "X_test"


REFUSED = {
    "other rows": ('df["age"] = df["age"].shift(1)', "needs other rows"),
    "ranks": ('df["age"] = df["age"].rank()', "needs other rows"),
    "tables below each other": ("df = pd.concat([df, df])", "below each other"),
    "an unknown function": ("import mystery\ndf = mystery.prepare(df)", "is unknown"),
}


@pytest.mark.parametrize(("statement", "message"), REFUSED.values(), ids=REFUSED)
def test_the_statement_that_stands_in_the_way_is_named(statement: str, message: str) -> None:
    obstacle = refused(HEAD + statement + SPLIT + MODEL)
    assert message in obstacle.what
    assert obstacle.location is not None
    assert obstacle.code


def test_what_is_learned_again_from_held_out_rows_is_refused() -> None:
    scale = "s = StandardScaler()\nX_train = s.fit_transform(X_train)\nX_test = s.fit_transform(X_test)\n"
    obstacle = refused(HEAD + SPLIT + scale + MODEL)
    assert "not trained on" in obstacle.what
    assert "transform" in obstacle.cure


def test_what_is_learned_from_a_random_part_is_refused() -> None:
    scale = "s = StandardScaler()\nX_train = s.fit_transform(X_train)\nX_test = s.transform(X_test)\n"
    obstacle = refused(HEAD + SPLIT.replace(", random_state=0", "") + scale + MODEL)
    assert "random" in obstacle.what


NOTHING = {
    "no model": "print(df.shape)",
    "typed rows": "X = [[1], [2]]\nm = LogisticRegression().fit(X, [0, 1])\nm.predict([[3]])",
    "no question": SPLIT + "m = LogisticRegression().fit(X_train, y_train)",
}


@pytest.mark.parametrize("source", NOTHING.values(), ids=NOTHING)
def test_without_a_question_about_rows_there_is_nothing_to_derive(source: str) -> None:
    assert path_of(HEAD + source) is None


def test_rows_of_a_bundle_are_rows() -> None:
    source = (
        HEAD + "from sklearn.datasets import load_iris\niris = load_iris()\nX, y = iris.data, iris.target\n"
    )
    path = derived(source + SPLIT.split("\n", 3)[3] + MODEL)
    assert path.read.function == "sklearn.datasets.load_iris"
    assert not isinstance(path, Obstacle)
