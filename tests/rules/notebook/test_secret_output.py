from __future__ import annotations

from collections.abc import Mapping

import pytest

from mlscaffold.notebook.cells import Cell
from mlscaffold.rules.notebook.secret_output import LONGEST, size, texts


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        pytest.param({"output_type": "stream", "text": ["a\n", "b"]}, ["a\nb"], id="printed text"),
        pytest.param({"output_type": "stream", "text": "a"}, ["a"], id="as one text"),
        pytest.param({"data": {"text/plain": ["1"], "image/png": "AAAA"}}, ["1"], id="an image has no text"),
        pytest.param({"data": {"text/html": "<b>"}}, ["<b>"], id="a table"),
        pytest.param(
            {"output_type": "error", "evalue": "no", "traceback": ["x", "y"]}, ["no", "xy"], id="an error"
        ),
        pytest.param({"data": None, "text": 3}, [], id="malformed output"),
    ],
)
def test_texts_of_outputs(output: Mapping[str, object], expected: list[str]) -> None:
    assert list(texts(Cell("code", "", 1, outputs=(output,)))) == expected


def test_long_texts_are_cut() -> None:
    cell = Cell("code", "", 1, outputs=({"text": "a" * (LONGEST + 5)},))
    assert [len(text) for text in texts(cell)] == [LONGEST]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("abc", 3, id="a text"),
        pytest.param(["ab", "c"], 3, id="lines"),
        pytest.param({"key": ["ab", {"c": 1}]}, 14, id="a mapping"),
        pytest.param((), 0, id="nothing"),
    ],
)
def test_sizes(value: object, expected: int) -> None:
    assert size(value) == expected
