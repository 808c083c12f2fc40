"""Summaries of arrays of numbers: exact where there is no rounding, else sums that find any change but rounding."""

from __future__ import annotations

import hashlib
import importlib
import math
from typing import Any

ITEMS = 24  # numbers that a summary lists: all of a small array, else a sample that shows where to look
CHUNK = 512
"""Numbers of which sums are kept, at least: of a thousand numbers around one, a sum within 1e-7 shows a change of 1e-4."""
CHUNKS = 64  # sums of one array: two kilobytes of text; of a million numbers they show a change of one by a mean's 0.2 %
DIGITS = 12  # of a recorded number: five more than the tolerance needs, fewer than rounding reaches
GOLDEN = 0.6180339887498949
"""Multiples of the golden ratio are spread evenly over the unit interval, and no two places get the same weight."""
NUMERIC = (
    "fciubMm"  # kinds of numpy's dtypes: floats, complex numbers, integers, truth values, dates, durations
)


def is_numeric(node: dict[str, Any]) -> bool:
    """Return whether a node of an array holds the bytes of numbers, truth values or dates."""
    return "data" in node and _kind(node["dtype"]) in NUMERIC


def is_float(dtype: str) -> bool:
    """Return whether numbers of a dtype are rounded."""
    return _kind(dtype) in "fc"


def summary_of_array(node: dict[str, Any]) -> dict[str, Any]:
    """Return the summary of an array, from its node."""
    head = {"kind": "summary", "dtype": node["dtype"], "shape": node["shape"]}
    numpy = importlib.import_module("numpy")
    values = numpy.frombuffer(node["data"], dtype=node["dtype"])
    if is_float(node["dtype"]):
        return {**head, **_of_floats(numpy, values)}
    shown = _picked(numpy, values)
    sample = shown.astype(str).tolist() if values.dtype.kind in "mM" else shown.tolist()
    if len(shown) == values.size and "digest" not in node:
        return {**head, "sample": sample}
    digest = hashlib.sha256(node["data"] + node.get("digest", "").encode()).hexdigest()
    return {**head, "sample": sample, "sha256": digest}


def summary_of_floats(found: list[Any]) -> dict[str, Any]:
    """Return the summary of floats of an object: single ones, and arrays as pairs of bytes and dtype."""
    if not found:
        return {}
    if not any(isinstance(one, tuple) for one in found) and len(found) <= ITEMS:
        return {"dtype": "float64", "sample": [_rounded(one) for one in found]}
    numpy = importlib.import_module("numpy")
    parts = [_array(numpy, one) for one in found]
    # fewer than the eight bytes of a double
    short = any(part.dtype.itemsize // (2 if part.dtype.kind == "c" else 1) < 8 for part in parts)
    doubles = [
        part.astype(complex).view(float) if part.dtype.kind == "c" else part.astype(float) for part in parts
    ]
    return {"dtype": "float32" if short else "float64", **_of_floats(numpy, numpy.concatenate(doubles))}


def _array(numpy: Any, one: Any) -> Any:
    return numpy.frombuffer(one[0], dtype=one[1]) if isinstance(one, tuple) else numpy.array([one])


def _kind(dtype: str) -> str:
    """Return the kind of a dtype from its name, as numpy's attribute `kind` has it."""
    if dtype.startswith(("float", "int", "uint", "bool", "complex", "datetime", "timedelta")):
        return {"d": "M", "t": "m"}.get(dtype[0], dtype[0])
    return dtype.lstrip("<>=|")[:1]


def _of_floats(numpy: Any, values: Any) -> dict[str, Any]:
    """Return what is compared of floats: where some are missing, sums by chunk, and a sample."""
    if values.dtype.kind == "c":
        values = values.astype(complex).view(float)
    plain = values.astype(float)
    sample = [_rounded(one) for one in _picked(numpy, plain).tolist()]
    if len(sample) == plain.size:
        return {"sample": sample, "largest": _largest(numpy, plain)}
    finite = numpy.isfinite(plain)
    found = {"sample": sample, "largest": _largest(numpy, plain)}
    if not finite.all():
        # finite, infinite, negative infinite, not a number
        places = numpy.where(finite, 0, numpy.where(plain > 0, 1, numpy.where(plain < 0, 2, 3))).astype(
            "uint8"
        )
        found["missing"] = int((~finite).sum())
        found["where"] = hashlib.sha256(places.tobytes()).hexdigest()
        plain = numpy.where(finite, plain, 0.0)
    # between a half and one and a half, so that no number weighs nothing
    weights = (numpy.arange(plain.size) * GOLDEN) % 1.0 + 0.5
    count = min(CHUNKS, math.ceil(plain.size / CHUNK))
    begins = numpy.arange(count) * plain.size // count
    sums = [numpy.add.reduceat(one, begins) for one in (plain, plain * weights, numpy.abs(plain))]
    rows = zip(*(one.tolist() for one in sums))
    return {**found, "chunks": [[_rounded(one) for one in row] for row in rows]}


def _picked(numpy: Any, values: Any) -> Any:
    """Return all of a few values, of more those at evenly spread places."""
    if values.size <= ITEMS:
        return values
    return values[numpy.arange(ITEMS) * (values.size - 1) // (ITEMS - 1)]


def _largest(numpy: Any, values: Any) -> float:
    finite = numpy.abs(values[numpy.isfinite(values)])
    return _rounded(float(finite.max())) if finite.size else 0.0


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
