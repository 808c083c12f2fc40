"""Notebooks that are too large to refactor are hardened in part, and the report says so."""

from __future__ import annotations

import pytest

from mlscaffold.hardening import size_limits
from mlscaffold.hardening.size_limits import is_unsplit, size_of, unsplit_remark, without_oversized
from mlscaffold.notebook.magics import PythonCell


def cells(*counts: int) -> tuple[PythonCell, ...]:
    return tuple(PythonCell(i, "x = 1\n" * count) for i, count in enumerate(counts, 1))


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("x = 1", 1),
        ("", 1),
        ("x = 1\ny = 2", 2),
        ("x = 1; y = 2", 2),
        ("if a:\n    b = 1\nelse:\n    b = 2", 3),
    ],
)
def test_statements_are_counted_with_those_in_blocks(source: str, count: int) -> None:
    assert size_of(PythonCell(1, source)).statements == count


def test_ordinary_notebooks_stay_as_they_are() -> None:
    notebook = cells(*[10] * 100)
    assert without_oversized(notebook) == notebook
    assert not is_unsplit(notebook)


def test_a_cell_that_is_too_large_alone_is_left_out() -> None:
    small, large = without_oversized(cells(10, size_limits.MOST + 1))
    assert small.failure is None
    assert large.failure is not None
    assert "5,001 statements" in large.failure.what
    assert large.source == ""


def test_of_many_cells_the_largest_are_left_out() -> None:
    found = without_oversized(cells(*[size_limits.MOST // 4] * 3, size_limits.MOST // 2))
    assert [cell.number for cell in found if cell.failure] == [4]


def test_a_long_notebook_is_one_function() -> None:
    notebook = cells(size_limits.MOST_SPLIT + 1)
    assert is_unsplit(notebook)
    assert "1,200 statements" in unsplit_remark(notebook).what


def lists(*counts: int) -> tuple[PythonCell, ...]:
    return tuple(PythonCell(i, f"x = [{'1,' * count}]") for i, count in enumerate(counts, 1))


def test_cells_with_long_lists_are_kept_as_long_as_all_together_are_few_parts() -> None:
    most = size_limits.MOST_PARTS
    assert not any(cell.failure for cell in without_oversized(lists(10, most // 3, most // 3)))
    found = without_oversized(lists(10, most // 2, most // 3, most // 3))
    assert [cell.number for cell in found if cell.failure] == [2]
    assert found[1].failure is not None
    assert f"parts, and a project takes {most:,}" in found[1].failure.what


def nested(depth: int) -> str:
    return "".join(" " * i + "if x:\n" for i in range(depth)) + " " * depth + "y = 1"


@pytest.mark.parametrize(
    ("source", "depth"),
    [
        (nested(95), 95),
        (nested(5), 0),
        ("x = '''\n" + " " * 200 + "a'''", 0),
        ("if x:\n    y = 1\n" + "elif x:\n    y = 2\n" * 200, 0),
    ],
)
def test_blocks_are_counted_where_they_may_be_too_deep(source: str, depth: int) -> None:
    assert size_limits.blocks_in(source) == depth


def test_a_cell_with_blocks_too_deep_for_a_function_is_left_out() -> None:
    good, deep = without_oversized([PythonCell(1, nested(80)), PythonCell(2, nested(95))])
    assert good.failure is None
    assert deep.failure is not None
    assert "95 levels of blocks, and a project takes 90" in deep.failure.what
