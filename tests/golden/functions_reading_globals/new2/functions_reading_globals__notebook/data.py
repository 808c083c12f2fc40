"""Loads the data.

Generated from the notebook "Settings".
"""

from __future__ import annotations

import logging
import pandas as pd
from functools import partial
from typing import Any

logger = logging.getLogger(__name__)

def dear(frame, *, threshold):
    """Source: notebook.ipynb, cell 2."""
    return frame[frame["price"] > threshold]

def label(code, *, names):
    """Source: notebook.ipynb, cell 2."""
    return names.get(code, "?")

def report(*, names, prices, threshold):
    """Source: notebook.ipynb, cell 2."""
    rows = dear(prices, threshold=threshold)
    return [f"{label(who, names=names)}: {price}" for who, price in zip(rows["who"], rows["price"])]

def make_lines() -> tuple[Any, Any, Any]:
    """Create `lines`, `first` and `table`.

Returns:
    lines, first and table.

Source: notebook.ipynb, cells 1, 3, 4.
"""
    threshold = 10
    names = {"a": "ann", "b": "bob"}
    prices = pd.DataFrame({"who": ["a", "b", "a"], "price": [5, 15, 25]})
    lines = report(names=names, prices=prices, threshold=threshold)
    first = label("a", names=names)
    table = dear(prices, threshold=threshold).assign(who=lambda rows: rows["who"].map(partial(label, names=names)))
    logger.debug("table:\n%s", table)
    return lines, first, table
