"""Settings: each field is a flag of `run`, an environment variable and a line of config.toml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ._runtime import project_folder

PROJECT = project_folder()


@dataclass(frozen=True)
class Config:
    """The settings of a run."""

    parcels_csv: Path = PROJECT / "data" / "parcels.csv"
    test_size: float = 0.25  # share of the parcels, the latest ones, for the evaluation
    regularization: float = 1.0  # inverse of the strength: smaller is stronger
    minimum_gain: float = 0.05  # required gain in area under the ROC curve over the baseline
    seed: int = 0
