"""The stages of "Who buys?", in order.

Each parameter of a stage is an output of an earlier stage or a field of the config.
"""

from __future__ import annotations

from pathlib import Path

from . import data, evaluation, export, features, plots, preparation, training
from ._runtime import Stage

FOLDER: Path | None = None
"""Working folder of the stages; None for the current folder."""

SEED_FIELD: str | None = None
"""Config field whose value seeds the global random generators before a run; None if the code seeds itself."""

STAGES = (
    Stage(data.load_people, outputs=("df",)),
    Stage(preparation.prepare_people, outputs=("df",)),
    Stage(plots.plot_income_by_city),
    Stage(features.build_features, outputs=("df", "X", "y")),
    Stage(
        training.split_train_test, outputs=("X_train", "X_test", "y_train", "y_test")
    ),
    Stage(
        training.train_logistic_regression,
        outputs=("X_test_scaled", "model"),
        models=("model",),
    ),
    Stage(
        evaluation.evaluate_model,
        outputs=("probabilities", "accuracy", "auc", "confusion_matrix_y_test"),
        metrics=("accuracy", "auc"),
    ),
    Stage(plots.plot_purchase_drivers),
    Stage(export.save_scores),
)
