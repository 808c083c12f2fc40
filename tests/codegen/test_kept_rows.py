"""A selection of rows computes only the columns that it reads."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.codegen.kept_rows import selecting_rows

FILLED = "df = rows.copy()\ndf['a'] = df['a'].fillna(0)\n"


@pytest.mark.parametrize(
    "selection",
    [
        "df = df[df.b > 1]",
        "df = df[df['b'] > 1].copy()",
        "df = df.drop_duplicates(subset='b')",
        "df = df.dropna(subset=['b', 'c']).reset_index(drop=True)",
        "df['b'] = df['c'] * 2\ndf = df[df.b > 1]",
    ],
)
def test_a_column_that_is_not_read_is_left_out(selection: str) -> None:
    found = selecting_rows(ast.parse(FILLED + selection).body)
    assert [ast.unparse(one) for one in found] == ["df = rows.copy()", *selection.split("\n")]


@pytest.mark.parametrize(
    "selection",
    [
        "df = df[df.a > 1]",
        "df = df[df['a'] > 1]",
        "df['b'] = df['a'] * 2\ndf = df[df.b > 1]",
        "df = df.drop_duplicates()",
        "df = df.dropna()",
        "df = df.dropna(subset=['a'])",
        "df = df.dropna(subset=names)",
        "df = df.query('b > 1')",
        "df = df[mask]",
        "df = select(df)",
        "other = df\ndf = other[other.b > 1]",
    ],
)
def test_a_column_that_may_be_read_stays(selection: str) -> None:
    text = ast.unparse(ast.parse(FILLED + selection))
    assert [ast.unparse(one) for one in selecting_rows(ast.parse(text).body)] == text.split("\n")
