"""Reads the parcels and divides them by time."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .schema import DATE, PARCELS, checked


def load(parcels_csv: Path) -> pd.DataFrame:
    """Read the parcels that have arrived.

    Args:
        parcels_csv: one line a parcel; schema.py says what its columns hold.

    Returns:
        One row a parcel, in the order in which they were shipped.

    Raises:
        ValueError: the file breaks the contract.
    """
    parcels = pd.read_csv(parcels_csv, parse_dates=[DATE])
    parcels = parcels.astype({DATE: "datetime64[us]"})
    return checked(PARCELS, parcels).sort_values(DATE, ignore_index=True)


def split(parcels: pd.DataFrame, test_size: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Divide the parcels into earlier and later ones, so that the model is judged by what it could not know.

    Args:
        parcels: in the order of time.
        test_size: share of the later ones, between 0 and 1.

    Returns:
        The earlier parcels, to train on, and the later ones, to judge by.

    Raises:
        ValueError: one of the two would be empty.
    """
    place = round(len(parcels) * (1 - test_size))
    if not 0 < place < len(parcels):
        raise ValueError(f"test_size {test_size} leaves nothing to train on, or nothing to judge by")
    return parcels.head(place), parcels.tail(-place)
