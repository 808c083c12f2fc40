"""Tells what a value was seen to be: its type, shape and columns, and where it is small its literal."""

from __future__ import annotations

from typing import Any

SMALL = 9  # parts of a value that stands in the test itself


def observed(name: str, value: Any) -> dict[str, Any]:
    """Return what a value was seen to be, and where it is small its literal."""
    shape = getattr(value, "shape", ())
    found: dict[str, Any] = {
        "name": name,
        "kind": _kind(type(value)),
        "shape": [part for part in shape if isinstance(part, int)] if isinstance(shape, tuple) else [],
        "columns": [],
    }
    if found["kind"] == "pandas.DataFrame" and all(isinstance(column, str) for column in value.columns):
        types = [str(dtype) for dtype in value.dtypes]
        found["columns"] = [[column, types[place]] for place, column in enumerate(value.columns)]
    listed = found["kind"] == "numpy.ndarray" and value.size <= SMALL and value.dtype.kind in "iubf"
    if listed and (value.ndim == 1 or value.dtype.kind != "f"):
        return {**found, **_literal(value.tolist()), "listed": True}
    is_scalar = shape == () and hasattr(value, "dtype") and callable(getattr(value, "item", None))
    return {**found, **_literal(value.item() if is_scalar else value)}


def _kind(kind: type) -> str:
    library = kind.__module__.partition(".")[0]
    return kind.__qualname__ if library == "builtins" else f"{library}.{kind.__qualname__}"


def _literal(value: Any) -> dict[str, Any]:
    """Return the literal of a small value of plain parts, and whether floats are among them."""
    parts = _parts(value)
    if not 0 < len(parts) <= 2 * SMALL or not all(type(part) in (bool, int, float, str) for part in parts):
        return {}
    numbers = [part for part in parts if type(part) is float]
    texts = [part for part in parts if type(part) is str]
    if not all(abs(part) < 1e300 for part in numbers) or not all(
        t.isprintable() and len(t) < 60 for t in texts
    ):
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
    """Return what a model predicts for rows; None where it is no model, or these are no rows for it."""
    width = getattr(model, "n_features_in_", None)
    shape: tuple[int, ...] = getattr(rows, "shape", ())
    named = hasattr(model, "feature_names_in_")
    if (
        width is None
        or not hasattr(model, "predict")
        or len(shape) != 2
        or width != shape[-1]
        or not shape[0]
    ):
        return None
    if named != hasattr(rows, "columns"):
        return None
    try:
        predicted = model.predict(rows)
    except Exception:  # noqa: BLE001 a model refuses rows that it was not trained for in many ways
        return None
    return predicted if len(predicted) == shape[0] else None
