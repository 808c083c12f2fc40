"""Describes frames, series, indexes, arrays and sparse matrices with all their values and dtypes."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from typing import Any

from .exact_arrays import EXACT_ITEMS, describe_array

MANY = 10_000  # texts of a column: below, looking for equal ones saves nothing that counts


def describe_table(value: Any, inner: Callable[[Any], Any]) -> Any:
    """Return what numpy, scipy.sparse, pandas or torch hold; None for other values.

    Args:
        value: any value.
        inner: describes an object in it.
    """
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if numpy is not None and isinstance(value, numpy.ndarray):
        if isinstance(value, numpy.ma.MaskedArray):
            parts = (value.filled(), numpy.ma.getmaskarray(value))
            return {"kind": "masked", "parts": [describe_array(part, inner) for part in parts]}
        return describe_array(numpy.asarray(value), inner)
    if numpy is not None and isinstance(value, numpy.generic):
        return {"kind": "scalar", "dtype": str(value.dtype), "value": inner(value.item())}
    if "torch" in sys.modules and isinstance(value, sys.modules["torch"].Tensor):
        return {"kind": "tensor", "value": describe_array(value.detach().cpu().numpy(), inner)}
    if "scipy.sparse" in sys.modules and sys.modules["scipy.sparse"].issparse(value):
        return _sparse(value, inner)
    return _pandas(value, pandas, inner) if pandas is not None else None


def _pandas(value: Any, pandas: Any, inner: Callable[[Any], Any]) -> Any:
    if isinstance(value, pandas.DataFrame):
        rows, columns = value.shape
        parts = {"columns": _index(value.columns, inner), "index": _index(value.index, inner)}
        data = [_exact(value.iloc[:, place], inner) for place in range(columns)]
        return {"kind": "frame", "shape": [rows, columns], **parts, **_class(value), "data": data}
    if isinstance(value, pandas.Series):
        parts = {"index": _index(value.index, inner), "data": _exact(value, inner)}
        return {"kind": "series", "name": inner(value.name), **parts, **_class(value)}
    if isinstance(value, pandas.Index):
        return _index(value, inner)
    if isinstance(value, pandas.api.extensions.ExtensionArray):
        return {"kind": "values", "value": describe_table(pandas.Series(value), inner)}
    if isinstance(value, (pandas.Period, pandas.Interval, pandas.Timestamp, pandas.Timedelta)):
        return {"kind": "span", "class": type(value).__name__, "value": str(value)}
    if value is pandas.NaT or value is pandas.NA:
        return {"kind": "missing", "value": str(value)}
    return None


def _class(value: Any) -> dict[str, str]:
    """Return the name of a class that is not pandas' own, such as one that extends Series."""
    own = type(value).__module__.startswith("pandas.") or type(value).__module__ == "pandas"
    return {} if own else {"class": type(value).__qualname__}


def _sparse(value: Any, inner: Any) -> dict[str, Any]:
    matrix = value.tocsr().copy()
    matrix.sum_duplicates()  # sorts the indices, too
    parts = {name: describe_array(getattr(matrix, name), inner) for name in ("data", "indices", "indptr")}
    return {"kind": "sparse", "class": type(value).__name__, "shape": list(value.shape), **parts}


def _index(index: Any, inner: Any) -> dict[str, Any]:
    """Return an index by its values alone: whether it is stored as a range makes no difference."""
    levels = [index.get_level_values(place) for place in range(index.nlevels)]
    names = [inner(name) for name in index.names]
    return {"kind": "index", "names": names, "data": [_exact(level, inner) for level in levels]}


def _exact(column: Any, inner: Any) -> dict[str, Any]:
    """Return the dtype and all values of a column or an index."""
    dtype = str(column.dtype)
    if dtype == "category":
        categorical = getattr(column, "cat", column)
        parts = {
            "data": describe_array(_array(categorical.codes), inner),
            "categories": _exact(categorical.categories, inner),
        }
        return {"kind": "column", "dtype": f"{dtype}, ordered: {categorical.ordered}", **parts}
    if len(column) > EXACT_ITEMS and _holds_texts(column):
        return {"kind": "column", "dtype": dtype, **_coded(column, inner)}
    if dtype.startswith("str") and len(column) > MANY:
        return {"kind": "column", "dtype": dtype, "data": describe_array(_texts(column), inner)}
    array = column.to_numpy()
    if array.dtype.kind == "O" or not hasattr(column.dtype, "str"):
        array = column.astype(object).to_numpy(dtype=object)
    return {"kind": "column", "dtype": dtype, "data": describe_array(array, inner)}


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
        return {"data": describe_array(codes, inner), "texts": describe_array(texts, inner)}
    digest = hashlib.sha256()
    for text in texts:
        digest.update(f"{len(text)}:{text}".encode("utf-8", "surrogatepass"))
    return {"data": describe_array(codes, inner), "texts": {"kind": "texts", "sha256": digest.hexdigest()}}


def _texts(column: Any) -> Any:
    """Return texts as an array of objects, equal ones as one object: the same text a million times takes little memory."""
    codes, different = sys.modules["pandas"].factorize(column)
    objects = sys.modules["numpy"].empty(len(different) + 1, dtype=object)
    objects[:] = [*different, column.dtype.na_value]  # the last one is for missing texts, whose code is -1
    return objects[codes]


def _array(values: Any) -> Any:
    return values.to_numpy() if hasattr(values, "to_numpy") else values
