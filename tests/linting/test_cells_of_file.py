from __future__ import annotations

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.linting.cells_of_file import read
from tests.linting.project import notebook


@pytest.mark.parametrize(
    ("path", "content", "cells"),
    [
        ("n/a.ipynb", notebook("x = 1", "y = 2"), ["x = 1", "y = 2"]),
        ("a.py", "x = 1\n# %%\ny = 2\n", ["x = 1\n# %%\ny = 2\n"]),
        ("a.md", "# Title\n\n```{code-cell}\nx = 1\n```\n", ["x = 1"]),
    ],
)
def test_a_file_is_read_as_cells(path: str, content: str, cells: list[str]) -> None:
    assert [cell.source for cell in read(content.encode(), path).code] == cells


@pytest.mark.parametrize("path", ["a.ipynb", "a.py"])
def test_what_is_no_text_is_refused(path: str) -> None:
    with pytest.raises(MlscaffoldError):
        read(b"\xff\xfe\x00x", path)
