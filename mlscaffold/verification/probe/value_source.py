"""Writes small values as Python source, as people write them in tests."""

from __future__ import annotations

import dataclasses
import math
import types
from collections.abc import Callable
from typing import Any

LONGEST = 100  # characters of a value that is written into a test: a longer one hides what the test is about
DEPTH = 4  # levels of nesting that can be read on one line
DIGITS = 10  # of a float that is compared with a tolerance, as in the recordings
SHORT = 8  # characters of a float that people write, such as 0.125; a longer one is the result of rounding

Known = Callable[[Any], Any]
"""Returns the source of an object of the project, None for others."""


class CannotWriteError(ValueError):
    """A value is too large, or of a kind that has no literal."""


def source_of(value: Any, known: Known) -> str | None:
    """Return the source of a value, None where it is too long or has none.

    Args:
        value: any value.
        known: returns the source of functions, classes and instances of the project.
    """
    try:
        source = _source(value, known, 0)
    except CannotWriteError:
        return None
    return source if len(source) <= LONGEST else None


def _source(value: Any, known: Known, level: int) -> str:
    if level > DEPTH or (hasattr(value, "__len__") and len(value) > LONGEST):
        raise CannotWriteError
    if value is None or type(value) in (bool, int, str, bytes):
        return repr(value)
    if type(value) is float:
        return repr(value) if math.isfinite(value) else f"float({str(value)!r})"
    if _is_scalar(value):
        return _source(value.item(), known, level)
    if type(value) in (list, tuple, set, frozenset, dict):
        return _container(value, lambda item: _source(item, known, level + 1))
    if (found := known(value)) is not None:
        return str(found)
    if dataclasses.is_dataclass(value) and known(type(value)) is not None:
        return _dataclass(value, known, level)
    raise CannotWriteError


def _is_scalar(value: Any) -> bool:
    """Return whether a value is a number, text or truth value of numpy: it compares as Python's own do."""
    return (
        type(value).__module__ == "numpy"
        and getattr(value, "shape", None) == ()
        and (
            getattr(getattr(value, "dtype", None), "kind", "") in "biufU"
            and type(value).__name__ != "ndarray"
        )
    )


def _container(value: Any, inner: Callable[[Any], str]) -> str:
    if type(value) is dict:
        return "{" + ", ".join(f"{inner(key)}: {inner(item)}" for key, item in value.items()) + "}"
    items = [inner(item) for item in value]
    if type(value) is list:
        return f"[{', '.join(items)}]"
    if type(value) is tuple:
        return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
    items = sorted(items)
    if type(value) is set:
        return "{" + ", ".join(items) + "}" if items else "set()"
    return f"frozenset({{{', '.join(items)}}})" if items else "frozenset()"


def _dataclass(value: Any, known: Known, level: int) -> str:
    """Return the call that makes an instance of a dataclass of the project."""
    if any(not field.init for field in dataclasses.fields(value)) or hasattr(value, "__post_init__"):
        raise CannotWriteError
    parts = (
        f"{field.name}={_source(getattr(value, field.name), known, level + 1)}"
        for field in dataclasses.fields(value)
    )
    return f"{known(type(value))}({', '.join(parts)})"


def result_of(value: Any, known: Known) -> dict[str, Any] | None:
    """Return how a test compares a result, None where it has no literal.

    Returns:
        `source`, and `approx` if its floats are compared with a tolerance; `nan` for a single NaN.
    """
    plain = value.item() if _is_scalar(value) else value
    if type(plain) is float and math.isnan(plain):
        return {"nan": True}
    source = source_of(plain, known)
    if source is None:
        return None
    floats = list(_floats(plain))
    if not floats:
        return {"source": source}
    if not all(map(math.isfinite, floats)) or isinstance(plain, (set, frozenset)):
        return None
    if _is_flat(plain):
        return {"source": source_of(_rounded(plain), known), "approx": True}
    # a tolerance reaches no deeper levels: exact where the float is one that people write, which is not the result of rounding
    return {"source": source} if all(len(repr(number)) <= SHORT for number in floats) else None


def _floats(value: Any) -> Any:
    if _is_scalar(value):
        value = value.item()
    if type(value) is float:
        yield value
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _floats(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _floats(item)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for item in vars(value).values() if hasattr(value, "__dict__") else ():
            yield from _floats(item)


def _is_flat(value: Any) -> bool:
    items = value.values() if type(value) is dict else value if type(value) in (list, tuple) else [value]
    return all(_is_scalar(item) or type(item) in (int, float) for item in items)


def _rounded(value: Any) -> Any:
    if type(value) is dict:
        return {key: _rounded(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(_rounded, value))
    number = value.item() if _is_scalar(value) else value
    return float(f"{number:.{DIGITS}g}") if type(number) is float else number


def is_function(value: Any) -> bool:
    """Return whether a value is a function that is written in Python, or a cached one."""
    cached = type(value).__name__ == "_lru_cache_wrapper" and hasattr(value, "__wrapped__")
    return isinstance(value, types.FunctionType) or cached
