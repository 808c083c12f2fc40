"""The line of a finding comes from its cell, in what was checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.finding import Finding
from mlscaffold.linting.source_lines import source_lines
from tests.linting.project import notebook, write


def at(path: Path, line: int, cell: int = 0) -> Finding:
    return Finding(str(path), "MLS101", "", cell, line, 1, line, 1, "error")


def test_the_line_is_that_of_the_cell(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", notebook("a\nb", "c"))
    lines = source_lines()
    assert [lines(at(path, line, cell)) for line, cell in ((1, 1), (2, 1), (1, 2), (2, 2), (1, 0))] == [
        "a", "b", "c", "", "",
    ]  # fmt: skip


def test_contents_that_are_not_saved_come_first(tmp_path: Path) -> None:
    path = write(tmp_path / "a.py", "saved")
    assert source_lines()(at(path, 1)) == "saved"
    assert source_lines({str(path): b"x\ny"})(at(path, 2)) == "y"


@pytest.mark.parametrize("content", [None, "{"])
def test_a_file_that_cannot_be_read_has_no_lines(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "a.ipynb"
    if content is not None:
        write(path, content)
    assert source_lines()(at(path, 1, 1)) == ""
