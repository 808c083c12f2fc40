"""What a value is, in a few words and for annotations: its type, its shape, its columns."""

from __future__ import annotations

import sys
from typing import Any

COLUMNS = 100  # columns of a frame that are noted


def words(value: Any) -> str:
    """Return the type and the size of a value, such as `DataFrame 300 x 5`."""
    kind = type(value).__name__
    shape = _shape(value)
    if shape:
        return f"{kind} {' x '.join(map(str, shape))}"
    if isinstance(value, (list, tuple, dict, set, frozenset, str, bytes)):
        return f"{kind} of {len(value)}"
    return kind


def observed(value: Any) -> dict[str, Any]:
    """Return the qualified type of a value, its shape, and the names and types of its columns."""
    kind = type(value)
    name = (
        kind.__name__ if kind.__module__ in {"builtins", "__main__"} else f"{kind.__module__}.{kind.__name__}"
    )
    return {"kind": name, "shape": _shape(value), "columns": _columns(value)}


def _shape(value: Any) -> list[int]:
    shape = getattr(value, "shape", None)
    plain = isinstance(shape, tuple) and all(isinstance(n, int) for n in shape)
    return [int(n) for n in shape] if plain and shape else []


def _columns(value: Any) -> list[list[str]]:
    pandas = sys.modules.get("pandas")
    if pandas is None or not isinstance(value, pandas.DataFrame):
        return []
    return [[str(name), str(kind)] for name, kind in list(value.dtypes.items())[:COLUMNS]]
