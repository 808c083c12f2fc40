from __future__ import annotations

import ast

import pytest

from mlscaffold.edits import SourceText, apply_edits
from mlscaffold.migrations.arguments import addition, removal, slots


def _call(source: str) -> tuple[SourceText, ast.Call]:
    node = ast.parse(source, mode="eval").body
    assert isinstance(node, ast.Call)
    return SourceText.of(source), node


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
    places = slots(text, call)
    assert places is not None
    assert apply_edits(source, [removal(text, places, number)]) == expected


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
    places = slots(text, call)
    assert places is not None
    assert apply_edits(source, [addition(text, places, "c=1")]) == expected


def test_a_function_in_parentheses_is_an_unusual_layout() -> None:
    assert slots(*_call("(f)(a)")) is None
