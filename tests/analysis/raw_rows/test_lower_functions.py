"""Functions of the notebook are called where they look at single rows, else followed inside."""

from __future__ import annotations

import pytest

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, applied, refused


def test_functions_of_single_rows_are_called() -> None:
    function = 'def clean(t):\n    t = t.drop(columns="name")\n    t["age"] = t["age"] / 10\n    return t\ndf = clean(df)\n'
    assert "df = clean(df)" in applied(HEAD + function + SPLIT + MODEL)


def test_functions_that_learn_are_followed() -> None:
    function = 'def clean(t):\n    t["age"] = t["age"] - t["age"].mean()\n    return t\ndf = clean(df)\n'
    assert any("features." in line for line in applied(HEAD + function + SPLIT + MODEL))


def test_functions_that_split_are_followed() -> None:
    split = 'def sets(t):\n    return train_test_split(t[["age"]], t["bought"], random_state=0)\n'
    source = HEAD + split + "X_train, X_test, y_train, y_test = sets(df)" + MODEL
    assert applied(source)[-1] == "return X_test"


READING = {
    "a table": "m = df['age'].mean()\ndef f(a):\n    return a - m\ndf['age'] = df['age'].apply(f)",
    "all rows in each": "df['age'] = df['age'].apply(lambda a: df['income'] + a)",
}


@pytest.mark.parametrize("statement", READING.values(), ids=READING)
def test_functions_that_read_all_rows_stand_in_the_way(statement: str) -> None:
    assert "reads" in refused(HEAD + statement + SPLIT + MODEL).what
