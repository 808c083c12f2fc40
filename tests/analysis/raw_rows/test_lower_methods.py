"""Methods of rows, by their shape."""

from __future__ import annotations

import pytest

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, applied, refused

COLUMNS = {
    "empty columns": "df = df.dropna(axis=1)",
    "columns of a type": 'df = df.select_dtypes("number")',
}


@pytest.mark.parametrize("statement", COLUMNS.values(), ids=COLUMNS)
def test_columns_that_are_left_are_learned(statement: str) -> None:
    assert "df = df[features.columns]" in applied(HEAD + statement + SPLIT + MODEL)


def test_encoders_of_several_columns_are_learned_by_column() -> None:
    statement = 'df[["age", "income"]] = df[["age", "income"]].apply(LabelEncoder().fit_transform)'
    expected = "df[['age', 'income']] = apply_columns(features.encoders, df[['age', 'income']])"
    assert expected in applied(HEAD + statement + SPLIT + MODEL)


OTHER = "shift(1) diff() rank() cumsum() rolling(3).mean() ffill()".split()


@pytest.mark.parametrize("method", OTHER)
def test_methods_that_need_other_rows_stand_in_the_way(method: str) -> None:
    assert "needs other rows" in refused(HEAD + f'df["age"] = df["age"].{method}' + SPLIT + MODEL).what
