"""Describes frames, series, indexes, arrays and sparse matrices, with their dtypes."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from typing import Any

from .numbers import EXACT, EXACT_ITEMS, WHOLE, cells, describe_array, places, totals

CELLS = 1200  # cells of a frame that a recording lists: a page or two of JSON, which can still be reviewed
WIDE = 60  # columns with sums of their own; a frame from an encoder has thousands, and one pair of sums finds a change
MANY = 10_000  # texts of a column: below, looking for equal ones saves nothing that counts
ROWS = (4, 64)  # fewest and most rows of the sample: the sums find any change, the sample shows where to look


def describe_table(value: Any, inner: Callable[[Any], Any], detail: str) -> Any:
    """Return what numpy, scipy.sparse, pandas or torch hold; None for other values.

    Args:
        value: any value.
        inner: describes an object in it.
        detail: `SAMPLE`, `WHOLE` or `EXACT`.
    """
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if numpy is not None and isinstance(value, numpy.ndarray):
        if detail == EXACT and isinstance(value, numpy.ma.MaskedArray):
            parts = (value.filled(), numpy.ma.getmaskarray(value))
            return {"kind": "masked", "parts": [describe_array(part, inner, detail) for part in parts]}
        return describe_array(numpy.asarray(value), inner, detail)
    if numpy is not None and isinstance(value, numpy.generic):
        item = inner(value.item()) if detail == EXACT else cells(numpy.asarray([value]))[0]
        return {"kind": "scalar", "dtype": str(value.dtype), "value": item}
    if "torch" in sys.modules and isinstance(value, sys.modules["torch"].Tensor):
        return {"kind": "tensor", "value": describe_array(value.detach().cpu().numpy(), inner, detail)}
    if "scipy.sparse" in sys.modules and sys.modules["scipy.sparse"].issparse(value):
        return _sparse(value, inner, detail)
    return _pandas(value, pandas, inner, detail) if pandas is not None else None


def _pandas(value: Any, pandas: Any, inner: Callable[[Any], Any], detail: str) -> Any:
    if isinstance(value, pandas.DataFrame):
        return _frame(value, inner, detail)
    if isinstance(value, pandas.Series):
        if detail == EXACT:
            parts = {"index": _index(value.index, inner, detail), "data": _exact(value, inner)}
            return {"kind": "series", "name": inner(value.name), **parts, **_class(value)}
        return {**_frame(value.to_frame(), inner, detail), "kind": "series", "name": inner(value.name)} | _class(value)
    if isinstance(value, pandas.Index):
        return _index(value, inner, detail)
    if isinstance(value, pandas.api.extensions.ExtensionArray):
        return {"kind": "values", "value": describe_table(pandas.Series(value), inner, detail)}
    if isinstance(value, (pandas.Period, pandas.Interval, pandas.Timestamp, pandas.Timedelta)):
        return {"kind": "span", "class": type(value).__name__, "value": str(value)}
    if value is pandas.NaT or value is pandas.NA:
        return {"kind": "missing", **({"value": str(value)} if detail == EXACT else {})}
    return None


def columns_of(frame: Any) -> dict[Any, str]:
    """Return the columns of a frame in their order, with their dtypes."""
    return {name: str(dtype) for name, dtype in frame.dtypes.items()}


def _class(value: Any) -> dict[str, str]:
    """Return the name of a class that is not pandas' own, such as one that extends Series."""
    own = type(value).__module__.startswith("pandas.") or type(value).__module__ == "pandas"
    return {} if own else {"class": type(value).__qualname__}


def _sparse(value: Any, inner: Any, detail: str) -> dict[str, Any]:
    matrix = value.tocsr().copy()
    matrix.sum_duplicates()  # sorts the indices, too
    parts = {name: describe_array(getattr(matrix, name), inner, detail) for name in ("data", "indices", "indptr")}
    return {"kind": "sparse", "class": type(value).__name__, "shape": list(value.shape), **parts}


def _frame(frame: Any, inner: Any, detail: str) -> dict[str, Any]:
    """Return a frame row by row; of a large one sums of each column, and rows spread evenly; exactly by column."""
    rows, columns = frame.shape
    head = {"kind": "frame", "shape": [rows, columns], "columns": _index(frame.columns, inner, detail)}
    index = {"index": _index(frame.index, inner, detail), **_class(frame)}
    if detail == EXACT:
        return head | index | {"data": [_exact(frame.iloc[:, place], inner) for place in range(columns)]}
    described = head | {"dtypes": _runs([str(dtype) for dtype in frame.dtypes])} | index
    sets = {str(place): _categories(frame.iloc[:, place], inner) for place in range(columns)
            if str(frame.dtypes.iloc[place]) == "category"}
    described |= {"categories": sets} if sets else {}
    if detail == WHOLE or rows * columns <= CELLS:
        return described | {"rows": _rows(frame, inner)}
    if columns > WIDE:
        numeric = frame.select_dtypes(["number", "bool"])
        described |= {"totals": [totals(numeric.to_numpy(dtype=float))]}
        frame = frame.iloc[:, places(columns, WIDE)]
    else:
        described |= {"totals": [totals(_plain(frame.iloc[:, place])) for place in range(columns)]}
    fewest, most = ROWS
    sample = places(rows, max(fewest, min(most, CELLS // min(columns, WIDE))))
    return described | {"sample": _rows(frame.iloc[sample], inner)}


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


def _exact(column: Any, inner: Any) -> dict[str, Any]:
    """Return the dtype and all values of a column or an index."""
    dtype = str(column.dtype)
    if dtype == "category":
        categorical = getattr(column, "cat", column)
        parts = {"data": describe_array(_array(categorical.codes), inner, EXACT),
                 "categories": _exact(categorical.categories, inner)}
        return {"kind": "column", "dtype": f"{dtype}, ordered: {categorical.ordered}", **parts}
    if len(column) > EXACT_ITEMS and _holds_texts(column):
        return {"kind": "column", "dtype": dtype, **_coded(column, inner)}
    if dtype.startswith("str") and len(column) > MANY:
        return {"kind": "column", "dtype": dtype, "data": describe_array(_texts(column), inner, EXACT)}
    array = column.to_numpy()
    if array.dtype.kind == "O" or not hasattr(column.dtype, "str"):
        array = column.astype(object).to_numpy(dtype=object)
    return {"kind": "column", "dtype": dtype, "data": describe_array(array, inner, EXACT)}


def _holds_texts(column: Any) -> bool:
    """Return whether a column holds texts only, and missing ones."""
    if str(column.dtype) != "object":
        return str(column.dtype).startswith("str")
    return bool(sys.modules["pandas"].api.types.infer_dtype(column, skipna=True) == "string")


def _coded(column: Any, inner: Any) -> dict[str, Any]:
    """Return very many texts as numbers in the order in which each text appears first, and the different texts."""
    codes, different = sys.modules["pandas"].factorize(column)
    texts = sys.modules["numpy"].asarray(different, dtype=object)
    if len(texts) <= EXACT_ITEMS:
        return {"data": describe_array(codes, inner, EXACT), "texts": describe_array(texts, inner, EXACT)}
    digest = hashlib.sha256()
    for text in texts:
        digest.update(f"{len(text)}:{text}".encode("utf-8", "surrogatepass"))
    return {"data": describe_array(codes, inner, EXACT), "texts": {"kind": "texts", "sha256": digest.hexdigest()}}


def _texts(column: Any) -> Any:
    """Return texts as an array of objects, equal ones as one object: the same text a million times takes little memory."""
    codes, different = sys.modules["pandas"].factorize(column)
    objects = sys.modules["numpy"].empty(len(different) + 1, dtype=object)
    objects[:] = [*different, column.dtype.na_value]  # the last one is for missing texts, whose code is -1
    return objects[codes]


def _array(values: Any) -> Any:
    return values.to_numpy() if hasattr(values, "to_numpy") else values


def _plain(column: Any) -> Any:
    kind = getattr(column.dtype, "kind", "O")
    return column.to_numpy() if kind in "fiub" and not hasattr(column.dtype, "na_value") else column.astype(str).to_numpy(dtype=object)


def _categories(column: Any, inner: Any) -> dict[str, Any]:
    return {"values": _index(column.cat.categories, inner, WHOLE), "ordered": bool(column.cat.ordered)}


def _index(index: Any, inner: Any, detail: str) -> dict[str, Any]:
    kind = type(index).__name__
    described: dict[str, Any] = {"kind": "index"}
    if detail == EXACT:  # by its values alone: whether it is stored as a range makes no difference
        levels = [index.get_level_values(place) for place in range(index.nlevels)]
        names = [inner(name) for name in index.names]
        return described | {"names": names, "data": [_exact(level, inner) for level in levels]}
    described |= {"class": kind, "names": [inner(name) for name in index.names]}
    if kind == "RangeIndex":
        return described | {"range": [index.start, index.stop, index.step]}
    if kind == "MultiIndex":
        levels = [index.get_level_values(place) for place in range(index.nlevels)]
        return described | {"length": len(index), "levels": [_index(level, inner, detail) for level in levels]}
    described |= {"dtype": str(index.dtype), "length": len(index)}
    described |= {"freq": index.freqstr} if getattr(index, "freq", None) is not None else {}
    if kind == "CategoricalIndex":
        described |= {"categories": _categories(index.to_series(), inner)}
    kept = index if detail == WHOLE or len(index) <= CELLS // 4 else index[places(len(index), ROWS[1])]
    return described | {"values": _column(kept.to_series(), inner)}
