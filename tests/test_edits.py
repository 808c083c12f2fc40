from __future__ import annotations

import ast

import pytest

from mlscaffold.edits import Edit, SourceText, apply_edits

Places = tuple[tuple[int, int, int, int, str], ...]
TABLE: dict[str, tuple[str, Places, str]] = {
    "no edit": ("a = 1\n", (), "a = 1\n"),
    "a piece of a line": ("a = 1\n", ((1, 4, 1, 5, "seed"),), "a = seed\n"),
    "two pieces of one line": (
        "f(1, 2)",
        ((1, 2, 1, 3, "first"), (1, 5, 1, 6, "second")),
        "f(first, second)",
    ),
    "the same edit twice": ("f(1)", ((1, 2, 1, 3, "x"), (1, 2, 1, 3, "x")), "f(x)"),
    "columns are bytes": ('"é", 1', ((1, 6, 1, 7, "n"),), '"é", n'),
    "over two lines": ("f(\n  1,\n  2)", ((1, 2, 3, 3, "x"),), "f(x)"),
    "an insertion": ("ab", ((1, 1, 1, 1, "-"),), "a-b"),
    "a later line": ("1\n1\n", ((2, 0, 2, 1, "two"),), "1\ntwo\n"),
    "a deletion and a replacement": ("abc", ((1, 0, 1, 1, "xx"), (1, 2, 1, 3, "")), "xxb"),
}


@pytest.mark.parametrize(("source", "places", "expected"), TABLE.values(), ids=TABLE)
def test_apply_edits(source: str, places: Places, expected: str) -> None:
    at = SourceText.of(source).index
    edits = [Edit(at(line, column), at(last, end), text) for line, column, last, end, text in places]
    assert apply_edits(source, edits) == expected


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        pytest.param(Edit(0, 3, ""), Edit(2, 4, ""), True, id="the same characters"),
        pytest.param(Edit(0, 2, ""), Edit(2, 4, ""), False, id="one after the other"),
        pytest.param(Edit(0, 3, ""), Edit(1, 1, "x"), True, id="an insertion inside"),
        pytest.param(Edit(0, 3, ""), Edit(3, 3, "x"), False, id="an insertion at the end"),
        pytest.param(Edit(1, 1, "x"), Edit(1, 1, "y"), False, id="two insertions"),
        pytest.param(Edit(0, 3, "x"), Edit(0, 3, "x"), False, id="equal edits"),
        pytest.param(Edit(0, 3, "x"), Edit(0, 3, "y"), True, id="two replacements"),
        pytest.param(Edit(0, 5, ""), Edit(2, 3, ""), True, id="one inside the other"),
        pytest.param(Edit(2, 5, ""), Edit(2, 2, "a"), False, id="an insertion at the start"),
    ],
)
def test_conflicts(one: Edit, other: Edit, conflict: bool) -> None:
    assert one.conflicts(other) == other.conflicts(one) == conflict


def test_an_edit_moves_with_its_text() -> None:
    assert Edit(5, 7, "x").shifted(-5) == Edit(0, 2, "x")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("a\nb(c)", id="plain"),
        pytest.param("x = 0\ny = b(c)\nz = 1\n", id="in the middle"),
        pytest.param("'é'\nd = 'ü'; b(c)", id="columns are bytes"),
        pytest.param("'\x0c\u2028'\nb(c)", id="characters that only str.splitlines takes for line ends"),
        pytest.param("a\r\nb(c)\r", id="other line ends"),
    ],
)
def test_the_text_of_a_node(source: str) -> None:
    text = SourceText.of(source)
    call = next(node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    assert text.of_node(call) == "b(c)"
    assert apply_edits(source, [text.replacing(call, "x")]) == source.replace("b(c)", "x")


def test_a_line_after_the_last_is_the_end() -> None:
    assert SourceText.of("a\nb").index(3, 0) == 3
