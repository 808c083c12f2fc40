"""What changed in a file, as people read it: a notebook cell by cell, a Python file as usual."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import PurePath

from mlscaffold.rewriting.document import PYTHON, document
from mlscaffold.rewriting.lines import lines_of
from mlscaffold.rewriting.notebook_text import code_sources

_NO_END = "\n\\ No newline at end of file\n"


def unified(path: str, before: bytes, after: bytes) -> str:
    """Return the difference of two versions of a file.

    Args:
        path: its path, as the user names it.
        before: its bytes.
        after: its bytes after mending.

    Returns:
        A unified diff; of a notebook one for the source of each cell that changed. "" where nothing did.
    """
    if before == after:
        return ""
    old = document(before, path)
    text = after.decode(old.encoding)
    if PurePath(path).suffix.lower() in PYTHON:
        return "".join(_diff(path, lines_of(old.text), lines_of(text), _NO_END))
    pairs = enumerate(zip(code_sources(old.text), code_sources(text), strict=True), start=1)
    return "".join(
        line
        for number, (one, other) in pairs
        for line in _diff(f"{path}: cell {number}", lines_of(one), lines_of(other), "\n")
    )


def _diff(name: str, old: list[str], new: list[str], end: str) -> Iterator[str]:
    for line in unified_diff(old, new, name, name):
        yield line if line.endswith("\n") else line + end
