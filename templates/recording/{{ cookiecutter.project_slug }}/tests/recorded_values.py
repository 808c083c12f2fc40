"""Values of the recorded tests as JSON: described, made again, compared. `mlscaffold update` replaces this file."""

from __future__ import annotations

import dataclasses
import enum
import json
import math
import re
import sys
import zlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

MOST, SAMPLE, DEPTH = 400, 40, 9  # items that are recorded whole, items of a longer list, levels of nesting
WIDTH = 400  # characters of a value in a message
RELATIVE, SINGLE = 1e-7, 1e-4  # tolerance of floats; of those of 32 bits, whose long sums lose 3 of 7 digits
NOISE = 1e-10  # what rounding leaves of zeros beside numbers around 1
VARIES = {"kind": "varies"}  # stands for what is another one in each run
DECIMAL = re.compile(r"(?<![\w.])-?\d+\.\d+(?:e[+-]?\d+)?")
UNRELATED = ("n_jobs", "refit_time_", "verbose", "verbose_")  # attributes about speed and logging


def describe(value: Any, package: str = "", most: int = MOST, above: tuple[int, ...] = ()) -> Any:
    """Return a value as JSON: a small one whole, a large one by sums and a sample, a model by what it has learned.

    Args:
        value: any value; of an unknown class only the name is described.
        package: the project's package, whose objects are described by their fields.
        most: the items up to which an array is described whole, so that `restore` can make it again.
        above: the objects that hold it.
    """
    kind = type(value)
    name = (
        kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__.partition('.')[0]}.{kind.__qualname__}"
    )
    if value is None or kind in (bool, int, str):
        return value
    if kind is float:
        return float(f"{value:.10g}")
    if len(above) > DEPTH or id(value) in above:
        return {"kind": name}

    def inner(item: Any, most: int = most) -> Any:
        return describe(item, package, most, (*above, id(value)))

    if isinstance(value, Mapping):
        pairs = [[inner(key), inner(item)] for key, item in list(value.items())[:most]]
        return {"kind": name, "length": len(value), "pairs": pairs}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else list(value)
        node = [inner(item) for item in items[:most]]
        return node if kind is list and len(node) == len(items) else {"kind": name, "length": len(items), "items": node}
    if (array := _array(value)) is not None:
        return {"kind": "number" if getattr(array, "ndim", 1) == 0 else "array", **_items(array, most, inner)}
    if (parts := _parts(value, package, name)) is not None:
        columns = parts.pop("columns", None)
        node = {"kind": name, **{key: inner(item) for key, item in parts.items() if key not in UNRELATED}}
        rows = max(8, min(most, 3 * most // max(len(columns or ()), 1)))
        return node if columns is None else {**node, "columns": [inner(column, rows) for column in columns]}
    is_plain = (
        isinstance(value, (bytes, complex, range, enum.Enum, PurePath))
        or hasattr(value, "isoformat")
        or hasattr(value, "asm8")
    )
    text = value.name if isinstance(value, PurePath) else str(value)
    return {"kind": name, "value": text if is_plain else getattr(value, "__name__", "")}


def _array(value: Any) -> Any:
    """Return an array, the values of a column, a tensor or a number of NumPy as an array; None for other values."""
    library = type(value).__module__.partition(".")[0]
    if library == "torch" and hasattr(value, "detach"):
        return value.detach().cpu().numpy()
    if library == "numpy" and hasattr(value, "dtype"):
        return value.astype(float).filled(math.nan) if hasattr(value, "filled") else sys.modules["numpy"].asarray(value)
    return (
        value
        if library == "pandas"
        and hasattr(value, "isna")
        and not hasattr(value, "to_frame")
        and not hasattr(value, "columns")
        else None
    )


def _items(array: Any, most: int, inner: Any) -> dict[str, Any]:
    """Return an array by its items; a long one by sums, or a checksum of its texts, and a sample."""
    np: Any = sys.modules["numpy"]
    head: dict[str, Any] = {
        "dtype": str(array.dtype),
        **({"shape": list(array.shape)} if len(array.shape) != 1 else {}),
    }
    if isinstance(array, np.ndarray) and array.dtype.names:
        return {**head, "fields": {name: inner(array[name]) for name in array.dtype.names}}
    if hasattr(array, "categories"):
        head.update({"categories": inner(list(array.categories), sys.maxsize), "ordered": array.ordered})
    is_number = isinstance(array.dtype, np.dtype) and array.dtype.kind in "fiub"
    flat = np.asarray(array).reshape(-1) if is_number else _objects(array)
    kept = flat if len(flat) <= most else flat[:: -(-len(flat) // min(most, SAMPLE))]
    items = [inner(item) for item in (kept.tolist() if is_number else kept)]
    if len(flat) <= most:
        return {**head, "items": items}
    if not is_number:
        checksum = zlib.crc32("\n".join(map(str, flat)).encode("utf-8", "replace"))
        return {**head, "checksum": checksum, "sample": items}
    finite = flat[np.isfinite(flat)].astype(float)
    total, squares = float(finite.sum()), float(np.square(finite).sum())
    noise = 10 * NOISE * math.sqrt(squares * finite.size)  # rounding leaves noise up to the norm of the terms
    return {**head, "sum": inner(total if abs(total) > noise else 0.0), "squares": inner(squares), "sample": items}


def _objects(array: Any) -> list[Any]:
    """Return texts and objects; dates and periods as texts, missing values as None."""
    pd, dtype = sys.modules.get("pandas"), str(array.dtype)
    plain = dtype.startswith(("object", "str", "category", "<U", "Int", "Float", "bool"))
    flat = array.reshape(-1) if len(array.shape) != 1 else array
    missing = pd.isna(flat).tolist() if pd else [False] * len(flat)
    return [
        None if gone else item if plain else str(item) for item, gone in zip(flat.tolist() if plain else flat, missing)
    ]


def _parts(value: Any, package: str, name: str) -> dict[str, Any] | None:
    """Return the parts of a table, a figure or a model, and of an object of the project; None for other values."""
    library, kind = name.partition(".")[0], name.rpartition(".")[2]
    fields = dict(getattr(value, "__dict__", {}))
    if library == "pandas" and kind == "RangeIndex":
        return {"range": [value.start, value.stop, value.step], "name": value.name}
    if hasattr(value, "to_frame") and hasattr(value, "nlevels"):
        levels = [value.get_level_values(place).array for place in range(value.nlevels)]
        return {"name": list(value.names) if kind == "MultiIndex" else value.name, "levels": levels}
    if hasattr(value, "to_frame") and hasattr(value, "index"):
        return {"name": value.name, "index": value.index, "values": _plain(value)}
    if hasattr(value, "columns") and hasattr(value, "iloc"):
        narrow = value.shape[1] <= MOST // 4
        cells = (
            {"columns": [_plain(value.iloc[:, place]) for place in range(value.shape[1])]}
            if narrow
            else {"cells": value.to_numpy()}
        )
        texts = value.columns.name is None and all(type(name) is str for name in value.columns)
        return {"names": list(value.columns) if texts else value.columns, "index": value.index, **cells}
    if hasattr(value, "tocsr"):
        rows = value.tocsr().sorted_indices()
        return {"shape": list(value.shape), "data": rows.data, "indices": rows.indices, "indptr": rows.indptr}
    if library == "matplotlib":
        return _drawn(value, kind)
    if hasattr(value, "state_dict"):
        return dict(value.state_dict())
    if library == "statsmodels":
        return {part: getattr(value, part, None) for part in ("params", "nobs", "rsquared", "fittedvalues")}
    if hasattr(value, "get_params") and not isinstance(value, type):
        learned = {key: _few(item) for key, item in sorted(fields.items()) if key.endswith("_") and key[0] != "_"}
        booster = value.get_booster() if hasattr(value, "get_booster") and learned else getattr(value, "_Booster", None)
        trees = booster.trees_to_dataframe() if hasattr(booster, "trees_to_dataframe") else None
        return {**value.get_params(deep=False), **learned, **({"trees": trees} if booster else {})}
    if kind == "Tree" and hasattr(value, "__getstate__"):
        return dict(value.__getstate__())
    if hasattr(value, "dist") and hasattr(value, "kwds"):
        return {"distribution": value.dist.name, "args": value.args, "kwds": value.kwds}
    if hasattr(value, "edges") and library == "networkx":
        return {"nodes": list(value.nodes), "edges": list(value.edges)}
    return fields if dataclasses.is_dataclass(value) or library in (package, "__main__") else None


def _plain(column: Any) -> Any:
    return column.to_numpy() if isinstance(column.dtype, sys.modules["numpy"].dtype) else column.array


def _few(item: Any) -> Any:
    """Return some models of an ensemble, and the results of a search without times."""
    if isinstance(item, dict):
        return {key: one for key, one in item.items() if not str(key).endswith("_time")}
    items = item.ravel().tolist() if str(getattr(item, "dtype", "")) == "object" else item
    many = isinstance(items, list) and len(items) > 5 and hasattr(items[0], "get_params")
    return items[:: -(-len(items) // 5)] if many else item


def _drawn(value: Any, kind: str) -> dict[str, Any] | None:
    """Return what a figure or its axes show."""
    if kind == "Figure":
        title = value.get_suptitle() if hasattr(value, "get_suptitle") else ""
        return {"size": value.get_size_inches(), "title": title, "axes": value.axes}
    if not hasattr(value, "get_xydata") and not hasattr(value, "lines"):
        return None
    legend, to_hex = value.get_legend(), sys.modules["matplotlib.colors"].to_hex
    return {
        "texts": [
            value.get_title(),
            value.get_xlabel(),
            value.get_ylabel(),
            *(text.get_text() for text in value.texts[:SAMPLE]),
        ],
        "scales": [value.get_xscale(), value.get_yscale(), *value.get_xlim(), *value.get_ylim()],
        "lines": [line.get_xydata() for line in value.lines[:SAMPLE]],
        "shapes": [one.get_patch_transform().transform(one.get_path().vertices) for one in value.patches[:SAMPLE]],
        "colors": [to_hex(one.get_facecolor(), keep_alpha=True) for one in value.patches[:SAMPLE]],
        "points": [[one.get_offsets(), one.get_array(), _paths(one)] for one in value.collections[:SAMPLE]],
        "pictures": [image.get_array() for image in value.images[:SAMPLE]],
        "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
    }


def _paths(collection: Any) -> list[Any]:
    return [path.vertices for path in collection.get_paths()[:SAMPLE]]


def restore(node: Any) -> Any:
    """Return the value that was described whole.

    Raises:
        ValueError: the description does not hold the value, as with a model.
    """
    kind = node["kind"].partition(".")[2] or node["kind"] if isinstance(node, dict) else ""
    if not isinstance(node, dict):
        return [restore(item) for item in node] if isinstance(node, list) else node
    if kind in ("tuple", "set", "frozenset", "list") and len(node["items"]) == node["length"]:
        return {"tuple": tuple, "set": set, "frozenset": frozenset, "list": list}[kind](map(restore, node["items"]))
    if kind == "dict" and len(node["pairs"]) == node["length"]:
        return {restore(key): restore(item) for key, item in node["pairs"]}
    pd, np = (sys.modules.get(library) for library in ("pandas", "numpy"))
    if kind in ("array", "number") and "items" in node:
        array = np.array(node["items"], dtype=node["dtype"]).reshape(node.get("shape", -1))
        return array if kind == "array" else array[()]
    if kind == "RangeIndex":
        return pd.RangeIndex(*node["range"], name=restore(node["name"]))
    if kind == "MultiIndex":
        return pd.MultiIndex.from_arrays(list(map(_column, node["levels"])), names=restore(node["name"]))
    if kind.endswith("Index"):
        return pd.Index(_column(node["levels"][0]), name=restore(node["name"]))
    if kind == "Series":
        return pd.Series(_column(node["values"]), restore(node["index"]), name=restore(node["name"]))
    if kind == "DataFrame" and "columns" in node:
        frame = pd.DataFrame(dict(enumerate(map(_column, node["columns"]))), restore(node["index"]))
        return frame.set_axis(restore(node["names"]), axis=1)
    if kind == "Timestamp":
        return pd.Timestamp(node["value"])
    raise ValueError(f"no {node['kind']} can be made from its description")


def _column(node: dict[str, Any]) -> Any:
    pd: Any = sys.modules["pandas"]
    if "items" not in node:
        raise ValueError("only a sample of the values is recorded")
    if "categories" in node:
        return pd.Categorical(node["items"], restore(node["categories"]), node["ordered"])
    return pd.Series([restore(item) for item in node["items"]], dtype=node["dtype"]).array


def difference(
    expected: Any, actual: Any, place: str = "value", tolerance: float = RELATIVE, scale: float = 1.0
) -> str:
    """Return where two descriptions differ first, and how; "" if they do not: types exactly, floats within a tolerance."""
    if expected == VARIES:
        return ""
    if isinstance(expected, dict) and isinstance(actual, dict) and expected.keys() == actual.keys():
        short = "32" in str(expected.get("dtype")) or "16" in str(expected.get("dtype"))
        tolerance = SINGLE if short else tolerance
        found = (difference(expected[key], actual[key], f"{place}.{key}", tolerance) for key in expected)
        return next(filter(None, found), "")
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        scale = max((abs(item) for item in expected if isinstance(item, float) and math.isfinite(item)), default=1.0)
        pairs = enumerate(zip(expected, actual))
        found = (difference(one, two, f"{place}[{at}]", tolerance, max(scale, 1.0)) for at, (one, two) in pairs)
        return next(filter(None, found), "")
    if isinstance(expected, float) and isinstance(actual, float):
        close = math.isclose(expected, actual, rel_tol=tolerance, abs_tol=NOISE * scale)
        same = close or (math.isnan(expected) and math.isnan(actual))
    elif (
        isinstance(expected, str) and isinstance(actual, str) and DECIMAL.sub("#", expected) == DECIMAL.sub("#", actual)
    ):
        numbers = ([float(text) for text in DECIMAL.findall(one)] for one in (expected, actual))
        same = not difference(*numbers) if expected != actual else True
    else:
        same = type(expected) is type(actual) and expected == actual
    return "" if same else f"{place}: recorded {str(expected)[:WIDTH]}, now {str(actual)[:WIDTH]}"


def to_text(value: Any, indent: int = 0) -> str:
    """Return JSON text that reads and diffs well: what fits stays on one line, and so does a list of plain values."""
    flat = json.dumps(value, ensure_ascii=False)
    is_row = isinstance(value, list) and not any(isinstance(item, (list, dict)) for item in value)
    if len(flat) + indent <= 100 or not isinstance(value, (list, dict)) or is_row:
        return flat
    space = " " * (indent + 1)
    texts = {
        key: to_text(item, indent + 1) for key, item in (value.items() if isinstance(value, dict) else enumerate(value))
    }
    if isinstance(value, list):
        return "[\n" + ",\n".join(space + text for text in texts.values()) + "]"
    return (
        "{\n" + ",\n".join(f"{space}{json.dumps(key, ensure_ascii=False)}: {text}" for key, text in texts.items()) + "}"
    )
