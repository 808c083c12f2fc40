"""Notebooks of a test: cells divided by `# %%`."""

from __future__ import annotations

import ast

from mlscaffold.analysis.leakage.detect import leaks
from mlscaffold.analysis.leakage.leak import Leak


def leaks_of(source: str) -> tuple[Leak, ...]:
    """Return the leaks of a notebook in percent format; its first cell has the number 1."""
    cells = source.split("# %%\n")
    return leaks([(number, ast.parse(cell).body) for number, cell in enumerate(cells, 1)])


def kinds_of(source: str) -> set[str]:
    """Return the kinds of leakage that a notebook has."""
    return {leak.kind for leak in leaks_of(source)}
