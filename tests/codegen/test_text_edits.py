from __future__ import annotations

import ast

import pytest

from mlscaffold.codegen.text_edits import Edit, apply, replacing, segment

TABLE: dict[str, tuple[str, tuple[Edit, ...], str]] = {
    "no edit": ("a = 1\n", (), "a = 1\n"),
    "a piece of a line": ("a = 1\n", (Edit(1, 4, 1, 5, "seed"),), "a = seed\n"),
    "two pieces of one line": (
        "f(1, 2)",
        (Edit(1, 2, 1, 3, "first"), Edit(1, 5, 1, 6, "second")),
        "f(first, second)",
    ),
    "the same edit twice": ("f(1)", (Edit(1, 2, 1, 3, "x"), Edit(1, 2, 1, 3, "x")), "f(x)"),
    "columns are bytes": ('"é", 1', (Edit(1, 6, 1, 7, "n"),), '"é", n'),
    "over two lines": ("f(\n  1,\n  2)", (Edit(1, 2, 3, 3, "x"),), "f(x)"),
    "nothing is taken away": ("ab", (Edit(1, 1, 1, 1, "-"),), "a-b"),
    "a later line keeps its place": ("1\n1\n", (Edit(2, 0, 2, 1, "two"),), "1\ntwo\n"),
}


@pytest.mark.parametrize(("source", "edits", "expected"), TABLE.values(), ids=TABLE)
def test_apply(source: str, edits: tuple[Edit, ...], expected: str) -> None:
    assert apply(source, edits) == expected


@pytest.mark.parametrize(
    "text", ["f(1)", "é + 1", "(\n 1,\n)"], ids=["a call", "other letters", "several lines"]
)
def test_a_node_is_replaced_where_it_stands(text: str) -> None:
    source = f"before = 0\nx = {text}\nafter = 1\n"
    node = ast.parse(source).body[1]
    assert isinstance(node, ast.Assign)
    assert apply(source, [replacing(node.value, "y")]) == "before = 0\nx = y\nafter = 1\n"
    assert segment(source, node.value) == text
