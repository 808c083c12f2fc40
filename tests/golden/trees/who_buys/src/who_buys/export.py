"""Results as files.

Made from the notebook "Who buys?".
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pandas as pd

logger = logging.getLogger(__name__)


def save_scores(
    df: pd.DataFrame, X_test: pd.DataFrame, probabilities: Any, scores_csv: Path
) -> None:
    """Save scores.

    Args:
        df: what `build_features` gives.
        X_test: what `split_train_test` gives.
        probabilities: what `evaluate_model` gives.
        scores_csv: setting, in the notebook `scores.csv`.

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
