"""Numbers: when two of them count as equal, and how arrays of them are described."""

from __future__ import annotations

import hashlib
import math
import zlib
from typing import Any

RELATIVE = 1e-7
"""Relative tolerance of floats, the same in the proof of a hardening and in recorded tests.

A float has 16 digits. Another order of summation or another math library costs the last 2 to 6 of them, while another
row, seed or parameter shows in the first 6; ten digits are recorded.
"""
SINGLE = 1e-4
"""The same for floats of 32 bits or fewer in recorded tests: of their 7 digits, long sums lose the last 3."""
NOISE = 1e-10
"""Absolute tolerance of recorded tests per unit of `scale`: what rounding leaves of numbers around 1 where exact
arithmetic gives 0. Recorded tests run for years, with other processors and libraries; a proof compares two runs on one
machine and has no such tolerance."""
SHORT_FLOATS = frozenset({"float16", "float32", "complex64", ">f2", ">f4", ">c8"})

SAMPLE, WHOLE, EXACT = "sample", "whole", "exact"
"""How much of a value is described: enough to test, enough to make it again, or every bit."""
ARRAY_ITEMS = 400  # items of an array that a recording lists: about 40 lines of JSON, which can still be reviewed
SAMPLE_ITEMS = 64  # items of a longer one: its sums find any change, the sample shows where to look
EXACT_BYTES = 200_000_000  # bytes of an array that is kept whole: 25 million floats, about what a laptop's memory can hold twice
EXACT_ITEMS = 2_000_000  # objects of an array that are described: ten seconds of work
EXACT_PICKS = 4096  # items kept of a larger array, beside its digest: they show an example of what differs


def close(one: float, other: float, scale: float = 1.0, relative: float = RELATIVE) -> bool:
    """Return whether two floats count as equal; NaN equals NaN.

    Args:
        scale: the largest of the numbers that were computed together: rounding leaves noise in proportion to it.
        relative: the relative tolerance.
    """
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=relative, abs_tol=NOISE * scale)


def tolerance_of(dtype: str) -> float:
    """Return the relative tolerance of numbers of a dtype."""
    return SINGLE if dtype in SHORT_FLOATS else RELATIVE


def number(value: float, detail: str = SAMPLE) -> Any:
    """Return a float at ten significant digits; one that JSON does not know as its name."""
    value = float(value)
    if detail == EXACT:
        return value
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
    # The bound on a sum's noise is the norm of its terms; ten times the tolerance of one, as many add up.
    if abs(total) < 10 * NOISE * math.sqrt(squares * max(len(finite), 1)):
        total = 0.0
    found = {"sum": number(total), "squares": number(squares)}
    return found | ({"missing": len(plain) - len(finite)} if len(finite) < len(plain) else {})


def describe_array(values: Any, inner: Any, detail: str) -> dict[str, Any]:
    """Return a numpy array: a small one row by row, a large one by sums and a sample; by its bytes if exactly.

    Args:
        values: the array.
        inner: describes an object in it.
        detail: `SAMPLE`, `WHOLE` or `EXACT`.
    """
    head = {"kind": "array", "dtype": str(values.dtype), "shape": list(values.shape)}
    if values.dtype.names or (values.dtype.kind == "V" and detail != EXACT):  # the bytes of records have random gaps
        names = values.dtype.names or ()
        return head | {"fields": {name: describe_array(values[name], inner, detail) for name in names}}
    flat = values.reshape(-1)
    if values.dtype.kind == "O":
        limit = {SAMPLE: SAMPLE_ITEMS, WHOLE: flat.size, EXACT: EXACT_ITEMS}[detail]
        cut = {"cut": limit} if detail == EXACT and flat.size > limit else {}
        return head | cut | {"rows": [inner(item) for item in flat[places(flat.size, limit)].tolist()]}
    if detail == EXACT:
        return head | _content(flat)
    if detail == WHOLE or values.size <= ARRAY_ITEMS:
        return head | {"rows": _rows(values)}
    return head | totals(flat) | {"sample": cells(flat[places(flat.size, SAMPLE_ITEMS)])}


def _content(flat: Any) -> dict[str, Any]:
    """Return the bytes of an array; of a very large one a digest and some of its items."""
    if flat.nbytes <= EXACT_BYTES:
        return {"data": flat.tobytes()}
    step = EXACT_BYTES // flat.itemsize or 1  # in parts: a copy of all of it may not fit into the memory
    digest = hashlib.sha256()
    for start in range(0, flat.size, step):
        digest.update(flat[start : start + step].tobytes())
    picked = flat[places(flat.size, EXACT_PICKS)].tobytes()
    return {"data": picked, "digest": digest.hexdigest()}


def _rows(values: Any) -> list[Any]:
    if values.ndim <= 1:
        return cells(values.ravel())
    return [_rows(row) for row in values]
