"""Evaluates the model.

Generated from the notebook "Who buys?".
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, roc_auc_score

logger = logging.getLogger(__name__)


def evaluate_model(
    y_test: pd.Series, X_test_scaled: Any, model: LogisticRegression
) -> tuple[np.ndarray, float, float, np.ndarray]:
    """Compute `probabilities`, `accuracy`, `auc` and `confusion_matrix_y_test`.

    Args:
        y_test: output of `split_train_test`.
        X_test_scaled: output of `train_logistic_regression`.
        model: output of `train_logistic_regression`.

    Returns:
        probabilities, accuracy, auc and confusion_matrix_y_test.

    Source: who_buys.ipynb, cells 12, 13.
    """
    predictions = model.predict(X_test_scaled)
    probabilities = model.predict_proba(X_test_scaled)[:, 1]
    accuracy = accuracy_score(y_test, predictions)
    auc = roc_auc_score(y_test, probabilities)
    logger.info("accuracy: %s", accuracy)
    logger.info(f"auc: {auc:.3f}")
    confusion_matrix_y_test = confusion_matrix(y_test, predictions)
    logger.info("confusion_matrix_y_test:\n%s", confusion_matrix_y_test)
    return probabilities, accuracy, auc, confusion_matrix_y_test
