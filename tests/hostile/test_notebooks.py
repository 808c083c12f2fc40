"""The notebooks that harm their own run are valid, so that their runs are what is tried."""

from __future__ import annotations

import pytest

from mlscaffold.notebook.magics import to_python_cells
from mlscaffold.notebook.read import parse_notebook
from tests.hostile.notebooks import NOTEBOOKS, content


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_hostile_notebook_is_python(name: str) -> None:
    cells = to_python_cells(parse_notebook(content(name), "hostile.ipynb"))
    assert len(cells) == len(NOTEBOOKS[name])
    assert all(cell.failure is None for cell in cells)
