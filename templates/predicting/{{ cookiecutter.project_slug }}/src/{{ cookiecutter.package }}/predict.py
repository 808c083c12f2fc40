"""Applies a stored model to new rows, which need the same preparation as its training data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

MODEL = "{{ cookiecutter.model }}"
"""The name of the model among the outputs of a run."""


def read(file: Path) -> pd.DataFrame:
    """Read the rows to predict for, from a CSV file."""
    return pd.read_csv(file)  # noqa: MLS305 the model decides which columns it needs


def predict(model: Any, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the prediction of a model for each row.

    Args:
        model: the fitted model.
        rows: one row for each prediction, with the columns that the model was fitted on; others are ignored.

    Raises:
        ValueError: a column is missing, or the columns that the model was fitted on are unknown.
    """
    columns = names_of(model)
    if missing := [name for name in columns if name not in rows.columns]:
        raise ValueError(f"missing columns {', '.join(missing)}; the model needs {', '.join(columns)}")
    return pd.DataFrame({"prediction": model.predict(rows[columns])}, index=rows.index)


def names_of(model: Any) -> list[str]:
    """Return the names of the columns that a model was fitted on.

    Raises:
        ValueError: it was fitted on an array, whose columns have no names, or has no method `predict`.
    """
    kind = type(model).__name__
    if not hasattr(model, "predict"):
        raise ValueError(f"the model, of type {kind}, has no method predict")
    names = getattr(model, "feature_names_in_", None)
    if names is None:
        raise ValueError(
            f"the model, of type {kind}, was fitted on an array, so the columns that it needs are unknown: "
            "put the preprocessing and the model into one scikit-learn pipeline, and fit it on a data frame"
        )
    return [str(name) for name in names]
