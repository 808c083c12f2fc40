"""What two runs agree on in the descriptions of their values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

VARIES = {"kind": "varies"}
"""Replaces what they do not agree on; the project's `recorded_values` knows it."""

Differ = Callable[[Any, Any], bool]


def stable(first: Any, second: Any, differ: Differ) -> Any:
    """Return a description with `VARIES` in the place of what another run gives differently.

    An array varies as a whole, and with it those of its shape beside it, such as the other error bars of a plot, and
    the limits of axes with what is drawn in them: random numbers happen to be equal now and then.

    Args:
        first: the description of one run.
        second: that of the other.
        differ: returns whether two descriptions differ.
    """
    if isinstance(first, dict) and isinstance(second, dict) and first.keys() == second.keys():
        merged = {key: stable(item, second[key], differ) for key, item in first.items()}
        if merged.get("kind") == "array" and varies(merged):
            return VARIES
        return {**merged, "scales": VARIES} if "scales" in merged and varies(merged) else merged
    if (
        isinstance(first, list)
        and isinstance(second, list)
        and len(first) == len(second)
        and not _is_row(first)
    ):
        parts = [stable(one, two, differ) for one, two in zip(first, second)]
        shapes = [_shape(one) for one, part in zip(first, parts) if _shape(one) and part == VARIES]
        return [VARIES if _shape(one) in shapes else part for one, part in zip(first, parts)]
    return VARIES if differ(first, second) else first


def _shape(node: Any) -> Any:
    """Return the shape of an array, None for other values."""
    if not isinstance(node, dict) or node.get("kind") != "array":
        return None
    return node.get("shape", [len(node.get("items", ()))])


def varies(value: Any) -> bool:
    """Return whether something in a description varies."""
    if value == VARIES:
        return True
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(varies, parts))


def _is_row(values: list[Any]) -> bool:
    """Return whether a list holds numbers only, so that it varies as a whole."""
    return not any(isinstance(value, (list, dict, str)) for value in values)
