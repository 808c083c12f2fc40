"""Evaluates the model: against a baseline, overall and per carrier, with a gate that stops a bad one."""

from __future__ import annotations

import logging

import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.pipeline import Pipeline

from .predict import probability
from .schema import TARGET, features_of

logger = logging.getLogger(__name__)


def evaluate(model: Pipeline, train: pd.DataFrame, test: pd.DataFrame) -> tuple[float, float, float, float]:
    """Evaluate the model on parcels that it was not trained on.

    Args:
        model: the fitted model.
        train: its training data, on which the baseline is fitted too.
        test: parcels shipped later.

    Returns:
        Area under the ROC curve of the model (1 is perfect, 0.5 is chance), that of a baseline which predicts the
        overall share of late parcels, the model's Brier score (0 is perfect), and the area under the curve for
        the carrier with the worst result.
    """
    chances = probability(model, test)
    baseline = DummyClassifier(strategy="prior").fit(features_of(train), train[TARGET])
    expected = baseline.predict_proba(features_of(test))[:, 1]
    roc_auc = float(roc_auc_score(test[TARGET], chances))
    baseline_roc_auc = float(roc_auc_score(test[TARGET], expected))
    brier = float(brier_score_loss(test[TARGET], chances))
    return roc_auc, baseline_roc_auc, brier, min(slices(test, chances).values())


def slices(test: pd.DataFrame, chances: pd.Series) -> dict[str, float]:
    """Return the area under the ROC curve for each carrier that has both late and punctual parcels."""
    groups = {name: part for name, part in test.groupby("carrier") if part[TARGET].nunique() == 2}
    found = {str(name): float(roc_auc_score(part[TARGET], chances[part.index])) for name, part in groups.items()}
    for name, value in found.items():
        logger.info("carrier %s: %.3f", name, value)
    return found


def gate(roc_auc: float, baseline_roc_auc: float, minimum_gain: float) -> None:
    """Stop a run whose model is hardly better than the baseline, so that it is not released.

    Raises:
        ValueError: the gain is too small.
    """
    gain = roc_auc - baseline_roc_auc
    if gain < minimum_gain:
        raise ValueError(f"the model gains {gain:.3f} on the baseline; the minimum is {minimum_gain}")
