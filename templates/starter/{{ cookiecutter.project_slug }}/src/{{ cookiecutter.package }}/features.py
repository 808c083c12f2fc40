"""The features of a parcel; they are part of the model, so that serving cannot omit them."""

from __future__ import annotations

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

NUMBERS = ["distance_km", "weight_kg"]
CATEGORIES = ["carrier"]
FLAGS = ["express", "evening"]
EVENING = 17
"""Parcels handed in from this hour on leave with the next day's tour."""


def add_evening(rows: pd.DataFrame) -> pd.DataFrame:
    """Add a column: whether a parcel was handed in too late for the day's tour."""
    return rows.assign(evening=rows["hour"] >= EVENING)


def make_features() -> Pipeline:
    """Return the steps from the columns of the contract to the numbers that the model is fitted on."""
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    columns = ColumnTransformer(
        [
            ("numbers", numbers, NUMBERS),
            ("categories", OneHotEncoder(handle_unknown="ignore"), CATEGORIES),
            ("flags", "passthrough", FLAGS),
        ]
    )
    return make_pipeline(FunctionTransformer(add_evening), columns)
