"""Describes frames, series, indexes, arrays and sparse matrices, with their dtypes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from recording.numbers import cells, describe_array, places, totals

CELLS = 1200  # cells of a frame that are told whole
WIDE = 60  # columns that are told one by one


def describe_table(value: Any, inner: Callable[[Any], Any], whole: bool) -> Any:
    """Return what numpy, scipy.sparse, pandas or torch hold; None for other values."""
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if numpy is not None and isinstance(value, numpy.ndarray):
        return describe_array(numpy.asarray(value), inner, whole)
    if numpy is not None and isinstance(value, numpy.generic):
        return {"kind": "scalar", "dtype": str(value.dtype), "value": cells(numpy.asarray([value]))[0]}
    if "torch" in sys.modules and isinstance(value, sys.modules["torch"].Tensor):
        return {"kind": "tensor", "value": describe_array(value.detach().cpu().numpy(), inner, whole)}
    if hasattr(value, "tocsr") and hasattr(value, "nnz"):
        return _sparse(value, inner, whole)
    if pandas is None:
        return None
    if isinstance(value, pandas.DataFrame):
        return _frame(value, inner, whole)
    if isinstance(value, pandas.Series):
        return {**_frame(value.to_frame(), inner, whole), "kind": "series", "name": inner(value.name)} | _kind(value)
    if isinstance(value, pandas.Index):
        return _index(value, inner, whole)
    if isinstance(value, pandas.api.extensions.ExtensionArray):
        return {"kind": "values", "value": describe_table(pandas.Series(value), inner, whole)}
    if isinstance(value, (pandas.Period, pandas.Interval)):
        return {"kind": "span", "class": type(value).__name__, "value": str(value)}
    return {"kind": "missing"} if value is pandas.NaT or value is pandas.NA else None


def columns_of(frame: Any) -> dict[Any, str]:
    """Return the columns of a frame in their order, with their dtypes."""
    return {name: str(dtype) for name, dtype in frame.dtypes.items()}


def _kind(value: Any) -> dict[str, str]:
    """Return the name of a class that is not pandas' own, such as one that extends Series."""
    own = type(value).__module__.startswith("pandas.") or type(value).__module__ == "pandas"
    return {} if own else {"class": type(value).__qualname__}


def _sparse(value: Any, inner: Any, whole: bool) -> dict[str, Any]:
    matrix = value.tocsr().copy()
    matrix.sort_indices()
    parts = {name: describe_array(getattr(matrix, name), inner, whole) for name in ("data", "indices", "indptr")}
    return {"kind": "sparse", "class": type(value).__name__, "shape": list(value.shape), **parts}


def _frame(frame: Any, inner: Any, whole: bool) -> dict[str, Any]:
    """Return a frame row by row; of a large one sums of each column, and rows spread evenly."""
    rows, columns = frame.shape
    told = {
        "kind": "frame",
        "shape": [rows, columns],
        "columns": _index(frame.columns, inner, whole),
        "dtypes": _runs([str(dtype) for dtype in frame.dtypes]),
        "index": _index(frame.index, inner, whole),
        **_kind(frame),
    }
    sets = {str(place): _categories(frame.iloc[:, place], inner) for place in range(columns)
            if str(frame.dtypes.iloc[place]) == "category"}
    told |= {"categories": sets} if sets else {}
    if whole or rows * columns <= CELLS:
        return told | {"rows": _rows(frame, inner)}
    if columns > WIDE:
        numeric = frame.select_dtypes(["number", "bool"])
        told |= {"totals": [totals(numeric.to_numpy(dtype=float))]}
        frame = frame.iloc[:, places(columns, WIDE)]
    else:
        told |= {"totals": [totals(_plain(frame.iloc[:, place])) for place in range(columns)]}
    kept = places(rows, max(4, min(64, CELLS // min(columns, WIDE))))
    return told | {"sample": _rows(frame.iloc[kept], inner)}


def _runs(names: list[str]) -> Any:
    """Return names, or one of them where all are the same."""
    return names if len(set(names)) != 1 else names[0]


def _rows(frame: Any, inner: Any) -> list[list[Any]]:
    columns = [_column(frame.iloc[:, place], inner) for place in range(frame.shape[1])]
    return [list(row) for row in zip(*columns)] if columns else []


def _column(column: Any, inner: Any) -> list[Any]:
    """Return the cells of a column; None where one is missing."""
    kind = getattr(column.dtype, "kind", "O")
    if kind in "fiub" and not hasattr(column.dtype, "na_value"):
        return cells(column.to_numpy())
    if kind in "mM":
        return [None if cell != cell else str(cell) for cell in column]
    if str(column.dtype) == "object":
        return [inner(cell) for cell in column]
    missing = column.isna().tolist()
    return [None if gone else inner(cell) for cell, gone in zip(column.tolist(), missing)]


def _plain(column: Any) -> Any:
    kind = getattr(column.dtype, "kind", "O")
    return column.to_numpy() if kind in "fiub" and not hasattr(column.dtype, "na_value") else column.astype(str).to_numpy(dtype=object)


def _categories(column: Any, inner: Any) -> dict[str, Any]:
    return {"values": _index(column.cat.categories, inner, True), "ordered": bool(column.cat.ordered)}


def _index(index: Any, inner: Any, whole: bool) -> dict[str, Any]:
    kind = type(index).__name__
    told: dict[str, Any] = {"kind": "index", "class": kind, "names": [inner(name) for name in index.names]}
    if kind == "RangeIndex":
        return told | {"range": [index.start, index.stop, index.step]}
    if kind == "MultiIndex":
        levels = [index.get_level_values(place) for place in range(index.nlevels)]
        return told | {"length": len(index), "levels": [_index(level, inner, whole) for level in levels]}
    told |= {"dtype": str(index.dtype), "length": len(index)}
    told |= {"freq": index.freqstr} if getattr(index, "freq", None) is not None else {}
    if kind == "CategoricalIndex":
        told |= {"categories": _categories(index.to_series(), inner)}
    kept = index if whole or len(index) <= CELLS // 4 else index[places(len(index), 64)]
    return told | {"values": _column(kept.to_series(), inner)}
