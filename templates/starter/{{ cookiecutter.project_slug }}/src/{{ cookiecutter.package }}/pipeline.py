"""The stages of the pipeline, in order.

Each parameter of a stage is an output of an earlier stage or a field of the config.
"""

from __future__ import annotations

from pathlib import Path

from . import data, evaluate, train
from ._runtime import Stage

FOLDER: Path | None = None
"""Working folder of the stages; None for the current folder."""

SEED_FIELD: str | None = "seed"
"""Config field whose value seeds the global random generators before a run; None if the code seeds itself."""

STAGES = (
    Stage(data.load, outputs=("parcels",)),
    Stage(data.split, outputs=("train", "test")),
    Stage(train.fit, outputs=("model",), models=("model",)),
    Stage(
        evaluate.evaluate,
        outputs=("roc_auc", "baseline_roc_auc", "brier", "worst_carrier_roc_auc"),
        metrics=("roc_auc", "baseline_roc_auc", "brier", "worst_carrier_roc_auc"),
    ),
    Stage(evaluate.gate),
)
