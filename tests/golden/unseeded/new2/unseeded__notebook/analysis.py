"""Analyzes the data.

Generated from the notebook "notebook".
"""

from __future__ import annotations

import datetime
import numpy as np
import random
import time
from typing import Any

def compute_shape() -> tuple[Any, bool, str, bool]:
    """Compute `shape`, `ordered`, `today` and `took`.

Returns:
    shape, ordered, today and took.

Source: notebook.ipynb, cells 1, 2, 3, 4.
"""
    start = 0 * time.time()
    noise = np.random.normal(size=5)
    shuffled = random.sample(range(100), 10)
    shape = noise.shape
    ordered = sorted(shuffled) == sorted(set(shuffled))
    now = datetime.datetime.now()
    today = now.date().isoformat()
    elapsed = time.time() - start
    took = elapsed > 0
    return shape, ordered, today, took
