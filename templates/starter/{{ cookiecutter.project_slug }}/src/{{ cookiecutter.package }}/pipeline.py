"""The stages in their order.

A stage's parameters name what it needs: what an earlier stage gives, or a field of the config.
"""

from __future__ import annotations

from pathlib import Path

from . import data, evaluate, train
from .runner import Stage

FOLDER: Path | None = None
"""Where the stages run; None where it does not matter."""

SEED_FIELD: str | None = "seed"
"""The field of the config that seeds random numbers; None where nothing needs it."""

STAGES = (
    Stage(data.load, gives=("parcels",)),
    Stage(data.split, gives=("train", "test")),
    Stage(train.fit, gives=("model",), models=("model",)),
    Stage(
        evaluate.evaluate,
        gives=("roc_auc", "baseline_roc_auc", "brier", "worst_carrier_roc_auc"),
        metrics=("roc_auc", "baseline_roc_auc", "brier", "worst_carrier_roc_auc"),
    ),
    Stage(evaluate.gate),
)
