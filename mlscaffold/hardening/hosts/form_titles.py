"""Titles of forms in Colab and of cells in Databricks become headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from mlscaffold.hardening.hosts.adapted import Adapted, Beside
from mlscaffold.notebook.cells import Cell, Notebook

_TITLE = re.compile(r"\A\s*#\s?@title[ \t]+([^\n{]*)|\A\s*# DBTITLE \d+,([^\n]*)")
_TEXT = re.compile(r"\A\s*%md(?:-sandbox)?\b[ \t]*\n?((?:.|\n)*)")


def with_headings(notebook: Notebook, _beside: Beside) -> Adapted:
    """Add a heading before each cell that has a title, and move the text of Databricks' cells to text cells."""
    if not any(_TITLE.match(cell.source) or _TEXT.match(cell.source) for cell in notebook.code):
        return Adapted(notebook)
    cells = tuple(one for cell in notebook.cells for one in _cells(cell))
    return Adapted(replace(notebook, cells=cells))


def _cells(cell: Cell) -> Iterator[Cell]:
    title = _TITLE.match(cell.source) if cell.kind == "code" else None
    text = _TEXT.match(cell.source) if cell.kind == "code" else None
    if title and (words := (title[1] or title[2] or "").strip()):
        yield Cell("markdown", f"### {words}", cell.number - 1)
    if text:
        yield Cell("markdown", text[1], cell.number - 1)
        cell = replace(cell, source="\n" * cell.source.count("\n"))
    yield cell
