"""A cell that is too large or too deep to analyze is left alone; the others are read."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.deep_stack import with_deep_stack
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.grammar import DEEPEST, LARGEST, LONGEST
from mlscaffold.notebook.magics import to_python_cells

TOO_LARGE = {
    "characters": ("x = '" + "a" * LONGEST + "'", "characters"),
    "parts": ("x = [" + "1," * LARGEST + "]", "parts"),
    "terms": ("x = " + "+".join("a" * (DEEPEST + 1)), "levels deep"),
    "calls in a chain": ("x = a" + ".b()" * (DEEPEST // 2 + 1), "levels deep"),
    "a magic before": ("%time x = 1\nx = " + "+".join("a" * (DEEPEST + 1)), "levels deep"),
}
FINE = {
    "a thousand terms": "x = " + "+".join("a" * 1000),
    "a thousand calls": "x = a" + ".b()" * 1000,
    "a long text": "x = '" + "a" * 100_000 + "'",
    "many parts": "x = [" + "1, " * 10_000 + "]",
}
read = with_deep_stack(to_python_cells)


@pytest.mark.parametrize(("source", "why"), TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_a_cell_that_is_too_large_is_left_alone(source: str, why: str) -> None:
    large, other = read(Notebook("n", "n.ipynb", (Cell("code", source, 1), Cell("code", "y = 1", 2)), ""))
    assert large.failure is not None
    assert why in large.failure.what
    assert other.source == "y = 1"


@pytest.mark.parametrize("source", FINE.values(), ids=FINE.keys())
def test_a_large_cell_is_read(source: str) -> None:
    [cell] = read(Notebook("n", "n.ipynb", (Cell("code", source, 1),), ""))
    assert cell.failure is None
    assert cell.source == source
