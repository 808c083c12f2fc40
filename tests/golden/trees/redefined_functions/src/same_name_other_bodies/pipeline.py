"""The stages of "The same name, other bodies", in order.

Each parameter of a stage is an output of an earlier stage or a field of the config.
"""

from __future__ import annotations

from pathlib import Path

from . import analysis
from ._runtime import Stage

FOLDER: Path | None = None
"""Working folder of the stages; None for the current folder."""

SEED_FIELD: str | None = None
"""Config field whose value seeds the global random generators before a run; None if the code seeds itself."""

STAGES = (Stage(analysis.compute_together, outputs=("together",)),)
