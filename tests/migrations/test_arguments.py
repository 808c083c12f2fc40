from __future__ import annotations

import ast

import pytest

from mlscaffold.migrations.arguments import addition, removal, slots
from mlscaffold.migrations.edits import Edit, Text, applied, overlap


def _call(source: str) -> tuple[Text, ast.Call]:
    node = ast.parse(source, mode="eval").body
    assert isinstance(node, ast.Call)
    return Text.of(source), node


@pytest.mark.parametrize(
    ("source", "number", "expected"),
    [
        pytest.param("f(a, b=1)", 1, "f(a)", id="the last"),
        pytest.param("f(a, b=1)", 0, "f(b=1)", id="the first"),
        pytest.param("f(a)", 0, "f()", id="the only one"),
        pytest.param("f(a, (b), c)", 1, "f(a, c)", id="one in parentheses"),
        pytest.param(
            "f(\n    a,\n    b,  # why\n    c,\n)", 0, "f(\n    b,  # why\n    c,\n)", id="its own line"
        ),
        pytest.param("f(g(x, y), [1, 2], c)", 1, "f(g(x, y), c)", id="commas inside"),
    ],
)
def test_removal(source: str, number: int, expected: str) -> None:
    text, call = _call(source)
    given = slots(text, call)
    assert given is not None
    assert applied(source, [removal(text, given, number)]) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("f()", "f(c=1)", id="none before"),
        pytest.param("f(a)", "f(a, c=1)", id="one before"),
        pytest.param("f(a, b,)", "f(a, b, c=1,)", id="a comma at the end"),
        pytest.param("f(\n    a,  # why\n)", "f(\n    a,  # why\n    c=1,\n)", id="a line of its own"),
        pytest.param("f('é', b)", "f('é', b, c=1)", id="letters beyond ASCII"),
    ],
)
def test_addition(source: str, expected: str) -> None:
    text, call = _call(source)
    given = slots(text, call)
    assert given is not None
    assert applied(source, [addition(text, given, "c=1")]) == expected


def test_a_function_in_parentheses_is_out_of_the_ordinary() -> None:
    assert slots(*_call("(f)(a)")) is None


def test_edits_of_the_same_text_overlap() -> None:
    assert overlap([Edit(0, 3, "")], [Edit(2, 4, "")])
    assert not overlap([Edit(0, 1, "")], [Edit(2, 4, "")])


def test_edits_are_applied_from_the_end() -> None:
    assert applied("abc", [Edit(0, 1, "xx"), Edit(2, 3, "")]) == "xxb"
