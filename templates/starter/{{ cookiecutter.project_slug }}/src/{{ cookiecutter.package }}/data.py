"""Reads the parcels and splits them by time."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .schema import DATE, PARCELS, checked


def load(parcels_csv: Path) -> pd.DataFrame:
    """Read the parcels that have arrived.

    Args:
        parcels_csv: one line per parcel; schema.py defines its columns.

    Returns:
        One row per parcel, in shipping order.

    Raises:
        ValueError: the file breaks the contract.
    """
    parcels = pd.read_csv(parcels_csv, parse_dates=[DATE])
    parcels = parcels.astype({DATE: "datetime64[us]"})
    return checked(PARCELS, parcels).sort_values(DATE, ignore_index=True)


def split(parcels: pd.DataFrame, test_size: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split the parcels into earlier and later ones, so that the model is evaluated on data that it could not know.

    Args:
        parcels: the parcels, in shipping order.
        test_size: share of the later ones, between 0 and 1.

    Returns:
        The earlier parcels for training, and the later ones for evaluation.

    Raises:
        ValueError: one of the two would be empty.
    """
    place = round(len(parcels) * (1 - test_size))
    if not 0 < place < len(parcels):
        raise ValueError(f"test_size {test_size} leaves nothing to train on, or nothing to evaluate")
    return parcels.head(place), parcels.tail(-place)
