"""Observes values: type, shape and columns for annotations and reports; for tests, the literal of a small one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

COLUMNS = 100  # columns of a frame that are noted: a docstring lists fewer
SMALL = 9  # parts of a value that is written into a test: they fit on one line
LONGEST = 60  # characters of a text in a test: longer ones would break the line
LARGEST = 1e300  # close to infinity, arithmetic in the comparison would overflow


def size_of(value: Any) -> str:
    """Return the type and the size of a value, such as `DataFrame 300 x 5`."""
    kind = type(value).__name__
    shape = _shape(value)
    if shape:
        return f"{kind} {' x '.join(map(str, shape))}"
    if isinstance(value, (list, tuple, dict, set, frozenset, str, bytes)):
        return f"{kind} of {len(value)}"
    return kind


def type_of(value: Any) -> dict[str, Any]:
    """Return the qualified type of a value, its shape, and the names and types of its columns."""
    kind = type(value)
    own = kind.__module__ in {"builtins", "__main__"}
    name = kind.__name__ if own else f"{kind.__module__}.{kind.__name__}"
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


def observed(name: str, value: Any) -> dict[str, Any]:
    """Return the name of a value, and the literal of a small one, for a test."""
    kind = type_of(value)["kind"]
    listed = kind == "numpy.ndarray" and value.size <= SMALL and value.dtype.kind in "iubf"
    if listed and (value.ndim == 1 or value.dtype.kind != "f"):
        return {"name": name, **_literal(value.tolist()), "listed": True}
    is_scalar = (
        getattr(value, "shape", None) == ()
        and hasattr(value, "dtype")
        and callable(getattr(value, "item", None))
    )
    return {"name": name, **_literal(value.item() if is_scalar else value)}


def comparison(value: Any, node: Any, restore: Callable[[Any], Any]) -> dict[str, str]:
    """Return which function of pandas or numpy compares a value with the one that its description holds.

    Args:
        value: a table or an array; others are compared by their descriptions.
        node: its description.
        restore: makes a value from a description, or raises ValueError.
    """
    kind = type_of(value)["kind"].rpartition(".")[2]
    name = {"DataFrame": "assert_frame_equal", "Series": "assert_series_equal"}.get(kind, "assert_allclose")
    numbers = kind == "ndarray" and value.dtype.kind in "fiub"
    if not numbers and name == "assert_allclose":
        return {}
    library = sys.modules["numpy" if numbers else "pandas"].testing
    try:
        getattr(library, name)(restore(json.loads(json.dumps(node))), value)
    except Exception:  # noqa: BLE001 values that cannot be made again say so in their own ways
        return {}
    return {"compare": name}


def _literal(value: Any) -> dict[str, Any]:
    """Return the literal of a small value of plain parts, and whether floats are among them."""
    parts = _parts(value)
    if not 0 < len(parts) <= 2 * SMALL or not all(type(part) in (bool, int, float, str) for part in parts):
        return {}
    numbers = [part for part in parts if type(part) is float]
    texts = [part for part in parts if type(part) is str]
    readable = all(text.isprintable() and len(text) < LONGEST for text in texts)
    if not readable or not all(abs(part) < LARGEST for part in numbers):
        return {}
    nested = type(value) is list and any(type(item) is list for item in value)
    return {} if nested and numbers else {"literal": repr(_rounded(value)), "approx": bool(numbers)}


def _parts(value: Any) -> list[Any]:
    if type(value) is dict:
        return [*value.keys(), *value.values()]
    if type(value) in (list, tuple):
        return [part for item in value for part in (_parts(item) if type(item) is list else [item])]
    return [value]


def _rounded(value: Any) -> Any:
    if type(value) is float:
        return float(f"{value:.10g}")
    if type(value) is dict:
        return {key: _rounded(item) for key, item in value.items()}
    return type(value)(map(_rounded, value)) if type(value) in (list, tuple) else value


def predicted(model: Any, rows: Any) -> Any:
    """Return the predictions of a model for rows; None where it is no model, or does not accept them."""
    width = getattr(model, "n_features_in_", None)
    shape: tuple[int, ...] = getattr(rows, "shape", ())
    if width is None or not hasattr(model, "predict") or len(shape) != 2 or width != shape[1] or not shape[0]:
        return None
    if hasattr(model, "feature_names_in_") != hasattr(rows, "columns"):
        return None
    try:
        predicted = model.predict(rows)
    except Exception:  # noqa: BLE001 a model refuses rows that it was not trained for in many ways
        return None
    return predicted if len(predicted) == shape[0] else None
