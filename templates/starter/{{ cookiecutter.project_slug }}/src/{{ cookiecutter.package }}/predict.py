"""Applies the model to new rows; the command line and any service go through here."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from sklearn.pipeline import Pipeline

from .schema import FEATURES, features_of

MODEL = "model"
"""The name of the model among what a run stores."""


def read(file: Path) -> pd.DataFrame:
    """Read the rows to predict for, from a CSV file; columns that the contract does not name are left out."""
    return pd.read_csv(file, usecols=lambda name: name in FEATURES.columns)


def probability(model: Pipeline, rows: pd.DataFrame) -> pd.Series:
    """Return the chance of each parcel to be late.

    Args:
        model: the fitted model.
        rows: one row a parcel, with the columns of the contract.

    Returns:
        Numbers between 0 and 1, by the index of the rows.

    Raises:
        ValueError: the rows break the contract.
    """
    features = features_of(rows)
    return pd.Series(model.predict_proba(features)[:, 1], index=features.index, name="late_probability")


def predict(model: Pipeline, rows: pd.DataFrame) -> pd.DataFrame:
    """Return what a run of `predict` writes: the chance of each row."""
    return probability(model, rows).to_frame()
