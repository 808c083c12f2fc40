"""Settings: what the notebook had as literals.

Each field is a flag of `run`, an environment variable
(ONE_FIGURE_SEVERAL_CELLS_CURVES_PNG) and a line of config.toml.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ._folders import project_folder

PROJECT = project_folder()


@dataclass(frozen=True)
class Config:
    """What can be set for a run."""

    curves_png: Path = PROJECT / "outputs" / "curves.png"  # cell 5
