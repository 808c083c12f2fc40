"""Random numbers that are the same in each run."""

from __future__ import annotations

import random
import sys
from typing import Any


def start(seed: int) -> None:
    """Seed Python's random numbers, and those of the libraries that are loaded."""
    random.seed(seed)
    modules: dict[str, Any] = dict(sys.modules)
    if "numpy" in modules:
        modules["numpy"].random.seed(seed)
    if "torch" in modules:
        modules["torch"].manual_seed(seed)
    if "tensorflow" in modules:
        modules["tensorflow"].random.set_seed(seed)
