"""The data contract; training, serving and tests all use it, so that they cannot disagree."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

TARGET = "late"
DATE = "shipped_on"

FEATURES = pa.DataFrameSchema(
    {
        "distance_km": pa.Column(float, pa.Check.in_range(0, 3000)),
        "weight_kg": pa.Column(float, pa.Check.in_range(0, 60, include_min=False), nullable=True),
        "carrier": pa.Column(str, pa.Check.isin(["north", "swift", "union"])),
        "express": pa.Column(bool),
        "hour": pa.Column(int, pa.Check.in_range(0, 23)),
    },
    strict=True,
    ordered=False,
)
"""The inputs of the model, in training and in serving."""

PARCELS = FEATURES.add_columns({DATE: pa.Column("datetime64[us]"), TARGET: pa.Column(bool)})
"""The data of a parcel that has arrived."""


def features_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the input columns of the model; columns that are not in the contract are left out.

    Args:
        rows: one row per parcel.

    Raises:
        ValueError: the rows break the contract.
    """
    return checked(FEATURES, rows[[name for name in FEATURES.columns if name in rows.columns]])


def checked(contract: pa.DataFrameSchema, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows if they meet a contract.

    Raises:
        ValueError: they do not; the message names each violation, its column and the first wrong value.
    """
    try:
        return contract.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.drop_duplicates(["column", "check"])
        faults = [f"{case.column}: {case.check}, not {case.failure_case}" for case in cases.itertuples()]
        raise ValueError("the data break the contract: " + "; ".join(faults)) from errors
