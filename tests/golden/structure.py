"""Values of a run as plain structures that can be stored, and what differs between two of them."""

from __future__ import annotations

import dataclasses
import enum
import math
import numbers
import pickle
import random
import types
from pathlib import PurePath
from typing import Any

import numpy as np
import pandas as pd

RELATIVE = 1e-9
SCALARS = (type(None), bool, int, float, complex, str, bytes, bytearray)


@dataclasses.dataclass(frozen=True)
class Opaque:
    """A value that cannot be compared between two processes."""

    kind: str


@dataclasses.dataclass(frozen=True)
class Fields:
    """An object as its parts."""

    kind: str
    parts: dict[str, Any]


def is_data(name: str, value: Any) -> bool:
    """Return whether a global or local is data, not a private name, a module, a function or a class."""
    if name.startswith("_") or name in {"In", "Out", "exit", "quit", "get_ipython"}:
        return False
    callables = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, np.ufunc)
    return not isinstance(value, (types.ModuleType, type, *callables))


def plain(value: Any, own: str, parents: tuple[int, ...] = ()) -> Any:
    """Return a value as builtins, arrays, frames, Fields and Opaque, which another process can load.

    Args:
        value: anything.
        own: module or package with the notebook's own classes.
        parents: ids of the values that contain it.
    """
    if isinstance(value, SCALARS) and type(value).__module__ == "builtins":
        return value
    if id(value) in parents or len(parents) > 8:
        return Opaque("deep")
    parts = _parts(value, own)
    if parts is not None:
        inside = (*parents, id(value))
        return Fields(parts.kind, {key: plain(part, own, inside) for key, part in parts.parts.items()})
    return _stored(value)


def _parts(value: Any, own: str) -> Fields | None:
    for split in (_of_table, _of_container, _of_generator, _of_estimator, lambda v: _of_own(v, own)):
        parts = split(value)
        if parts is not None:
            return parts
    return None


def _of_table(value: Any) -> Fields | None:
    """Split what holds Python objects: another process may lack their classes."""
    if isinstance(value, pd.DataFrame) and any(dtype.kind == "O" for dtype in value.dtypes):
        columns = {f"{i} {name}": value.iloc[:, i] for i, name in enumerate(value.columns)}
        return Fields("DataFrame", {"columns": value.columns, "index": value.index, **columns})
    if isinstance(value, pd.Series) and value.dtype.kind == "O":
        return Fields("Series", {"index": value.index, "name": value.name, "values": value.tolist()})
    if isinstance(value, np.ma.MaskedArray):
        return Fields("masked", {"shape": value.shape, "values": value.ravel().tolist()})
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        return Fields("ndarray", {"shape": value.shape, "values": value.ravel().tolist()})
    return Fields("sparse", {"values": value.toarray()}) if hasattr(value, "toarray") else None


def _of_container(value: Any) -> Fields | None:
    if isinstance(value, dict):
        return Fields("mapping", {repr(key): item for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        kind = "list" if isinstance(value, list) else "tuple"
        return Fields(kind, {str(i): item for i, item in enumerate(value)})
    if isinstance(value, (set, frozenset)):
        return Fields("set", {repr(item): None for item in sorted(value, key=repr)})
    return Fields("namespace", vars(value)) if isinstance(value, types.SimpleNamespace) else None


def _of_generator(value: Any) -> Fields | None:
    if isinstance(value, np.random.Generator):
        return Fields("Generator", dict(value.bit_generator.state))
    return Fields("Random", {"state": value.getstate()}) if isinstance(value, random.Random) else None


def _of_estimator(value: Any) -> Fields | None:
    if isinstance(value, type) or not hasattr(value, "get_params") or not hasattr(value, "__dict__"):
        return None
    fitted = {key: _untimed(part) for key, part in vars(value).items() if key.endswith("_") and key[0] != "_"}
    fitted.pop("refit_time_", None)
    return Fields(type(value).__name__, {**value.get_params(deep=False), **fitted})


def _untimed(part: Any) -> Any:
    """Leave out how long the fits of a search took."""
    return (
        {key: item for key, item in part.items() if not str(key).endswith("_time")}
        if type(part) is dict
        else part
    )


def _of_own(value: Any, own: str) -> Fields | None:
    kind = type(value)
    if kind.__module__ != own and not kind.__module__.startswith(f"{own}."):
        return None
    if isinstance(value, enum.Enum):
        return Fields(kind.__name__, {"name": value.name})
    slots = [name for each in kind.__mro__ for name in getattr(each, "__slots__", ())]
    return Fields(
        kind.__name__,
        {**{name: getattr(value, name, None) for name in slots}, **getattr(value, "__dict__", {})},
    )


def _stored(value: Any) -> Any:
    """Keep a library's value as it is where it can be stored and compared."""
    kind = type(value)
    known = isinstance(value, (np.ndarray, np.generic, pd.DataFrame, pd.Series, pd.Index))
    if not known and (callable(value) or "__eq__" not in _defined(kind)):
        return Opaque(kind.__name__)
    try:
        pickle.dumps(value)
    except (pickle.PicklingError, TypeError, AttributeError):
        return Opaque(kind.__name__)
    return value


def _defined(kind: type) -> set[str]:
    return {name for each in kind.__mro__[:-1] for name in vars(each)}


def difference(expected: Any, actual: Any, path: str = "") -> str | None:
    """Return the first place where two plain values differ, None if they are equal or cannot be compared."""
    if isinstance(expected, Opaque) or isinstance(actual, Opaque):
        return None
    if isinstance(expected, PurePath) or isinstance(actual, PurePath):
        paths = all(isinstance(value, (PurePath, str)) for value in (expected, actual))
        return _described(path, expected, actual, paths and PurePath(expected).name == PurePath(actual).name)
    if isinstance(expected, Fields) and isinstance(actual, Fields):
        return _of_fields(expected, actual, path)
    if isinstance(expected, (pd.DataFrame, pd.Series, pd.Index, np.ndarray)):
        return _of_arrays(expected, actual, path)
    return _described(path, expected, actual, _same_scalar(expected, actual))


def _of_fields(expected: Fields, actual: Fields, path: str) -> str | None:
    if expected.kind != actual.kind or list(expected.parts) != list(actual.parts):
        want, got = (f"{fields.kind} of {list(fields.parts)}" for fields in (expected, actual))
        return _described(path, want, got, False)
    for key, part in expected.parts.items():
        found = difference(part, actual.parts[key], f"{path}[{key}]")
        if found:
            return found
    return None


def _of_arrays(expected: Any, actual: Any, path: str) -> str | None:
    if type(expected) is not type(actual):
        return _described(path, expected, actual, False)
    check = {
        pd.DataFrame: pd.testing.assert_frame_equal,
        pd.Series: pd.testing.assert_series_equal,
        np.ndarray: lambda a, b, rtol: (
            np.testing.assert_allclose(a, b, rtol) if a.dtype.kind in "fc" else _exactly(a, b)
        ),
    }.get(type(expected), lambda a, b, rtol: pd.testing.assert_index_equal(a, b, exact="equiv", rtol=rtol))
    try:
        check(expected, actual, rtol=RELATIVE)
    except AssertionError as error:
        return f"{path or 'value'}: {' '.join(str(error).split())[:300]}"
    return None


def _exactly(expected: Any, actual: Any) -> None:
    assert expected.dtype == actual.dtype, f"{expected.dtype} != {actual.dtype}"
    np.testing.assert_array_equal(expected, actual)


def _same_scalar(expected: Any, actual: Any) -> bool:
    truths = (bool, np.bool_)
    if isinstance(expected, truths) or isinstance(actual, truths):
        return isinstance(expected, truths) and isinstance(actual, truths) and bool(expected) == bool(actual)
    if isinstance(expected, numbers.Real) and isinstance(actual, numbers.Real):
        both_missing = math.isnan(expected) and math.isnan(actual)
        return both_missing or math.isclose(expected, actual, rel_tol=RELATIVE)
    return type(expected) is type(actual) and bool(expected == actual)


def _described(path: str, expected: Any, actual: Any, equal: bool) -> str | None:
    return None if equal else f"{path or 'value'}: {_short(expected)} became {_short(actual)}"


def _short(value: Any) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 150 else f"{text[:147]}..."
