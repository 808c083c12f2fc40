"""Part of mlscaffold's runtime, which `mlscaffold update` replaces: answers for raw rows, and their checks.

Rows are prepared by row_features.py as in training, then given to the model. The columns, types and values of a row are
noted from the rows of training.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .. import row_features
from ..config import Config
from . import artifacts

MODEL = "{{ cookiecutter.model }}"
"""The artifact of a run: the model, what its preparation has learned, and the columns of a row."""
CHUNK = 20_000
"""Rows that are read, answered and written at a time, so that memory does not depend on the size of a file."""
MOST_KNOWN = 100
"""Different values of a column up to which they are remembered, to explain an error."""
ERRORS = (ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What preparation and model raise for a row that they cannot take."""


@dataclass(frozen=True)
class Column:
    """A column of the rows of training."""

    name: Any
    dtype: str
    needed: bool  # whether the answer depends on it; any other column may be missing
    nullable: bool  # whether it was empty in a row
    known: tuple[Any, ...] | None  # its values, None if there are many
    example: Any


@dataclass(frozen=True)
class Predictor:
    """What answers for new rows: the model, and what its preparation has learned."""

    model: Any
    features: row_features.Features
    columns: tuple[Column, ...]
    complete: bool  # whether no feature was missing in training

    def prepare(self, rows: pd.DataFrame) -> Any:
        """Return rows that have been checked as the model takes them."""
        return row_features.apply(self.features, rows)


class RowError(ValueError):
    """A row that has no answer: its position, from 0, and why."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(f"row {row + 1}: {reason}")
        self.row, self.reason = row, reason


def store(results: Mapping[str, Any], config: Config) -> None:
    """Save the model of a run together with what its preparation has learned, if the run has trained it."""
    if row_features.TRAINED in results:
        predictor = build(results[row_features.TRAINED], config, results)
        artifacts.save_model(MODEL, predictor, libraries_of(predictor))
        artifacts.write_json(artifacts.outputs / "models" / f"{MODEL}.state.json", plain(predictor))


def build(model: Any, config: Config, results: Mapping[str, Any]) -> Predictor:
    """Learn the preparation for a fitted model from the rows of training, and note what these rows look like."""
    learned, rows = row_features.learn(config, results)
    columns = tuple(column_of(name, rows[name], name in row_features.INPUTS) for name in rows.columns)
    return Predictor(model, learned, columns, not missing(row_features.apply(learned, rows)).any())


def column_of(name: Any, values: pd.Series, needed: bool) -> Column:
    """Return what is known of a column from the rows of training."""
    present = values.dropna()
    known = None
    if not pd.api.types.is_numeric_dtype(values.dtype) and len(different := present.unique()) <= MOST_KNOWN:
        known = tuple(sorted(different.tolist(), key=str))
    example = present.iloc[0] if len(present) else None
    return Column(name, str(values.dtype), needed, bool(values.isna().any()), known, example)


def libraries_of(predictor: Predictor) -> dict[str, str]:
    """Return the versions of the model's library, NumPy and pandas."""
    return artifacts.versions(predictor.model, "numpy", "pandas")


def plain(predictor: Predictor) -> dict[str, Any]:
    """Return the columns and what was learned as JSON; of a fitted object, its class."""
    learned = {name: _plain(value) for name, value in vars(predictor.features).items()}
    columns = [{"name": c.name, "dtype": c.dtype, "nullable": c.nullable} for c in predictor.columns if c.needed]
    model, libraries = type(predictor.model).__name__, libraries_of(predictor)
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
    """Load the predictor of the last run, or of a file."""
    found = artifacts.load_model(file or artifacts.outputs / "models" / f"{MODEL}.pkl")
    if not isinstance(found, Predictor):
        raise ValueError(f"{file} holds a {type(found).__name__}, not what `run` stores as {MODEL}.pkl")
    return found


def predict(predictor: Predictor, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the answer for each row as the notebook reads it, with probabilities where the model has them.

    Columns that the answer does not depend on may be missing. A ValueError names the column or row that has no answer.
    """
    table = checked(predictor.columns, rows)
    if not len(table):
        return pd.DataFrame({"prediction": []}, index=rows.index)
    try:
        return pd.DataFrame(answers(predictor, table), index=rows.index)
    except ERRORS as error:
        raise RowError(*_culprit(predictor, table, error)) from error


def answers(predictor: Predictor, table: pd.DataFrame) -> dict[str, Any]:
    """Return the columns of the answers for rows that have been checked."""
    prepared, model = predictor.prepare(table), predictor.model
    if (prepared.shape[0] if hasattr(prepared, "shape") else len(prepared)) != len(table):
        raise ValueError("the preparation has left rows out")
    if predictor.complete and missing(prepared).any():
        raise ValueError("a feature is missing, as in no row of training")
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
    row: Any = table.iloc[low:high]
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


def _error(predictor: Predictor, table: Any) -> Exception | None:
    try:
        answers(predictor, table.reset_index(drop=True))
    except ERRORS as error:
        return error
    return None


def checked(columns: Sequence[Column], rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the columns and types of the rows of training."""
    needed = [column for column in columns if column.needed]
    if absent := [str(column.name) for column in needed if column.name not in rows.columns]:
        raise ValueError(f"missing columns {', '.join(absent)}; needed are {', '.join(str(c.name) for c in needed)}")
    table = rows[[column.name for column in needed]].reset_index(drop=True)
    found = {c.name: _typed(c, table[c.name]) if c.needed else example_of(c, len(table)) for c in columns}
    return pd.DataFrame(found, index=table.index)


def example_of(column: Column, size: int) -> Any:
    """Return a value of training, as often as there are rows."""
    return pd.Series([column.example]).astype(column.dtype).repeat(size).array


def _typed(column: Column, values: pd.Series) -> Any:
    """Return a column in its type."""
    if not column.nullable and values.isna().any():
        row = int(np.flatnonzero(values.isna())[0])
        raise RowError(row, f"{column.name} is missing; such rows were left out in training, or there were none")
    if str(values.dtype) == column.dtype:
        return values
    try:
        return _converted(column, values)
    except (ValueError, TypeError, OverflowError) as error:
        for row, value in enumerate(values):
            try:
                _converted(column, pd.Series([value]))
            except (ValueError, TypeError, OverflowError):
                raise RowError(row, f"{column.name}: {value!r} is not of type {column.dtype}") from error
        raise


def _converted(column: Column, values: pd.Series) -> pd.Series:
    if column.dtype.startswith("int") and pd.api.types.is_float_dtype(values.dtype) and (values % 1 != 0).any():
        raise ValueError("not a whole number")
    if column.dtype == "bool" and not values.isin([True, False]).all():
        words: Any = values.astype(str)
        words = words.str.lower()
        known = words.isin(["true", "false"]).all()
        return words.map({"true": True, "false": False}).astype("bool" if known else int)
    if column.dtype in ("object", "str") and pd.api.types.is_numeric_dtype(values.dtype):
        return values.astype(object).where(values.isna(), values.astype(str)).astype(column.dtype)
    return values.astype(column.dtype)


def read(file: Any, columns: Sequence[Column], chunk: int = CHUNK) -> Iterator[pd.DataFrame]:
    """Yield the rows of a CSV, Parquet or JSON lines file in chunks; `-` is CSV from the standard input."""
    name = str(file)
    if name.endswith((".jsonl", ".ndjson", ".json")):
        yield from pd.read_json(file, lines=True, chunksize=chunk, dtype=False)
    elif name.endswith(".parquet"):
        yield from _read_parquet(file, chunk)
    elif name == "-":
        with tempfile.TemporaryDirectory() as folder:  # read twice if a value is wrong
            copy = Path(folder, "rows.csv")
            with copy.open("wb") as target:
                shutil.copyfileobj(sys.stdin.buffer, target)
            yield from _read_csv(copy, columns, chunk)
    else:
        yield from _read_csv(file, columns, chunk)


def _read_parquet(file: Any, chunk: int) -> Iterator[pd.DataFrame]:
    try:
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError:
        whole: Any = pd.read_parquet(file)
        yield from (whole.iloc[start : start + chunk] for start in range(0, len(whole), chunk))
    else:
        yield from (batch.to_pandas() for batch in parquet.ParquetFile(file).iter_batches(chunk))


def _read_csv(file: Any, columns: Sequence[Column], chunk: int) -> Iterator[pd.DataFrame]:
    """Yield rows; if they cannot be read with the types of training, raise the RowError of the first wrong value."""
    parsed = ("datetime", "timedelta", "category", "period")
    plain = [column for column in columns if not column.dtype.startswith(parsed)]
    kinds = {c.name: c.dtype if c.needed else "object" for c in plain}  # others go beside the answers as they are
    try:
        yield from row_features.read_rows(file, Config(), dtype=kinds, chunksize=chunk)
    except (ValueError, OverflowError):
        loose = dict.fromkeys(kinds, "object")
        for number, part in enumerate(row_features.read_rows(file, Config(), dtype=loose, chunksize=chunk)):
            for column in (c for c in columns if c.needed and c.name in part.columns):
                try:
                    _typed(column, part[column.name])
                except RowError as error:
                    raise RowError(number * chunk + error.row, error.reason) from error
        raise


def main(options: argparse.Namespace) -> None:
    """Answer for the rows of a file, and write the answers beside them."""
    predictor = load(options.model)
    if options.input != "-" and not Path(options.input).is_file():
        raise OSError(f"{options.input} does not exist")
    parts = _answered_parts(predictor, options)
    if options.output is None:
        for number, part in enumerate(parts):
            sys.stdout.write(_text(part, False, number == 0))
        return
    temporary = options.output.with_name(f".{options.output.name}.part")
    lines = options.output.suffix in (".jsonl", ".ndjson")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as target:
            for number, part in enumerate(parts):
                target.write(_text(part, lines, number == 0))
        temporary.replace(options.output)
    finally:
        temporary.unlink(missing_ok=True)


def _text(part: pd.DataFrame, lines: bool, first: bool) -> str:
    if lines:
        return str(part.to_json(orient="records", lines=True, force_ascii=False, date_format="iso"))
    return str(part.to_csv(index=False, header=first, lineterminator="\n"))


def _answered_parts(predictor: Predictor, options: argparse.Namespace) -> Iterator[pd.DataFrame]:
    """Yield input columns and answers in chunks."""
    done = 0
    for part in read(options.input, predictor.columns, options.chunk):
        found = _answered(predictor, part, done, options.on_error == "skip")
        names = list(part.columns) if options.columns is None else [n for n in options.columns.split(",") if n]
        beside = part[[name for name in names if name in part.columns and name not in found.columns]]
        yield pd.concat([beside.reset_index(drop=True), found.reset_index(drop=True)], axis=1)
        done += len(part)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done} rows")
    if done == 0:
        yield pd.DataFrame({"prediction": []})


def _answered(predictor: Predictor, part: Any, start: int, skip: bool) -> pd.DataFrame:
    """Return the answers; with `skip`, also the errors of rows that have none, which are searched for by halves."""
    try:
        found = predict(predictor, part)
    except RowError as error:
        if not skip:
            raise RowError(start + error.row, error.reason) from error
        if len(part) == 1:
            return pd.DataFrame({"prediction": [None], "error": [str(RowError(start, error.reason))]})
        middle = len(part) // 2
        halves = (part.iloc[:middle], start), (part.iloc[middle:], start + middle)
        return pd.concat([_answered(predictor, *half, skip) for half in halves], ignore_index=True)
    return found.assign(error="") if skip else found
