"""Code that Python refuses is refused with the place, and never with another error."""

from __future__ import annotations

import pytest

from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.magics import to_python_cells
from tests.hostile.bad_code import ERRORS, MAGICS


def failures(source: str) -> list[str]:
    notebook = Notebook("a", "a.ipynb", (Cell("code", source, 1), Cell("code", "x = 1", 2)))
    return [str(cell.failure) for cell in to_python_cells(notebook) if cell.failure]


@pytest.mark.parametrize("source", ERRORS)
def test_code_with_an_error_does_not_end_the_others(source: str) -> None:
    assert all(text.startswith("cell 1, line ") for text in failures(source))


@pytest.mark.parametrize("source", MAGICS)
def test_a_magic_without_its_arguments_is_converted_or_refused(source: str) -> None:
    assert all(text.startswith("cell 1") for text in failures(source))
