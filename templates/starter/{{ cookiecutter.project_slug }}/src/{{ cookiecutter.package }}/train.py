"""Fits the model."""

from __future__ import annotations

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from .features import make_features
from .schema import TARGET, features_of


def fit(train: pd.DataFrame, regularization: float, seed: int) -> Pipeline:
    """Fit a logistic regression with its preprocessing.

    Args:
        train: parcels that have arrived.
        regularization: inverse of the regularization strength.
        seed: the random seed.

    Returns:
        The fitted model, which takes the columns of the contract unchanged.
    """
    model = LogisticRegression(C=regularization, random_state=seed, max_iter=1000)
    return Pipeline([("features", make_features()), ("model", model)]).fit(features_of(train), train[TARGET])
