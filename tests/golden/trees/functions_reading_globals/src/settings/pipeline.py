"""The stages of "Settings" in their order.

A stage's parameters name what it needs: what an earlier stage gives, or a field of the config.
"""

from __future__ import annotations

from pathlib import Path

from . import data
from .runner import Stage

FOLDER: Path | None = None
"""Where the stages run; None where it does not matter."""

SEED_FIELD: str | None = None
"""The field of the config that seeds random numbers; None where nothing needs it."""

STAGES = (Stage(data.make_lines, gives=("lines", "first", "table")),)
