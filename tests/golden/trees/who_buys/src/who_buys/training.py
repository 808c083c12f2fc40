"""Splits the data and trains the model.

Generated from the notebook "Who buys?".
"""

from __future__ import annotations

import logging
from typing import Any

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

logger = logging.getLogger(__name__)


def split_train_test(
    X: pd.DataFrame, y: pd.Series, test_size: float, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series, pd.Series]:
    """Split `X` and `y` into `X_train`, `X_test`, `y_train` and `y_test`.

    Args:
        X: output of `build_features`.
        y: output of `build_features`.
        test_size: literal in the notebook (cell 9).
        seed: literal in the notebook (cell 9).

    Returns:
        X_train, X_test, y_train and y_test.

    Source: who_buys.ipynb, cell 9.
    """
    X_train, X_test, y_train, y_test = train_test_split(
        X, y, test_size=test_size, random_state=seed, stratify=y
    )
    logger.info("%s rows to train, %s to test", len(X_train), len(X_test))
    return X_train, X_test, y_train, y_test


def train_logistic_regression(
    X_train: pd.DataFrame,
    X_test: pd.DataFrame,
    y_train: pd.Series,
    regularization: float,
    max_iter: int,
) -> tuple[Any, LogisticRegression]:
    """Train `model` and compute `X_test_scaled`.

    Args:
        X_train: output of `split_train_test`.
        X_test: output of `split_train_test`.
        y_train: output of `split_train_test`.
        regularization: literal in the notebook (cell 11).
        max_iter: literal in the notebook (cell 11).

    Returns:
        X_test_scaled and model.

    Source: who_buys.ipynb, cells 10, 11.
    """
    scaler = StandardScaler()
    X_train_scaled = scaler.fit_transform(X_train)
    X_test_scaled = scaler.transform(X_test)
    model = LogisticRegression(C=regularization, max_iter=max_iter)
    model.fit(X_train_scaled, y_train)
    return X_test_scaled, model
