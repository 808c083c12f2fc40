"""Loads the data.

Generated from the notebook "Functions handed to others".
"""

from __future__ import annotations

import logging
import pandas as pd
from functools import partial, reduce
from typing import Any

logger = logging.getLogger(__name__)

def rank(level, *, order):
    """Return `order[level]`.

Source: notebook.ipynb, cell 2.
"""
    return order[level]

def describe(row, *, order):
    """Source: notebook.ipynb, cell 2."""
    return f"{row['level']}:{row['pay']:.1f}:{order[row['level']]}"

def make_texts() -> tuple[list[Any], list[Any], list[Any], Any, Any, list[Any]]:
    """Create `texts`, `levels`, `kept` and 3 more.

Returns:
    texts, levels, kept, spreads, total and later.

Source: notebook.ipynb, cells 1, 2, 3, 4, 5, 6.
"""
    bonus = 5
    order = {"low": 0, "mid": 1, "high": 2}
    df = pd.DataFrame({"level": ["high", "low", "mid", "low"], "pay": [9.0, 1.0, 4.0, 2.0]})
    def add_bonus(pay):
        return pay + bonus
    def spread(group):
        return group.max() - group.min() + bonus
    df["paid"] = df["pay"].apply(add_bonus)
    texts = df.apply(partial(describe, order=order), axis=1).tolist()
    raised = list(map(add_bonus, [1, 2]))
    levels = sorted(df["level"], key=partial(rank, order=order))
    kept = list(filter(lambda pay: pay > bonus, df["paid"]))
    spreads = df.groupby("level")["pay"].agg(spread)
    total = reduce(lambda a, b: a + b + bonus, raised)
    bonus = 50
    later = df["pay"].map(add_bonus).tolist()
    logger.debug("later:\n%s", later)
    return texts, levels, kept, spreads, total, later
