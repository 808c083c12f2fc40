"""Cleans and prepares the data.

Generated from the notebook "Who buys?".
"""

from __future__ import annotations

import logging

import pandas as pd

logger = logging.getLogger(__name__)


def tidy_city(name):
    """Return `name.strip().title()`.

    Source: who_buys.ipynb, cell 5.
    """
    return name.strip().title()


def prepare_people(df: pd.DataFrame) -> pd.DataFrame:
    """Prepare `df`.

    We drop children and fill missing incomes with the median.

    Args:
        df: output of `load_people`.

    Returns:
        df.

    Source: who_buys.ipynb, cells 4, 5.
    """
    df = df[df.age >= 18]
    df["income"] = df["income"].fillna(df["income"].median())
    df["city"] = df["city"].apply(tidy_city)
    df = df.drop_duplicates(subset="visitor").reset_index(drop=True)
    logger.debug("df.city.value_counts():\n%s", df.city.value_counts())
    return df
