"""Makes values from their descriptions, where they were described whole."""

from __future__ import annotations

import datetime
from typing import Any


class CannotRestore(ValueError):
    """No value can be made from a description."""


def restore(node: Any) -> Any:
    """Return the value that was described whole.

    Raises:
        CannotRestore: the description does not hold the value, as with a model.
    """
    if isinstance(node, list):
        return [restore(item) for item in node]
    if not isinstance(node, dict):
        return node
    kind = node.get("kind")
    if kind not in MAKERS or "sample" in node or node.get("class", "") not in PLAIN | PANDAS:
        raise CannotRestore(str(node.get("class", kind)))
    try:
        return MAKERS[kind](node)
    except (TypeError, ValueError, KeyError, AttributeError, NotImplementedError) as error:
        raise CannotRestore(f"{kind}: {error}") from error


def _items(node: dict[str, Any], make: Any) -> Any:
    if len(node["items"]) != node["length"]:
        raise CannotRestore("a part is missing")
    return make(restore(item) for item in node["items"])


def _dict(node: dict[str, Any]) -> Any:
    if len(node["pairs"]) != node["length"]:
        raise CannotRestore("a part is missing")
    return {restore(key): restore(item) for key, item in node["pairs"]}


def _date(node: dict[str, Any]) -> Any:
    if node["class"] == "pandas.Timestamp":
        import pandas as pd

        return pd.Timestamp(node["value"])
    return getattr(datetime, node["class"].removeprefix("datetime.")).fromisoformat(node["value"])


def _array(node: dict[str, Any]) -> Any:
    import numpy as np

    kind = np.dtype(node["dtype"])
    if "rows" not in node or kind.kind not in "fiubUM":
        raise CannotRestore(f"array of {node['dtype']}")
    return np.array(_floats(node["rows"]) if kind.kind == "f" else node["rows"], dtype=kind).reshape(node["shape"])


def _floats(rows: Any) -> Any:
    if isinstance(rows, list):
        return [_floats(row) for row in rows]
    return float("nan" if rows is None else rows)


def _scalar(node: dict[str, Any]) -> Any:
    import numpy as np

    value = node["value"]
    return np.dtype(node["dtype"]).type(float("nan") if value is None else value)


def _sparse(node: dict[str, Any]) -> Any:
    import scipy.sparse as sparse

    parts = tuple(_array(node[name]) for name in ("data", "indices", "indptr"))
    matrix = (sparse.csr_array if "array" in node["class"] else sparse.csr_matrix)(parts, shape=node["shape"])
    return matrix.asformat(node["class"][:3])


def _column(values: list[Any], dtype: str, categories: Any = None) -> Any:
    import pandas as pd

    if dtype == "category":
        return pd.Series(pd.Categorical(values, _index(categories["values"]), categories["ordered"]))
    if dtype.startswith("datetime64"):
        return pd.Series(pd.to_datetime(values, utc=", " in dtype or None, format="ISO8601")).astype(dtype)
    if dtype.startswith("timedelta64"):
        return pd.Series(pd.to_timedelta(values)).astype(dtype)
    if dtype.startswith("float"):
        values = _floats(values)
    return pd.Series([restore(value) for value in values] if dtype == "object" else values, dtype=dtype)


def _index(node: dict[str, Any]) -> Any:
    import pandas as pd

    names = [restore(name) for name in node["names"]]
    if node["class"] == "RangeIndex":
        return pd.RangeIndex(*node["range"], name=names[0])
    if node["class"] == "MultiIndex":
        return pd.MultiIndex.from_arrays([_index(level) for level in node["levels"]], names=names)
    if len(node["values"]) != node["length"]:
        raise CannotRestore("a part is missing")
    index = pd.Index(_column(node["values"], node["dtype"], node.get("categories")), name=names[0])
    if "freq" in node:
        index.freq = node["freq"]
    return index


def _frame(node: dict[str, Any]) -> Any:
    import pandas as pd

    rows, width = node["shape"]
    dtypes = node["dtypes"] if isinstance(node["dtypes"], list) else [node["dtypes"]] * width
    columns = list(zip(*node["rows"])) if node["rows"] else [()] * width
    categories = node.get("categories", {})
    index = _index(node["index"])
    parts = [_column(list(cells), dtypes[place], categories.get(str(place))) for place, cells in enumerate(columns)]
    frame = pd.concat(parts, axis=1) if parts else pd.DataFrame(index=range(rows))
    frame.index = index
    frame.columns = _index(node["columns"])
    return frame


def _series(node: dict[str, Any]) -> Any:
    return _frame(node).iloc[:, 0].rename(restore(node["name"]))


PLAIN = {"", "datetime.date", "datetime.datetime", "datetime.time", "pandas.Timestamp", "csr_matrix", "csr_array"}
PANDAS = {"Index", "RangeIndex", "MultiIndex", "DatetimeIndex", "CategoricalIndex", "TimedeltaIndex",
          "csc_matrix", "csc_array", "coo_matrix", "coo_array"}
MAKERS: dict[Any, Any] = {
    "float": lambda node: float(node["value"]),
    "tuple": lambda node: _items(node, tuple),
    "list": lambda node: _items(node, list),
    "set": lambda node: _items(node, set),
    "frozenset": lambda node: _items(node, frozenset),
    "dict": _dict,
    "date": _date,
    "range": lambda node: range(*node["values"]),
    "array": _array,
    "scalar": _scalar,
    "sparse": _sparse,
    "frame": _frame,
    "series": _series,
    "index": _index,
}
