"""The stages of "Who buys?" in their order.

A stage's parameters name what it needs: what an earlier stage gives, or a field of the config.
"""

from __future__ import annotations

from pathlib import Path

from . import data, evaluation, export, features, plots, preparation, training
from .runner import Stage

FOLDER: Path | None = None
"""Where the stages run; None where it does not matter."""

SEED_FIELD: str | None = None
"""The field of the config that seeds random numbers; None where nothing needs it."""

STAGES = (
    Stage(data.load_people, gives=("df",)),
    Stage(preparation.prepare_data, gives=("df",)),
    Stage(plots.plot_income_by_city),
    Stage(features.build_features, gives=("df", "X", "y")),
    Stage(training.split_train_test, gives=("X_train", "X_test", "y_train", "y_test")),
    Stage(
        training.train_logistic_regression,
        gives=("X_test_scaled", "model"),
        models=("model",),
    ),
    Stage(
        evaluation.evaluate_model,
        gives=("probabilities", "accuracy", "auc", "confusion_matrix_y_test"),
        metrics=("accuracy", "auc", "confusion_matrix_y_test"),
    ),
    Stage(plots.plot_speaks_for_buying),
    Stage(export.save_scores),
)
