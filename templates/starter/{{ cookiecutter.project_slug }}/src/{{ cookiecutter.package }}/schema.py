"""The contract on the data: training, serving and tests all ask it, so that they cannot disagree."""

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
"""What the model is given of a parcel: in training, and whenever it is asked."""

PARCELS = FEATURES.add_columns({DATE: pa.Column("datetime64[us]"), TARGET: pa.Column(bool)})
"""What is known of a parcel that has arrived."""


def features_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the columns that the model is given; those that the contract does not name are left out.

    Args:
        rows: one row a parcel.

    Raises:
        ValueError: the rows break the contract.
    """
    return checked(FEATURES, rows[[name for name in FEATURES.columns if name in rows.columns]])


def checked(contract: pa.DataFrameSchema, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows if they keep a contract.

    Raises:
        ValueError: they do not; the message names each fault, its column and the first value that has it.
    """
    try:
        return contract.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.drop_duplicates(["column", "check"])
        faults = [f"{case.column}: {case.check}, not {case.failure_case}" for case in cases.itertuples()]
        raise ValueError("the data break the contract: " + "; ".join(faults)) from errors
