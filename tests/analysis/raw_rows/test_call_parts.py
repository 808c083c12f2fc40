"""Calls keep their positional and keyword arguments."""

from __future__ import annotations

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, applied


def test_arguments_stay_in_their_places() -> None:
    statement = 'df["age"] = df["age"].clip(df["age"].min(), upper=df["age"].max())'
    expected = "df['age'] = df['age'].clip(features.age_min, upper=features.age_max)"
    assert expected in applied(HEAD + statement + SPLIT + MODEL)
