"""Numbers at ten significant digits, and arrays of them."""

from __future__ import annotations

import math
import zlib
from typing import Any

WHOLE = 400  # numbers of an array that are told whole
SAMPLE = 64


def number(value: float) -> Any:
    """Return a float at ten significant digits; one that JSON does not know as its name."""
    value = float(value)
    return float(f"{value:.10g}") if math.isfinite(value) else {"kind": "float", "value": str(value)}


def cells(values: Any) -> list[Any]:
    """Return numbers, dates and texts of an array of one dimension; None where a value is missing."""
    kind = values.dtype.kind
    if kind == "f":
        return [_cell(value) for value in values.tolist()]
    if kind in "mM":
        return [None if text == "NaT" else text for text in values.astype(str).tolist()]
    if kind == "c":
        return [str(value) for value in values.tolist()]
    return list(values.tolist())


def _cell(value: float) -> Any:
    if math.isfinite(value):
        return float(f"{value:.10g}")
    return None if math.isnan(value) else str(value)


def places(length: int, count: int) -> list[int]:
    """Return up to so many places of a sequence, evenly spread."""
    if length <= count:
        return list(range(length))
    return sorted({round(step * (length - 1) / (count - 1)) for step in range(count)})


def totals(values: Any) -> dict[str, Any]:
    """Return sums of a numeric array, or a checksum of its texts; noise around zero counts as zero."""
    import numpy as np

    if values.dtype.kind not in "fiub":
        return {"checksum": zlib.crc32("\n".join(map(str, values.ravel().tolist())).encode())}
    plain = values.ravel().astype(float)
    finite = plain[np.isfinite(plain)]
    squares = float(np.square(finite).sum())
    total = float(finite.sum())
    if abs(total) < 1e-9 * math.sqrt(squares * max(len(finite), 1)):
        total = 0.0
    found = {"sum": number(total), "squares": number(squares)}
    return found | ({"missing": len(plain) - len(finite)} if len(finite) < len(plain) else {})


def describe_array(values: Any, inner: Any, whole: bool) -> dict[str, Any]:
    """Return a numpy array: a small one row by row, a large one by sums and a sample."""
    head = {"kind": "array", "dtype": str(values.dtype), "shape": list(values.shape)}
    if values.dtype.kind == "O":
        kept = values.ravel().tolist()
        chosen = kept if whole else [kept[place] for place in places(len(kept), SAMPLE)]
        return head | {"rows": [inner(item) for item in chosen]}
    if values.dtype.kind == "V":
        return head | {"fields": {name: describe_array(values[name], inner, whole) for name in values.dtype.names or ()}}
    if whole or values.size <= WHOLE:
        return head | {"rows": _rows(values)}
    flat = values.ravel()
    sample = flat[places(flat.size, SAMPLE)]
    return head | totals(values) | {"sample": cells(sample)}


def _rows(values: Any) -> list[Any]:
    if values.ndim <= 1:
        return cells(values.ravel())
    return [_rows(row) for row in values]
