"""The stages of "notebook" in their order.

A stage's parameters name what it needs: what an earlier stage gives, or a field of the config.
"""

from __future__ import annotations

from pathlib import Path

from . import analysis
from .runner import Stage

FOLDER: Path | None = None
"""Where the stages run; None where it does not matter."""

SEED_FIELD: str | None = "seed"
"""The field of the config that seeds random numbers; None where nothing needs it."""

STAGES = (Stage(analysis.compute_shape, gives=("shape", "ordered", "today", "took")),)
