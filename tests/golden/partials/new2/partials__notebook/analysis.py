"""Analyzes the data.

Generated from the notebook "notebook".
"""

from __future__ import annotations

from functools import partial
from operator import itemgetter
from typing import Any

def compute_unit() -> tuple[Any, Any, str, Any, list[Any], list[Any]]:
    """Compute `a`, `b`, `unit` and 3 more.

Returns:
    a, b, unit, c, rows and texts.

Source: notebook.ipynb, cells 1, 2, 3, 4.
"""
    unit = "kg"
    def describe(value, digits=1, *, suffix=unit):
        return f"{value:.{digits}f} {suffix}"
    exact = partial(describe, digits=3)
    metres = partial(describe, suffix="m")
    a = exact(1.23456)
    b = metres(2)
    unit = "g"
    c = exact(2)
    rows = sorted([("x", 3), ("y", 1)], key=itemgetter(1))
    texts = list(map(partial(describe, digits=0), [1.6, 2.2]))
    return a, b, unit, c, rows, texts
