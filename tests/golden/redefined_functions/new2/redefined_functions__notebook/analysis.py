"""Analyzes the data.

Generated from the notebook "The same name, other bodies".
"""

from __future__ import annotations

import logging
from typing import Any

logger = logging.getLogger(__name__)

def compute_together() -> tuple[Any, ...]:
    """Compute `together`.

Returns:
    together.

Source: notebook.ipynb, cells 1, 2, 3, 4, 5.
"""
    def clean(x):
        return x.strip()
    def twice(x):
        return clean(x) * 2
    first = clean("  Ann ")
    doubled = twice(" a")
    def clean(x):
        return x.strip().lower()
    second = clean("  Ann ")
    doubled_again = twice(" A")
    def clean(x):
        return x[::-1]
    third = clean("abc")
    together = (first, second, third, doubled, doubled_again, twice("xy"))
    logger.debug("together:\n%s", together)
    return together
