"""Saves the results.

Generated from the notebook "Who buys?".
"""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pandas as pd

logger = logging.getLogger(__name__)


def save_scores(
    df: pd.DataFrame, X_test: pd.DataFrame, probabilities: np.ndarray, scores_csv: Path
) -> None:
    """Save results from `df`, `X_test` and `probabilities`.

    Args:
        df: output of `build_features`.
        X_test: output of `split_train_test`.
        probabilities: output of `evaluate_model`.
        scores_csv: `scores.csv` in the notebook (cell 15).

    Source: who_buys.ipynb, cell 15.
    """
    scores = df.loc[X_test.index, ["visitor", "city"]].assign(
        score=probabilities.round(4)
    )
    scores.to_csv(scores_csv, index=False)
    logger.debug(
        "scores.sort_values('score', ascending=False).head():\n%s",
        scores.sort_values("score", ascending=False).head(),
    )
