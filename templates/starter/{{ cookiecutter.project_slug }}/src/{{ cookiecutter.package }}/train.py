"""Fits the model."""

from __future__ import annotations

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from .features import make_features
from .schema import TARGET, features_of


def fit(train: pd.DataFrame, regularization: float, seed: int) -> Pipeline:
    """Fit a logistic regression, with all that prepares its input.

    Args:
        train: parcels that have arrived.
        regularization: inverse of its strength.
        seed: of random numbers.

    Returns:
        The fitted model: it takes the columns of the contract as they are.
    """
    model = LogisticRegression(C=regularization, random_state=seed, max_iter=1000)
    return Pipeline([("features", make_features()), ("model", model)]).fit(features_of(train), train[TARGET])
