"""Builds the features of the model.

Generated from the notebook "Who buys?".
"""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd

logger = logging.getLogger(__name__)


def build_features(df: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Build `df`, `X` and `y` from `df`.

    Income in thousands, the logarithm of the visits, and one column for each city.

    Args:
        df: output of `prepare_people`.

    Returns:
        df, X and y.

    Source: who_buys.ipynb, cell 8.
    """
    df = df.copy()
    df["income_k"] = df["income"] / 1000
    df["log_visits"] = np.log1p(df["visits"])
    features = ["age", "income_k", "log_visits", "city"]
    X = pd.get_dummies(df[features], columns=["city"], dtype=float)
    y = df["bought"]
    logger.debug("X.head():\n%s", X.head())
    return df, X, y
