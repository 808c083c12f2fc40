"""When two numbers of two runs count as equal: exactly first, then relative to the number itself."""

from __future__ import annotations

import math
import sys
from typing import Any

from .exact_arrays import RELATIVE

CANCELLED = 64
"""Units in the last place of the largest number of an array: what is left, in one element, of a sum whose terms cancel.
Another order of summation costs a few of them; a value computed in another way costs many more."""
SHORT_FLOAT_ULPS = 8
"""Units in the last place for floats of 32 bits or fewer, whose last digit is larger than the relative tolerance."""


def scalar_difference(a: Any, b: Any) -> float | None:
    """Return the relative difference of two plain values, None if they are not equal; there is no absolute tolerance."""
    if type(a) is not type(b):
        return None
    if not isinstance(a, (float, complex)):
        return 0.0 if a == b else None
    if a == b or str(a) == str(b):  # the latter for not-a-number
        return 0.0
    scale = max(abs(a), abs(b))
    difference = abs(a - b) / scale if math.isfinite(scale) else math.inf
    return difference if difference <= RELATIVE else None


def compare_bytes(a: dict[str, Any], b: dict[str, Any]) -> tuple[str, float]:
    """Compare two arrays whose bytes differ.

    Args:
        a: the node of the notebook's array.
        b: the node of the project's.

    Returns:
        The difference, "" if there is none, and the largest relative difference of elements that count as equal.
    """
    numpy = sys.modules.get("numpy")
    if numpy is None or a["dtype"].startswith("["):
        return "its values differ", 0.0
    left, right = (numpy.frombuffer(x["data"], dtype=a["dtype"]) for x in (a, b))
    same, largest = _elements(numpy, left, right)
    if not same.all():
        at = int(numpy.argmin(same))
        share = f"{int((~same).sum())} of {same.size} values differ, the first is"
        return f"{share} {left[at]!s} in the notebook, {right[at]!s} in the project", 0.0
    exact = left.dtype.kind not in "fc" or a.get("digest") != b.get("digest")
    return ("its values differ" if exact else ""), largest


def _elements(numpy: Any, left: Any, right: Any) -> tuple[Any, float]:
    """Return which elements count as equal, and the largest relative difference of those that do."""
    if left.dtype.kind not in "fc":
        return left == right, 0.0
    exact = (left == right) | (numpy.isnan(left) & numpy.isnan(right))
    magnitudes = numpy.maximum(numpy.abs(left), numpy.abs(right))
    finite = magnitudes[numpy.isfinite(magnitudes)].astype(float)
    smallest = float(numpy.finfo(left.dtype).eps)
    relative = max(RELATIVE, SHORT_FLOAT_ULPS * smallest)
    largest = float(finite.max()) if finite.size else 0.0
    with numpy.errstate(all="ignore"):
        distance = numpy.abs(left - right)
        near = distance <= relative * magnitudes
        close = numpy.isfinite(distance) & (near | (distance <= CANCELLED * smallest * largest))
        shares = (distance / numpy.where(near, magnitudes, largest))[close & ~exact]
    return exact | close, float(shares.max()) if shares.size else 0.0
