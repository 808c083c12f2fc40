"""Compares descriptions: types exactly, floats within a tolerance."""

from __future__ import annotations

import math
import re
from typing import Any

from .numbers import RELATIVE, SHORT_FLOATS, close, tolerance_of

VARIES = {"kind": "varies"}
"""Replaces what two runs do not agree on."""

UNITS = {"array": "rows", "axes": "limits"}
"""The field of a kind that varies as a whole as soon as any part of the value does."""

NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d+(?:e[+-]?\d+)?")


def difference(expected: Any, actual: Any, place: str = "", relative: Any = RELATIVE) -> str:
    """Return where two descriptions differ first, and how; "" if they do not.

    Args:
        expected: the recorded description.
        actual: the description of what there is now.
        place: where in the value they are.
        relative: the relative tolerance of floats, for rows of a frame one for each column.
    """
    if expected == VARIES:
        return ""
    if type(expected) is not type(actual):
        return _message(place, expected, actual)
    if isinstance(expected, dict):
        return _dicts(expected, actual, place, relative)
    if isinstance(expected, list):
        return _lists(expected, actual, place, relative)
    same = _same_text(expected, actual) if isinstance(expected, str) else _same(expected, actual, 1.0, relative)
    return "" if same else _message(place, expected, actual)


def stable(first: Any, second: Any, relative: Any = RELATIVE) -> Any:
    """Return a description with `VARIES` in the place of what another run gives differently.

    An array varies as a whole, and with it those of its shape beside it, such as the other error bars of a plot, and
    the limits of axes with what is drawn in them: random numbers happen to be equal now and then.
    """
    if type(first) is type(second) and isinstance(first, dict) and first.keys() == second.keys():
        relative = _tolerance(first, relative)
        merged = {key: stable(item, second[key], relative) for key, item in first.items()}
        unit = UNITS.get(merged.get("kind"), "")
        return {**merged, unit: VARIES} if unit in merged and _varies(merged) else merged
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second) and not is_row(first):
        parts = [stable(one, two, relative) for one, two in zip(first, second)]
        shapes = [part["shape"] for part in parts if _is_array(part) and part["rows"] == VARIES]
        return [{**part, "rows": VARIES} if _is_array(part) and part["shape"] in shapes else part for part in parts]
    return VARIES if difference(first, second, "", relative) else first


def _is_array(value: Any) -> bool:
    return isinstance(value, dict) and value.get("kind") == "array" and "rows" in value


def _varies(value: Any) -> bool:
    """Return whether something in a description varies."""
    if value == VARIES:
        return True
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_varies, parts))


def is_row(values: list[Any]) -> bool:
    """Return whether a list holds numbers only, so that it varies as a whole."""
    return not any(isinstance(value, (list, dict, str)) for value in values)


def _dicts(expected: dict[str, Any], actual: dict[str, Any], place: str, relative: Any) -> str:
    if expected.keys() != actual.keys():
        return _message(place, sorted(expected), sorted(actual))
    relative = _tolerance(expected, relative)
    parts = ((item, actual[key], f"{place}.{key}".strip(".")) for key, item in expected.items())
    return next(filter(None, (difference(*part, relative) for part in parts)), "")


def _tolerance(described: dict[str, Any], relative: Any) -> Any:
    """Return the tolerance of the numbers in a table, by its dtypes."""
    dtypes = described.get("dtypes", described.get("dtype"))
    if isinstance(dtypes, list):
        return [tolerance_of(str(dtype)) for dtype in dtypes] if SHORT_FLOATS.intersection(map(str, dtypes)) else RELATIVE
    return tolerance_of(dtypes) if isinstance(dtypes, str) else relative


def _lists(expected: list[Any], actual: list[Any], place: str, relative: Any) -> str:
    if len(expected) != len(actual):
        return _message(place, f"{len(expected)} items", f"{len(actual)} items")
    scale = max((abs(item) for item in expected if _is_number(item) and math.isfinite(item)), default=1.0)
    for number, (one, two) in enumerate(zip(expected, actual)):
        own = relative if isinstance(one, list) else _of_column(relative, number, len(expected))
        if type(one) is float and type(two) is float and _same(one, two, max(scale, 1.0), own):
            continue
        if found := difference(one, two, f"{place}[{number}]", own):
            return found
    return ""


def _of_column(relative: Any, number: int, width: int) -> float:
    """Return the tolerance of one column; of a sample of the columns, the loosest one."""
    if not isinstance(relative, list):
        return float(relative)
    return float(relative[number] if len(relative) == width else max(relative))


def _is_number(item: Any) -> bool:
    return isinstance(item, (int, float)) and not isinstance(item, bool)


def _same(one: Any, two: Any, scale: float, relative: Any) -> bool:
    if not isinstance(one, float) or not isinstance(two, float):
        return bool(one == two)
    return close(one, two, scale, _of_column(relative, 0, 0))


def _same_text(one: str, two: str) -> bool:
    """Return whether texts are the same, their decimals within the tolerance."""
    if one == two:
        return True
    pairs = list(zip(NUMBER.findall(one), NUMBER.findall(two)))
    return NUMBER.sub("#", one) == NUMBER.sub("#", two) and all(close(float(a), float(b)) for a, b in pairs)


def _message(place: str, expected: Any, actual: Any) -> str:
    return f"{place or 'value'}: recorded {_short(expected)}, now {_short(actual)}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 100 else f"{text[:97]}..."
