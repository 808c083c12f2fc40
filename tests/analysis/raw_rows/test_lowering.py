"""Names of fields."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.raw_rows.lowering import hint_of, one_line

HINTS = {'df["age"].mean()': "age mean", "df.income.median()": "income", "x + 1": "value"}


@pytest.mark.parametrize(("source", "hint"), HINTS.items())
def test_a_field_is_called_after_what_it_holds(source: str, hint: str) -> None:
    assert set(hint_of(ast.parse(source, mode="eval").body).split()) == set(hint.split())


def test_long_statements_are_cut() -> None:
    assert one_line(ast.parse("a = [" + "1, " * 99 + "]")).endswith("…")
