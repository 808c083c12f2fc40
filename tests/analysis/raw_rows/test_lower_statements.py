"""Statements in place."""

from __future__ import annotations

import pytest

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, applied, derived, refused


def test_changes_of_a_copy_are_lost_in_the_notebook_too() -> None:
    statement = 'df["age"].fillna(df["age"].mean(), inplace=True)'
    assert derived(HEAD + statement + SPLIT + MODEL).fields == ()


IN_PLACE = {
    "a column less": ('df.drop("name", axis=1, inplace=True)', "df.drop('name', axis=1, inplace=True)"),
    "filled": ("df.fillna(0, inplace=True)", "df.fillna(0, inplace=True)"),
    "a column less by del": ('del df["name"]', "del df['name']"),
}


@pytest.mark.parametrize(("statement", "expected"), IN_PLACE.values(), ids=IN_PLACE)
def test_rows_are_changed_in_place(statement: str, expected: str) -> None:
    assert expected in applied(HEAD + statement + SPLIT + MODEL)


def test_what_is_not_followed_is_named_only_where_it_matters() -> None:
    assert derived(HEAD + "while False:\n    other = df\n" + SPLIT + MODEL).model == "model"
    assert "not followed" in refused(HEAD + "while False:\n    df = other(df)\n" + SPLIT + MODEL).what
