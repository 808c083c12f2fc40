"""What a project answers for the raw rows of its sample, and for rows in which one value is missing or new."""

from __future__ import annotations

import importlib
from typing import Any

ROWS = 30
"""Rows that are answered: the first ones, enough for each way of preparation."""
NEW = "never seen"


def answered(recorded: Any) -> dict[str, Any]:
    """Run the pipeline on the sample; return what it has learned, and features and answers for raw rows.

    Args:
        recorded: the stages, as `recorded_stages.py` runs them.
    """
    predict, row_features = (
        importlib.import_module(f"{recorded.package}.{name}") for name in ("_runtime.predict", "row_features")
    )
    results = recorded.run()
    predictor = predict.build(results[row_features.TRAINED], recorded.config, results)
    learned, rows = row_features.learn(recorded.config, results)
    few = rows.head(ROWS).reset_index(drop=True)
    return {
        "learned": learned,
        "columns": list(predictor.columns),
        "features": row_features.apply(learned, few.copy()),
        "answers": predict.predict(predictor, few),
        **altered(predict, predictor, few),
    }


def altered(predict: Any, predictor: Any, rows: Any) -> dict[str, str]:
    """Return what is answered when a column that matters is missing, has no value or a new one."""
    found = {}
    for column in (column for column in predictor.columns if column.needed):
        row = rows.iloc[[0]]
        found[f"without {column.name}"] = _answer(predict, predictor, row.drop(columns=[column.name]))
        for what, value in (("empty", None), ("new", NEW)):
            changed = row.astype({column.name: object})
            changed[column.name] = [value]
            found[f"{column.name} {what}"] = _answer(predict, predictor, changed)
    return found


def _answer(predict: Any, predictor: Any, row: Any) -> str:
    try:
        return str(predict.predict(predictor, row)["prediction"].tolist())
    except (ValueError, KeyError) as error:
        return f"{type(error).__name__}: {error}"


def prepared_otherwise(recorded: Any, name: str) -> str:
    """Return how the rows of training that a stage returns differ from what raw rows become; "" if they do not.

    Args:
        recorded: the stages, as `recorded_stages.py` runs them.
        name: the output that the model is trained on.
    """
    row_features = importlib.import_module(f"{recorded.package}.row_features")
    results = recorded.run()
    learned, rows = row_features.learn(recorded.config, results)
    known = set(_rows(row_features.apply(learned, rows.copy())))
    strange = [row for row in _rows(results[name]) if row not in known]
    return f"{len(strange)} rows of {name}, such as {strange[0]}" if strange else ""


def _rows(table: Any) -> list[tuple[str, ...]]:
    """Return each row as text, numbers to nine digits."""
    dense = table.toarray() if hasattr(table, "toarray") else table
    values = (dense.to_numpy() if hasattr(dense, "to_numpy") else dense).tolist()
    return [tuple(map(_text, row if isinstance(row, list) else [row])) for row in values]


def _text(value: Any) -> str:
    number = isinstance(value, (bool, int, float))
    return f"{float(value) + 0.0:.9g}" if number else str(value)
