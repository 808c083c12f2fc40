"""Settings, from literals of the notebook.

Each field is a flag of `run`, an environment variable
(WHO_BUYS_PEOPLE_CSV) and a line of config.toml.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ._runtime import project_folder

PROJECT = project_folder()


@dataclass(frozen=True)
class Config:
    """The settings of a run."""

    people_csv: Path = PROJECT / "data" / "people.csv"  # cell 2
    test_size: float = 0.3  # cell 9
    seed: int = 0  # cell 9
    regularization: float = 0.5  # cell 11
    max_iter: int = 500  # cell 11
    scores_csv: Path = PROJECT / "outputs" / "scores.csv"  # cell 15
