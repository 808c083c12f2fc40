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


def test_a_statement_with_many_branches_is_written_out_in_part() -> None:
    branches = "".join(f"elif x == {i}:\n    y = {i}\n" for i in range(60))
    found = one_line(ast.parse(f"if x == 1:\n    y = 1\n{branches}else:\n    y = 2").body[0])
    assert found == "if x == 1: y = 1 elif x == 0: y = 0 elif x == 1: y = 1 elif x == 2: y = 2 elif …"


@pytest.mark.parametrize(
    "source",
    ["if a:\n    b", "if a:\n    b\nelif c:\n    d\nelse:\n    e", "if a:\n    b\nelse:\n    c\n    d"],
)
def test_short_branches_are_written_out(source: str) -> None:
    assert one_line(ast.parse(source).body[0]) == " ".join(source.split())


def test_a_long_expression_is_looked_through_in_part() -> None:
    node = ast.parse(" + ".join(["a"] * 300) + " + df['b']", mode="eval").body
    assert hint_of(node) == "b"
    assert hint_of(ast.parse("df['b'] + " + " + ".join(["a"] * 300), mode="eval").body) == "value"
