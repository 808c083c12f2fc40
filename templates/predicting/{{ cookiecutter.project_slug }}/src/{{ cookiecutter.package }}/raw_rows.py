"""Raw rows: how they are read, and which columns, types and values they have, noted from the rows of training."""

from __future__ import annotations

import importlib
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from . import row_features
from .config import Config

CHUNK = 20_000
"""Rows that are read, answered and written at a time, so that memory does not depend on the size of a file."""
MOST_KNOWN = 100
"""Different values of a column up to which they are remembered, to explain an error."""


@dataclass(frozen=True)
class Column:
    """A column of the rows.

    Args:
        name: its name.
        dtype: its type in training.
        needed: whether the answer depends on it; any other column may be missing.
        nullable: whether it was empty in a row of training.
        known: its values in training, None if there are many.
        example: a value.
    """

    name: Any
    dtype: str
    needed: bool
    nullable: bool
    known: tuple[Any, ...] | None
    example: Any


class RowError(ValueError):
    """A row that has no answer.

    Args:
        row: its position, from 0.
        reason: why.
    """

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(f"row {row + 1}: {reason}")
        self.row, self.reason = row, reason


def column_of(name: Any, values: pd.Series, needed: bool) -> Column:
    """Return what is known of a column from the rows of training."""
    present = values.dropna()
    known = None
    if not pd.api.types.is_numeric_dtype(values.dtype) and len(different := present.unique()) <= MOST_KNOWN:
        known = tuple(sorted(different.tolist(), key=str))
    example = present.iloc[0] if len(present) else None
    return Column(name, str(values.dtype), needed, bool(values.isna().any()), known, example)


def checked(columns: Sequence[Column], rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with the columns and types of the rows of training.

    Raises:
        ValueError: a column or a value is missing, or a value is of another type.
    """
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
    """Return a column in its type.

    Raises:
        RowError: a value is missing or of another type.
    """
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
        return values.astype(str).str.lower().map({"true": True, "false": False}).astype("bool" if values.astype(str).str.lower().isin(["true", "false"]).all() else int)
    if column.dtype in ("object", "str") and pd.api.types.is_numeric_dtype(values.dtype):
        return values.astype(object).where(values.isna(), values.astype(str)).astype(column.dtype)
    return values.astype(column.dtype)


def read(file: Any, columns: Sequence[Column], chunk: int = CHUNK) -> Iterator[pd.DataFrame]:
    """Yield the rows of a CSV, Parquet or JSON lines file in chunks; `-` is CSV from the standard input.

    Raises:
        ValueError: the file cannot be read, or a value is of another type than in training.
    """
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
        whole = pd.read_parquet(file)
        yield from (whole.iloc[start : start + chunk] for start in range(0, len(whole), chunk))
    else:
        yield from (batch.to_pandas() for batch in parquet.ParquetFile(file).iter_batches(chunk))


def _read_csv(file: Any, columns: Sequence[Column], chunk: int) -> Iterator[pd.DataFrame]:
    kinds = {c.name: c.dtype for c in columns if c.needed and _is_plain(c)}
    try:
        yield from row_features.read_rows(file, Config(), dtype=kinds, chunksize=chunk)
    except ValueError:
        loose = {name: "object" for name in kinds}
        for start, part in enumerate(row_features.read_rows(file, Config(), dtype=loose, chunksize=chunk)):
            _check_values(part, columns, start * chunk)
        raise


def _is_plain(column: Column) -> bool:
    return not column.dtype.startswith(("datetime", "timedelta", "category", "period"))


def _check_values(part: pd.DataFrame, columns: Sequence[Column], start: int) -> None:
    """Check the values of rows that could not be read with the types of training.

    Raises:
        RowError: one is missing or of another type.
    """
    for column in columns:
        if column.needed and column.name in part.columns:
            try:
                _typed(column, part[column.name])
            except RowError as error:
                raise RowError(start + error.row, error.reason) from error
