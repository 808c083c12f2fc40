"""Names in statements."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.raw_rows.node_names import root_of, stored_names, touched_names

STORED = {
    "a = b": {"a"},
    "a[b] = c": {"a"},
    "a.b.c = d": {"a"},
    "f(a)": set(),
    "for a in b:\n    c = 1": {"a", "c"},
}


@pytest.mark.parametrize(("source", "names"), STORED.items())
def test_stored_names(source: str, names: set[str]) -> None:
    assert stored_names(ast.parse(source).body[0]) == names


def test_the_beginning_of_an_expression() -> None:
    assert root_of(ast.parse("a.b[c].d()", mode="eval").body) == "a"
    assert touched_names(ast.parse("a = b.c").body[0]) == {"a", "b"}
