"""Applies the model to new rows; the command line and any service use this."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from sklearn.pipeline import Pipeline

from .schema import FEATURES, features_of

MODEL = "model"
"""The name of the model among the outputs of a run."""


def read(file: Path) -> pd.DataFrame:
    """Read the rows to predict for, from a CSV file; columns that are not in the contract are ignored."""
    return pd.read_csv(file, usecols=lambda name: name in FEATURES.columns)


def probability(model: Pipeline, rows: pd.DataFrame) -> pd.Series:
    """Return the probability of each parcel to be late.

    Args:
        model: the fitted model.
        rows: one row per parcel, with the columns of the contract.

    Returns:
        Numbers between 0 and 1, with the index of the rows.

    Raises:
        ValueError: the rows break the contract.
    """
    features = features_of(rows)
    return pd.Series(model.predict_proba(features)[:, 1], index=features.index, name="late_probability")


def predict(model: Pipeline, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the output of the command `predict`: the probability for each row."""
    return probability(model, rows).to_frame()
