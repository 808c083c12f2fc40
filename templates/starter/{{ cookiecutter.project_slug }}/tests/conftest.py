"""Fixtures of the tests."""

from __future__ import annotations

import pandas as pd
import pytest


@pytest.fixture
def rows() -> pd.DataFrame:
    """Three parcels whose predictions a person can judge."""
    return pd.DataFrame(
        {
            "distance_km": [120.0, 640.0, 35.5],
            "weight_kg": [2.5, 0.4, 11.0],
            "carrier": ["north", "union", "swift"],
            "express": [False, True, False],
            "hour": [9, 18, 13],
        }
    )
