"""Applies a stored model to new rows, which have to be prepared as those that it was fitted on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

MODEL = "model"
"""The name of the model among what a run stores."""


def read(file: Path) -> pd.DataFrame:
    """Read the rows to predict for, from a CSV file."""
    return pd.read_csv(file)  # noqa: MLS305 the model says which columns it takes


def predict(model: Any, rows: pd.DataFrame) -> pd.DataFrame:
    """Return what a model says of each row.

    Args:
        model: the fitted model.
        rows: one row for each prediction, with the columns that the model was fitted on; others are left out.

    Raises:
        ValueError: a column lacks, or it is not known which columns the model was fitted on.
    """
    columns = names_of(model)
    if missing := [name for name in columns if name not in rows.columns]:
        raise ValueError(
            f"the rows lack {', '.join(missing)}; the model takes {', '.join(columns)}"
        )
    return pd.DataFrame({"prediction": model.predict(rows[columns])}, index=rows.index)


def names_of(model: Any) -> list[str]:
    """Return the names of the columns that a model was fitted on.

    Raises:
        ValueError: it was fitted on an array, whose columns have no names, or it predicts nothing.
    """
    kind = type(model).__name__
    if not hasattr(model, "predict"):
        raise ValueError(f"the model, of type {kind}, has no method predict")
    names = getattr(model, "feature_names_in_", None)
    if names is None:
        raise ValueError(
            f"the model, of type {kind}, was fitted on an array, so it is not known which columns it takes: "
            "put what prepares the rows into one scikit-learn pipeline with the model, and fit it on a data frame"
        )
    return [str(name) for name in names]
