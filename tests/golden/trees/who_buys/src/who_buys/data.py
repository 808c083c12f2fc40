"""Loads the data.

Generated from the notebook "Who buys?".
"""

from __future__ import annotations

import logging
from pathlib import Path

import pandas as pd

logger = logging.getLogger(__name__)


def load_people(people_csv: Path) -> pd.DataFrame:
    """Load `df` from `people_csv`.

    Args:
        people_csv: `people.csv` in the notebook (cell 2).

    Returns:
        df.

    Source: who_buys.ipynb, cells 2, 3.
    """
    df = pd.read_csv(people_csv)
    logger.debug("df.head():\n%s", df.head())
    logger.info("%s", df.shape)
    logger.debug("df.isna().sum():\n%s", df.isna().sum())
    return df
