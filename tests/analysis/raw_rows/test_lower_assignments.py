"""Assignments to names, columns and items."""

from __future__ import annotations

import pytest

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, applied, path_of

FOLLOWED = {
    "a column": ('df["ratio"] = df["income"] / df["age"]', "df['ratio'] = df['income'] / df['age']"),
    "an attribute": ("df.age = df.age / 10", "df.age = df.age / 10"),
    "a condition": ('df.loc[df["age"] > 99, "age"] = 99', "df.loc[df['age'] > 99, 'age'] = 99"),
    "in place": ('df["age"] += 1', "df['age'] = df['age'] + 1"),
}


@pytest.mark.parametrize(("statement", "expected"), FOLLOWED.values(), ids=FOLLOWED)
def test_columns_are_assigned_to_new_rows_too(statement: str, expected: str) -> None:
    source = (
        HEAD
        + statement
        + SPLIT.replace(
            '["age", "income"]', '["age", "income", "ratio"]' if "ratio" in statement else '["age"]'
        )
    )
    assert expected in applied(source + MODEL)


def test_a_dictionary_of_encoders_is_learned_as_a_whole() -> None:
    loop = (
        'encoders = {}\nfor c in ["age", "income"]:\n    encoders[c] = LabelEncoder()\n    encoders[c].fit(df[c])\n'
        "    df[c] = encoders[c].transform(df[c])\n"
    )
    assert path_of(HEAD + loop + SPLIT + MODEL) is not None
