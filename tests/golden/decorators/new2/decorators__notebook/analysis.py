"""Analyzes the data.

Generated from the notebook "notebook".
"""

from __future__ import annotations

import functools
import logging
from functools import partial
from typing import Any

logger = logging.getLogger(__name__)

def logged(function, *, calls, prefix):
    """Source: notebook.ipynb, cell 1."""
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        calls.append(f"{prefix} {function.__name__}")
        return function(*args, **kwargs)

    return wrapper

def repeat(times):
    """Source: notebook.ipynb, cell 1."""
    def decorate(function):
        def wrapper(*args):
            return [function(*args) for _ in range(times)]

        return wrapper

    return decorate

def compute_total() -> tuple[Any, Any, list[Any], int]:
    """Compute `total`, `shouts`, `squares` and `how_many`.

Returns:
    total, shouts, squares and how_many.

Source: notebook.ipynb, cells 1, 2, 3, 4.
"""
    calls: list[Any] = []
    prefix = "call"
    @partial(logged, calls=calls, prefix=prefix)
    def add(a, b):
        return a + b
    @repeat(3)
    @partial(logged, calls=calls, prefix=prefix)
    def shout(word):
        return word.upper()
    @functools.lru_cache(maxsize=None)
    def slow_square(x):
        calls.append("square")
        return x * x
    total = add(1, 2)
    shouts = shout("hi")
    squares = [slow_square(4), slow_square(4)]
    how_many = len(calls)
    logger.debug("calls:\n%s", calls)
    return total, shouts, squares, how_many
