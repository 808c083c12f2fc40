"""Raw rows: how they are read, and which columns, types and values they have, noted from the rows of training."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
        example: a value, for a column that is not needed.
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
    found = {column.name: _typed(column, rows[column.name]) if column.needed else column.example for column in columns}
    table = pd.DataFrame(found, index=pd.RangeIndex(len(rows)), columns=[column.name for column in columns])
    for column in columns:
        if not column.needed and str(table[column.name].dtype) != column.dtype:
            table[column.name] = table[column.name].astype(column.dtype)
    return table


def _typed(column: Column, values: pd.Series) -> Any:
    """Return a column in its type.

    Raises:
        RowError: a value is missing or of another type.
    """
    values = values.reset_index(drop=True)
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
        whole = pd.read_parquet(file)
        yield from (whole.iloc[start : start + chunk] for start in range(0, len(whole), chunk))
    else:
        yield from _read_csv(sys.stdin if name == "-" else file, columns, chunk)


def _read_csv(file: Any, columns: Sequence[Column], chunk: int) -> Iterator[pd.DataFrame]:
    kinds = {c.name: c.dtype for c in columns if c.needed and _is_plain(c)}
    source = file.read() if hasattr(file, "read") else None
    try:
        yield from row_features.read_rows(_again(file, source), Config(), dtype=kinds, chunksize=chunk)
    except ValueError:
        loose = {name: "object" for name in kinds}
        for start, part in enumerate(row_features.read_rows(_again(file, source), Config(), dtype=loose, chunksize=chunk)):
            _check_values(part, columns, start * chunk)
        raise


def _again(file: Any, source: str | None) -> Any:
    return file if source is None else io.StringIO(source)


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
