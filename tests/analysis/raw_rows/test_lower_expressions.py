"""What each row has by itself stays as it is; rows are left out in training only."""

from __future__ import annotations

import pytest

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, applied, derived

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
