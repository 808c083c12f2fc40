"""Finds the rows that a model received among rows that were prepared again."""

from __future__ import annotations

import math
from typing import Any

RELATIVE = 1e-7  # difference of numbers that went through another order of additions, far below any change of meaning

CLOSE = 1e-9  # relative: the same operations on the same values differ in the last bits at most, by the size of a batch


class Mismatch(Exception):  # noqa: N818  it is an outcome, not an error
    """Why the replay is not what the notebook has computed."""


def matrix(prepared: Any) -> Any:
    """Return features as an array with a row for each row."""
    import numpy as np

    if hasattr(prepared, "toarray"):
        return np.asarray(prepared.toarray())
    if hasattr(prepared, "to_numpy"):
        prepared = prepared.to_numpy()
    found = np.asarray(prepared)
    return found.reshape(len(found), -1) if found.ndim != 2 else found


def same(one: Any, other: Any) -> Any:
    """Return for each row of two arrays whether it is the same."""
    import numpy as np

    if one.dtype.kind in "biuf" and other.dtype.kind in "biuf":
        return np.isclose(one.astype(float), other.astype(float), rtol=CLOSE, atol=0, equal_nan=True).all(
            axis=1
        )
    return np.array([list(map(_plain, a)) == list(map(_plain, b)) for a, b in zip(one, other)], dtype=bool)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and math.isnan(value):
        return "missing"
    return float(f"{value:.9e}") if isinstance(value, float) else value


def positions(inputs: Any, prepared: Any, index: Any, what: str, least: float = 1.0) -> tuple[list[int], str]:
    """Return which prepared rows a model received, and how that is known.

    Args:
        inputs: the rows that the model received.
        prepared: all rows, prepared again.
        index: their labels.
        what: what the model received them for.
        least: the share of the rows that must be found.

    Raises:
        Mismatch: a row is not among them.
    """
    wanted = matrix(inputs)
    if wanted.shape[1] != prepared.shape[1]:
        text = f"the model was {what} {wanted.shape[1]} columns, and the replay on raw rows gives {prepared.shape[1]}"
        raise Mismatch(text)
    by_label = _by_label(inputs, wanted, prepared, index)
    if by_label is not None:
        return by_label, "index labels"
    if len(wanted) == len(prepared) and same(wanted, prepared).all():
        return list(range(len(wanted))), "order"
    places = {key: place for place, key in reversed(list(enumerate(_keys(prepared))))}
    found = [places.get(key, -1) for key in _keys(wanted)]
    missing = sum(place < 0 for place in found)
    if missing > (1 - least) * len(found):
        text = f"{missing} of {len(found)} rows that the model was {what} are not what the replay on raw rows gives"
        raise Mismatch(text + _difference(inputs, wanted, prepared, index))
    return [place for place in found if place >= 0], "feature values"


def _by_label(inputs: Any, wanted: Any, prepared: Any, index: Any) -> list[int] | None:
    labels = getattr(inputs, "index", None)
    if labels is None or callable(labels) or not index.is_unique:
        return None
    places = index.get_indexer(labels)
    if (places < 0).any() or not same(wanted, prepared[places]).all():
        return None
    return [int(place) for place in places]


def _keys(array: Any) -> list[Any]:
    if array.dtype.kind in "biuf":
        return [tuple(f"{value:.9e}" for value in row) for row in array.astype(float) + 0.0]
    return [tuple(map(str, map(_plain, row))) for row in array]


def _difference(inputs: Any, wanted: Any, prepared: Any, index: Any) -> str:
    """Return the first column that differs where rows are known by their labels."""
    import numpy as np

    labels, columns = getattr(inputs, "index", None), getattr(inputs, "columns", None)
    if labels is None or callable(labels) or columns is None or not index.is_unique:
        return ""
    places = index.get_indexer(labels)
    if (places < 0).any():
        return ""
    for number, name in enumerate(columns):
        one, other = wanted[:, [number]], prepared[places][:, [number]]
        if not np.all(same(one, other)):
            return f"; column {name} differs"
    return ""


def equal_answers(found: Any, wanted: Any) -> bool:
    """Return whether answers are the same: labels exactly, numbers to the last bits."""
    import numpy as np

    found, wanted = np.asarray(found), np.asarray(wanted)
    if found.shape[0] != wanted.shape[0]:
        return False
    found, wanted = found.reshape(len(found), -1), wanted.reshape(len(wanted), -1)
    if found.shape != wanted.shape:
        return False
    if found.dtype.kind == "f" and wanted.dtype.kind == "f":
        return bool(np.isclose(found, wanted, rtol=RELATIVE, atol=0, equal_nan=True).all())
    return bool((found.astype(str) == wanted.astype(str)).all())
