"""The unit at a place in a cell."""

from __future__ import annotations

import pytest

from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.rewriting.file_context import File
from mlscaffold.rewriting.units import MAGIC, SHARED_LINE, SourceUnit, unit_at, units

UNITS = {
    "a statement": ("a\nb  # c\nd", 2, 1, "b  # c"),
    "all statements of a line": ("a; b\nc", 1, 4, "a; b"),
    "a statement over several lines, found at its end": ("a = (\n  b\n)", 3, 1, "a = (\n  b\n)"),
    "a statement in a block": ("if a:\n  b\n  c", 3, 3, "  c"),
    "code behind a colon": ("if a: b; c # d", 1, 7, "b; c # d"),
    "a header": ("if a:  # c\n  b", 1, 4, "if a:  # c"),
    "a header before its block in the same line": ("if a: b", 1, 4, "if a: "),
    "a header with a comment below": ("for a in b:\n\n  # c\n  d", 1, 1, "for a in b:"),
    "a header with decorators": ("@a\n@b(\n c)\ndef f():\n  d", 2, 2, "@a\n@b(\n c)\ndef f():"),
    "an elif": ("if a:\n  b\nelif c:\n  d", 3, 6, "elif c:"),
    "an except": ("try:\n  a\nexcept (b,\n   c):\n  d", 3, 8, "except (b,\n   c):"),
    "two statements over a shared line": ("a = '''\n'''; b", 2, 6, "a = '''\n'''; b"),
    "letters of several bytes": ("'ü'; if_ = 1\nb", 1, 6, "'ü'; if_ = 1"),
}
NONE = {
    "a comment": ("a\n# b", 2, 1, "there is no statement"),
    "an empty line": ("a\n\nb", 2, 1, "there is no statement"),
    "a line after the end": ("a", 7, 1, "there is no statement"),
    "a magic": ("%time a", 1, 1, MAGIC),
    "a try": ("try:\n  a\nfinally:\n  b", 1, 1, "there is nothing to rewrite in a `try`"),
    "a line that goes on after a backslash": ("a; \\\nb", 1, 1, SHARED_LINE),
}


def unit(source: str, line: int, column: int, whole_statement: bool = False) -> SourceUnit | str:
    file = File(Notebook("a", "a.ipynb", (Cell("code", source, 1),)), "a.ipynb", is_notebook=True)
    return unit_at(file.cells[1], line, column, whole_statement)


@pytest.mark.parametrize(("source", "line", "column", "text"), UNITS.values(), ids=UNITS)
def test_finds_the_innermost(source: str, line: int, column: int, text: str) -> None:
    found = unit(source, line, column)
    assert isinstance(found, SourceUnit)
    assert found.text == text == source[found.start : found.end]


@pytest.mark.parametrize(("source", "line", "column", "why"), NONE.values(), ids=NONE)
def test_no_unit_has_a_reason(source: str, line: int, column: int, why: str) -> None:
    assert unit(source, line, column) == why


def test_whole_statements_include_their_blocks() -> None:
    found = unit("a\n@b\ndef f():\n    if c:\n        d\ne", 5, 9, whole_statement=True)
    assert isinstance(found, SourceUnit)
    assert found.text == "@b\ndef f():\n    if c:\n        d"
    assert unit("if a:\n    b\n    %time c", 2, 5, whole_statement=True) == MAGIC


def test_all_units_of_a_cell_are_found_once() -> None:
    source = "a; b\ntry:\n  c\nexcept d: e\nfor f in g:\n  !h\n  i"
    file = File(Notebook("a", "a.ipynb", (Cell("code", source, 1),)), "a.ipynb", is_notebook=True)
    assert [one.text for one in units(file.cells[1], whole=False)] == [
        "a; b", "except d: ", "  c", "e", "for f in g:", "  i"
    ]  # fmt: skip
    assert [one.text.split("\n")[0] for one in units(file.cells[1], whole=True)] == ["a; b", "try:"]
