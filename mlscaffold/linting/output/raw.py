"""Where lines of cells stand in the JSON file, as Jupyter writes it: one line of source a line."""

from __future__ import annotations

import json
import re

_LINE = re.compile(r'^\s*"(?:[^"\\]|\\.)*",?\s*$')
_SOURCE = re.compile(r'^(\s*)"source": \[\s*$')
_TYPE = re.compile(r'^\s*"cell_type": "(\w+)"')


def raw_lines(path: str) -> dict[tuple[int, int], int]:
    """Return the line in the file for each cell's number and line.

    Args:
        path: the notebook.

    Returns:
        Nothing for a file that is not written as Jupyter does: whoever asks then names its first line.
    """
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, ValueError):
        return {}
    return of_text(text)


def of_text(text: str) -> dict[tuple[int, int], int]:
    """Return as `raw_lines` for the text of a notebook."""
    found: dict[tuple[int, int], int] = {}
    lines = text.split("\n")
    cell, kind, sources = 0, "", 0
    for number, line in enumerate(lines, start=1):
        typed = _TYPE.match(line)
        if typed:
            kind = typed[1]
            cell += kind == "code"
        elif kind == "code" and _SOURCE.match(line):
            sources += 1
            for place, _ in enumerate(_block(lines, number), start=1):
                found[cell, place] = number + place
    return found if sources == _code_cells(text) else {}


def _block(lines: list[str], start: int) -> list[str]:
    block: list[str] = []
    for line in lines[start:]:
        if not _LINE.match(line):
            break
        block.append(line)
    return block


def _code_cells(text: str) -> int:
    try:
        cells = json.loads(text).get("cells", [])
    except (ValueError, AttributeError):
        return -1
    return sum(cell.get("cell_type") == "code" and bool(cell.get("source")) for cell in cells)
