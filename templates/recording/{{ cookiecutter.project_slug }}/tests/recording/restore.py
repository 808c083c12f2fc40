"""Makes values again from their descriptions, if they were described whole."""

from __future__ import annotations

import datetime
from typing import Any


class CannotRestore(ValueError):
    """A description from which no value can be made."""


def restore(told: Any) -> Any:
    """Return the value that was described whole.

    Raises:
        CannotRestore: the description does not hold the value, as with a model.
    """
    if isinstance(told, list):
        return [restore(item) for item in told]
    if not isinstance(told, dict):
        return told
    kind = told.get("kind")
    if kind not in MAKERS or "sample" in told or told.get("class", "") not in PLAIN | PANDAS:
        raise CannotRestore(str(told.get("class", kind)))
    try:
        return MAKERS[kind](told)
    except (TypeError, ValueError, KeyError, AttributeError, NotImplementedError) as error:
        raise CannotRestore(f"{kind}: {error}") from error


def _items(told: dict[str, Any], make: Any) -> Any:
    if len(told["items"]) != told["length"]:
        raise CannotRestore("a part is missing")
    return make(restore(item) for item in told["items"])


def _dict(told: dict[str, Any]) -> Any:
    if len(told["pairs"]) != told["length"]:
        raise CannotRestore("a part is missing")
    return {restore(key): restore(item) for key, item in told["pairs"]}


def _date(told: dict[str, Any]) -> Any:
    if told["class"] == "pandas.Timestamp":
        import pandas as pd

        return pd.Timestamp(told["value"])
    return getattr(datetime, told["class"].removeprefix("datetime.")).fromisoformat(told["value"])


def _array(told: dict[str, Any]) -> Any:
    import numpy as np

    kind = np.dtype(told["dtype"])
    if "rows" not in told or kind.kind not in "fiubUM":
        raise CannotRestore(f"array of {told['dtype']}")
    return np.array(_floats(told["rows"]) if kind.kind == "f" else told["rows"], dtype=kind).reshape(told["shape"])


def _floats(rows: Any) -> Any:
    if isinstance(rows, list):
        return [_floats(row) for row in rows]
    return float("nan" if rows is None else rows)


def _scalar(told: dict[str, Any]) -> Any:
    import numpy as np

    value = told["value"]
    return np.dtype(told["dtype"]).type(float("nan") if value is None else value)


def _sparse(told: dict[str, Any]) -> Any:
    import scipy.sparse as sparse

    parts = tuple(_array(told[name]) for name in ("data", "indices", "indptr"))
    matrix = (sparse.csr_array if "array" in told["class"] else sparse.csr_matrix)(parts, shape=told["shape"])
    return matrix.asformat(told["class"][:3])


def _column(values: list[Any], dtype: str, sets: Any = None) -> Any:
    import pandas as pd

    if dtype == "category":
        return pd.Series(pd.Categorical(values, _index(sets["values"]), sets["ordered"]))
    if dtype.startswith("datetime64"):
        return pd.Series(pd.to_datetime(values, utc=", " in dtype or None, format="ISO8601")).astype(dtype)
    if dtype.startswith("timedelta64"):
        return pd.Series(pd.to_timedelta(values)).astype(dtype)
    if dtype.startswith("float"):
        values = _floats(values)
    return pd.Series([restore(value) for value in values] if dtype == "object" else values, dtype=dtype)


def _index(told: dict[str, Any]) -> Any:
    import pandas as pd

    names = [restore(name) for name in told["names"]]
    if told["class"] == "RangeIndex":
        return pd.RangeIndex(*told["range"], name=names[0])
    if told["class"] == "MultiIndex":
        return pd.MultiIndex.from_arrays([_index(level) for level in told["levels"]], names=names)
    if len(told["values"]) != told["length"]:
        raise CannotRestore("a part is missing")
    made = pd.Index(_column(told["values"], told["dtype"], told.get("categories")), name=names[0])
    if "freq" in told:
        made.freq = told["freq"]
    return made


def _frame(told: dict[str, Any]) -> Any:
    import pandas as pd

    rows, width = told["shape"]
    dtypes = told["dtypes"] if isinstance(told["dtypes"], list) else [told["dtypes"]] * width
    columns = list(zip(*told["rows"])) if told["rows"] else [()] * width
    sets = told.get("categories", {})
    index = _index(told["index"])
    parts = [_column(list(cells), dtypes[place], sets.get(str(place))) for place, cells in enumerate(columns)]
    frame = pd.concat(parts, axis=1) if parts else pd.DataFrame(index=range(rows))
    frame.index = index
    frame.columns = _index(told["columns"])
    return frame


def _series(told: dict[str, Any]) -> Any:
    return _frame(told).iloc[:, 0].rename(restore(told["name"]))


PLAIN = {"", "datetime.date", "datetime.datetime", "datetime.time", "pandas.Timestamp", "csr_matrix", "csr_array"}
PANDAS = {"Index", "RangeIndex", "MultiIndex", "DatetimeIndex", "CategoricalIndex", "TimedeltaIndex",
          "csc_matrix", "csc_array", "coo_matrix", "coo_array"}
MAKERS: dict[Any, Any] = {
    "float": lambda told: float(told["value"]),
    "tuple": lambda told: _items(told, tuple),
    "list": lambda told: _items(told, list),
    "set": lambda told: _items(told, set),
    "frozenset": lambda told: _items(told, frozenset),
    "dict": _dict,
    "date": _date,
    "range": lambda told: range(*told["values"]),
    "array": _array,
    "scalar": _scalar,
    "sparse": _sparse,
    "frame": _frame,
    "series": _series,
    "index": _index,
}
