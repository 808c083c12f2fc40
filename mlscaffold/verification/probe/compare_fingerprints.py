"""Compares the summaries and digests of two reduced nodes: what has no rounding exactly, sums of floats with a tolerance."""

from __future__ import annotations

import math
from typing import Any

from .compare_numbers import CANCELLED, SHORT_FLOAT_ULPS
from .exact_arrays import RELATIVE, SHORT_FLOATS

EPSILON, SHORT_EPSILON = 2.0**-52, 2.0**-23
"""Units in the last place of floats of 64 and of 32 bits."""
FEW = 6  # sums of an array in a file of expectations that would be too large
DIGITS_LOST = 1e-11  # relative: what recorded numbers have lost by rounding to twelve digits


def difference(expected: dict[str, Any], actual: dict[str, Any]) -> tuple[str, float]:
    """Return how two summaries, digests or long texts differ, "" if they do not.

    Args:
        expected: the recorded node.
        actual: the node of the same kind, dtype and shape now.

    Returns:
        The difference, and the largest relative difference of numbers that count as equal.
    """
    kind = expected["kind"]
    if kind == "text":
        same = (expected["length"], expected["sha256"]) == (actual["length"], actual["sha256"])
        return "" if same else f"a text of {expected['length']} characters differs", 0.0
    if kind == "digest":
        if (expected["type"], expected["sha256"]) != (actual["type"], actual["sha256"]):
            return f"what the {expected['type']} holds differs", 0.0
        return _floats(expected["floats"], actual["floats"]) if expected["floats"] else ("", 0.0)
    return _summaries(expected, actual)


def _summaries(a: dict[str, Any], b: dict[str, Any]) -> tuple[str, float]:
    if "largest" in a:
        return _floats(a, b)
    for one, other in zip(a.get("sample", ()), b.get("sample", ())):
        if one != other:
            return _message(one, other), 0.0
    if "digest" in a:
        message, largest = difference(a["digest"], b["digest"])
        return ("its values differ" if message else ""), largest
    return ("its values differ" if a.get("sha256") != b.get("sha256") else ""), 0.0


def _floats(a: dict[str, Any], b: dict[str, Any]) -> tuple[str, float]:
    """Compare floats: a sample one by one, all by their sums."""
    if len(a.get("sample", ())) != len(b.get("sample", ())):
        return "how many numbers it holds differs", 0.0
    largest, unit = 0.0, _unit(a["dtype"])
    relative = max(RELATIVE, SHORT_FLOAT_ULPS * unit)
    noise = CANCELLED * unit * max(a.get("largest", 0.0), b.get("largest", 0.0))
    for one, other in zip(a["sample"], b["sample"]):
        found = _relative(one, other, relative, noise)
        if found is None:
            return _message(one, other), 0.0
        largest = max(largest, found)
    if (a.get("missing"), a.get("where")) != (b.get("missing"), b.get("where")):
        return (
            f"{a.get('missing', 0)} missing values in the notebook, {b.get('missing', 0)} in the project",
            0.0,
        )
    return _chunks(a.get("chunks", []), b.get("chunks", []), relative, noise), largest


def _chunks(some: list[list[float]], others: list[list[float]], relative: float, noise: float) -> str:
    if len(some) < len(others):
        others = joined_chunks(others)
    for (total, weighted, size), (other_total, other_weighted, other_size) in zip(some, others):
        room = (relative + DIGITS_LOST) * max(size, other_size) + noise
        if not (abs(total - other_total) <= room and abs(size - other_size) <= room):
            return f"its values differ; a sum of some is {total:.9g} in the notebook, {other_total:.9g} in the project"
        if not abs(weighted - other_weighted) <= 1.5 * room:  # the largest weight
            return "the order of its values differs"
    return ""


def joined_chunks(chunks: list[list[float]], most: int = FEW) -> list[list[float]]:
    """Return fewer sums: those of neighbours together, as many in each group."""
    size = -(-len(chunks) // most)
    groups = [chunks[at : at + size] for at in range(0, len(chunks), size)] if size else []
    return [[sum(column) for column in zip(*group)] for group in groups]


def _relative(one: float, other: float, relative: float, noise: float) -> float | None:
    """Return the relative difference of two numbers, None if they are not equal."""
    if one == other or (math.isnan(one) and math.isnan(other)):
        return 0.0
    scale = max(abs(one), abs(other))
    if not math.isfinite(scale):
        return None
    distance = abs(one - other)
    if distance <= (relative + DIGITS_LOST) * scale:
        return distance / scale
    return 0.0 if distance <= noise else None


def _unit(dtype: str) -> float:
    return SHORT_EPSILON if dtype in SHORT_FLOATS else EPSILON


def _message(one: Any, other: Any) -> str:
    return f"{_short(one)} in the notebook, {_short(other)} in the project"


def _short(value: Any) -> str:
    return f"{value:.9g}" if isinstance(value, float) else str(value)
