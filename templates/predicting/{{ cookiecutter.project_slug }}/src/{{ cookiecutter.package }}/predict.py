"""Answers for new rows as they are read: prepared by row_features.py as in training, then given to the model."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from . import artifacts, row_features
from .config import Config
from .raw_rows import Column, RowError, checked, column_of, example_of

logger = logging.getLogger(__name__)

MODEL = "{{ cookiecutter.model }}"
"""The artifact of a run: the model, what its preparation has learned, and the columns of a row."""


@dataclass(frozen=True)
class Predictor:
    """What answers for new rows.

    Args:
        model: the fitted model.
        features: what its preparation has learned.
        columns: the columns of a row.
        complete: whether no feature was missing in training.
        libraries: the versions of the libraries that it was made with.
    """

    model: Any
    features: row_features.Features
    columns: tuple[Column, ...]
    complete: bool
    libraries: Mapping[str, str] = field(default_factory=dict)

    def prepare(self, rows: pd.DataFrame) -> Any:
        """Return rows that have been checked as the model takes them."""
        return row_features.apply(self.features, rows)


def store(results: Mapping[str, Any], config: Config) -> None:
    """Save the model of a run together with what its preparation has learned, if the run has trained it."""
    if row_features.TRAINED not in results:
        return
    predictor = build(results[row_features.TRAINED], config, results)
    artifacts.save_model(MODEL, predictor)
    text = json.dumps(plain(predictor), indent=2, default=str, ensure_ascii=False)
    (artifacts.outputs / "models" / f"{MODEL}.state.json").write_text(text + "\n", encoding="utf-8")


def build(model: Any, config: Config, results: Mapping[str, Any]) -> Predictor:
    """Learn the preparation from the rows of training, and note what these rows look like.

    Args:
        model: the model, fitted on these features.
        config: the settings of the run.
        results: the outputs of the run.
    """
    learned, rows = row_features.learn(config, results)
    columns = tuple(column_of(name, rows[name], name in row_features.INPUTS) for name in rows.columns)
    complete = not missing(row_features.apply(learned, rows)).any()
    return Predictor(model, learned, columns, complete, versions_for(model))


def versions_for(model: Any) -> dict[str, str]:
    """Return the versions of a model's library, NumPy and pandas."""
    names = sorted({type(model).__module__.partition(".")[0], "numpy", "pandas"})
    found = {name: getattr(sys.modules.get(name), "__version__", None) for name in names}
    return {name: str(version) for name, version in found.items() if version}


def plain(predictor: Predictor) -> dict[str, Any]:
    """Return the columns and what was learned as JSON; of a fitted object, its class."""
    learned = {name: _plain(value) for name, value in vars(predictor.features).items()}
    columns = [{"name": c.name, "dtype": c.dtype, "nullable": c.nullable} for c in predictor.columns if c.needed]
    model, libraries = type(predictor.model).__name__, dict(predictor.libraries)
    return {"columns": columns, "features": learned, "model": model, "libraries": libraries}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, pd.Index)):
        return [_plain(one) for one in value]
    if isinstance(value, (pd.Series, np.ndarray)):
        return _plain(value.to_dict() if isinstance(value, pd.Series) else value.tolist())
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, (str, int, float, bool, type(None))) else type(value).__name__


def load(file: Path | None = None) -> Predictor:
    """Load the predictor of the last run, or of a file.

    Raises:
        OSError: the file does not exist.
        ValueError: it does not match its digest, or is none.
    """
    found = artifacts.load_model(file or artifacts.outputs / "models" / f"{MODEL}.pkl")
    if not isinstance(found, Predictor):
        raise ValueError(f"{file} holds a {type(found).__name__}, not what `run` stores as {MODEL}.pkl")
    installed = versions_for(found.model)
    for name, version in found.libraries.items():
        if installed.get(name) != version:
            logger.warning("%s was made with %s %s; installed is %s", MODEL, name, version, installed.get(name))
    return found


def predict(predictor: Predictor, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the answer for each row, with probabilities where the model has them.

    Args:
        predictor: the model and its preparation.
        rows: rows as the notebook reads them; columns that the answer does not depend on may be missing.

    Raises:
        ValueError: a column is missing, or a row has no answer.
    """
    table = checked(predictor.columns, rows)
    if not len(table):
        return pd.DataFrame({"prediction": []}, index=rows.index)
    try:
        return pd.DataFrame(answers(predictor, table), index=rows.index)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise RowError(*_culprit(predictor, table, error)) from error


def answers(predictor: Predictor, table: pd.DataFrame) -> dict[str, Any]:
    """Return the columns of the answers for rows that have been checked.

    Raises:
        ValueError: a row cannot be prepared.
    """
    prepared = predictor.prepare(table)
    if (prepared.shape[0] if hasattr(prepared, "shape") else len(prepared)) != len(table):
        raise ValueError("the preparation has left rows out")
    if predictor.complete and missing(prepared).any():
        raise ValueError("a feature is missing, as in no row of training")
    model = predictor.model
    found = np.asarray(model.predict(prepared))
    more = {
        name: decode(predictor.features, getattr(model, method)(prepared))
        for name, (method, decode) in row_features.ANSWERS.items()
    }
    if found.ndim > 1 and found.shape[1] > 1:
        return {f"prediction_{place}": found[:, place] for place in range(found.shape[1])} | more
    result = {"prediction": found.reshape(len(table)), **more}
    if hasattr(model, "predict_proba") and hasattr(model, "classes_"):
        chances = np.asarray(model.predict_proba(prepared))
        result |= {f"probability_{name}": chances[:, place] for place, name in enumerate(model.classes_)}
    return result


def missing(prepared: Any) -> Any:
    """Return for each row whether a feature is missing."""
    if hasattr(prepared, "tocsr"):
        return np.isnan(np.asarray(prepared.sum(axis=1), dtype=float)).ravel()
    values = np.asarray(pd.isna(prepared))
    return values.any(axis=1) if values.ndim > 1 else values


def names_of(predictor: Predictor) -> list[str]:
    """Return the names of the columns that an answer depends on."""
    return [str(column.name) for column in predictor.columns if column.needed]


def _culprit(predictor: Predictor, table: pd.DataFrame, error: Exception) -> tuple[int, str]:
    """Return the first row that has no answer, and why."""
    low, high = 0, len(table)
    while high - low > 1:
        middle = (low + high) // 2
        found = _error(predictor, table.iloc[low:middle])
        low, high, error = (low, middle, found) if found else (middle, high, error)
    row = table.iloc[low:high]
    text = str(_error(predictor, row) or error).partition("\n")[0] or type(error).__name__
    column = next((c for c in predictor.columns if c.needed and _is_cured(predictor, row, c)), None)
    if column is None:
        empty = [str(c.name) for c in predictor.columns if c.needed and pd.isna(row[c.name].iloc[0])]
        return low, f"{text} ({', '.join(empty)} is missing)" if empty else text
    if str(column.name) in text:
        return low, text
    value = row[column.name].iloc[0]
    if pd.isna(value):
        return low, f"{text} ({column.name} is missing)"
    if column.known is not None and value not in column.known:
        listed = ", ".join(map(str, column.known[:10]))
        return low, f"{column.name}: {value!r} was not among the training rows; known are {listed}"
    return low, f"{column.name}: {value!r}: {text}"


def _is_cured(predictor: Predictor, row: pd.DataFrame, column: Column) -> bool:
    """Return whether a row has an answer with another value in a column."""
    changed = row.copy()
    changed[column.name] = example_of(column, 1)
    return _error(predictor, changed) is None


def _error(predictor: Predictor, table: pd.DataFrame) -> Exception | None:
    try:
        answers(predictor, table.reset_index(drop=True))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        return error
    return None
