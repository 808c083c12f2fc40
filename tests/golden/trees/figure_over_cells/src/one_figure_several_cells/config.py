"""Settings, from literals of the notebook.

Each field is a flag of `run`, an environment variable
(ONE_FIGURE_SEVERAL_CELLS_CURVES_PNG) and a line of config.toml.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ._runtime import project_folder

PROJECT = project_folder()


@dataclass(frozen=True)
class Config:
    """The settings of a run."""

    curves_png: Path = PROJECT / "outputs" / "curves.png"  # cell 5
