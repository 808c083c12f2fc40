"""Code without second names, needless copies and columns that nothing reads."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.codegen.plain_code import plain, without_unread_columns


def shorter(source: str) -> str:
    return "\n".join(map(ast.unparse, plain(ast.parse(source).body, "rows")))


CHANGED = {
    "a second name": ("X = f(rows)\nX_test = X\nreturn_(X_test)", "X = f(rows)\nreturn_(X)"),
    "a name that is changed alone": ("b = a\nb['x'] = 1\nreturn_(b)", "a['x'] = 1\nreturn_(a)"),
    "a copy of which nothing is changed": ("df = rows.copy()\nX = df[['a']]", "X = rows[['a']]"),
}
KEPT = {
    "both names are used, one is changed": "b = a\nb['x'] = 1\nreturn_(a, b)",
    "the first is bound again": "b = a\na = 2\nreturn_(a, b)",
    "a copy that is changed": "df = rows.copy()\ndf['a'] = 1",
    "a copy that is changed by a method": "df = rows.copy()\ndf.drop('a', inplace=True)",
}


@pytest.mark.parametrize(("source", "expected"), CHANGED.values(), ids=CHANGED)
def test_what_is_needless_is_left_out(source: str, expected: str) -> None:
    assert shorter(source) == expected


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT)
def test_what_matters_stays(source: str) -> None:
    assert shorter(source) == source


TARGET = "df['y'] = df['y'].map({'a': 1})\n"
UNREAD = (
    "X = df.drop(columns='y')",
    "X = df.drop(columns=['z', 'y'])",
    "X = df.drop('y', axis=1)",
    "X = df[['a', 'b']]",
    "df = df.drop(columns='y')\nX = df.values",
)
READ = (
    "X = df",
    "X = df[['a', 'y']]",
    "X = df[columns]",
    "X = df.drop(columns='z')",
    "df.drop(columns='y', inplace=True)",
    "df = df[df.a > 1]\nX = df[['a']]",
    "X = df.values",
)


@pytest.mark.parametrize("rest", UNREAD)
def test_a_column_that_is_only_dropped_is_not_changed(rest: str) -> None:
    nodes = ast.parse(TARGET + rest).body
    assert [ast.unparse(n) for n in without_unread_columns(nodes)] == rest.splitlines()


@pytest.mark.parametrize("rest", READ)
def test_a_column_that_may_be_read_is(rest: str) -> None:
    nodes = ast.parse(TARGET + rest).body
    assert without_unread_columns(nodes) == nodes


def test_a_new_column_stays_as_it_is_dropped_by_name() -> None:
    nodes = ast.parse("df['new'] = df['a'] + 1\nX = df.drop(columns='new')").body
    assert without_unread_columns(nodes) == nodes
