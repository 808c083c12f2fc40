"""Settings: each field is a flag of `run`, an environment variable and a line of config.toml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ._folders import project_folder

PROJECT = project_folder()


@dataclass(frozen=True)
class Config:
    """What can be set for a run."""

    parcels_csv: Path = PROJECT / "data" / "parcels.csv"
    test_size: float = 0.25  # share of the parcels, the latest ones, that the model is judged by
    regularization: float = 1.0  # smaller is stronger
    minimum_gain: float = 0.05  # area under the ROC curve that the model must have above the baseline's
    seed: int = 0
