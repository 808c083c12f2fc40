"""Helpers: the data flow of notebooks, one text per cell."""

from __future__ import annotations

from mlscaffold.analysis.dataflow import Flow, trace
from mlscaffold.analysis.effects import Effects
from mlscaffold.analysis.statements import split


def follow(*cells: str) -> Flow:
    """Return the flow of a notebook."""
    return trace(tuple(s for number, text in enumerate(cells, 1) for s in split(number, text, silent=False)))


def last_effects(*cells: str) -> Effects:
    """Return the effects of the last statement of a notebook."""
    return follow(*cells).statements[-1].effects
