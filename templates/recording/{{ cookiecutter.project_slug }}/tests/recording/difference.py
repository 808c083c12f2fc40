"""Compares descriptions: types exactly, floats within a tolerance."""

from __future__ import annotations

import math
import re
from typing import Any

TOLERANCE = 1e-6
NOISE = 1e-9
VARIES = {"kind": "varies"}
"""Stands for what two runs do not agree on."""

WHOLE = {"array": "rows", "axes": "limits"}
"""What of a kind varies as soon as any part of it does."""

NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d+(?:e[+-]?\d+)?")


def difference(expected: Any, actual: Any, place: str = "") -> str:
    """Return where two descriptions differ first, and how; "" if they do not."""
    if expected == VARIES:
        return ""
    if type(expected) is not type(actual):
        return _said(place, expected, actual)
    if isinstance(expected, dict):
        return _dicts(expected, actual, place)
    if isinstance(expected, list):
        return _lists(expected, actual, place)
    same = _same_text(expected, actual) if isinstance(expected, str) else _close(expected, actual, 1.0)
    return "" if same else _said(place, expected, actual)


def stable(first: Any, second: Any) -> Any:
    """Return a description with `VARIES` in the place of what another run gives differently.

    An array varies as a whole, and with it those of its shape beside it, such as the other error bars of a plot, and
    the limits of axes with what is drawn in them: numbers drawn by chance are now and then the same.
    """
    if type(first) is type(second) and isinstance(first, dict) and first.keys() == second.keys():
        told = {key: stable(item, second[key]) for key, item in first.items()}
        whole = WHOLE.get(told.get("kind"), "")
        return {**told, whole: VARIES} if whole in told and _varies(told) else told
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second) and not is_row(first):
        parts = [stable(one, two) for one, two in zip(first, second)]
        shapes = [part["shape"] for part in parts if _is_array(part) and part["rows"] == VARIES]
        return [{**part, "rows": VARIES} if _is_array(part) and part["shape"] in shapes else part for part in parts]
    return VARIES if difference(first, second) else first


def _is_array(value: Any) -> bool:
    return isinstance(value, dict) and value.get("kind") == "array" and "rows" in value


def _varies(value: Any) -> bool:
    """Say whether something in a description varies."""
    if value == VARIES:
        return True
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_varies, parts))


def is_row(values: list[Any]) -> bool:
    """Say whether a list holds numbers only, so that it varies as a whole."""
    return not any(isinstance(value, (list, dict, str)) for value in values)


def _dicts(expected: dict[str, Any], actual: dict[str, Any], place: str) -> str:
    if expected.keys() != actual.keys():
        return _said(place, sorted(expected), sorted(actual))
    found = (difference(item, actual[key], f"{place}.{key}".strip(".")) for key, item in expected.items())
    return next(filter(None, found), "")


def _lists(expected: list[Any], actual: list[Any], place: str) -> str:
    if len(expected) != len(actual):
        return _said(place, f"{len(expected)} items", f"{len(actual)} items")
    scale = max((abs(item) for item in expected if _is_number(item) and math.isfinite(item)), default=1.0)
    for number, (one, two) in enumerate(zip(expected, actual)):
        if type(one) is float and type(two) is float and _close(one, two, max(scale, 1.0)):
            continue
        if found := difference(one, two, f"{place}[{number}]"):
            return found
    return ""


def _is_number(item: Any) -> bool:
    return isinstance(item, (int, float)) and not isinstance(item, bool)


def _close(one: Any, two: Any, scale: float) -> bool:
    if not isinstance(one, float) or not isinstance(two, float):
        return bool(one == two)
    return math.isclose(one, two, rel_tol=TOLERANCE, abs_tol=NOISE * scale)


def _same_text(one: str, two: str) -> bool:
    """Say whether texts are the same, their decimals within the tolerance."""
    if one == two:
        return True
    pairs = list(zip(NUMBER.findall(one), NUMBER.findall(two)))
    return NUMBER.sub("#", one) == NUMBER.sub("#", two) and all(
        math.isclose(float(a), float(b), rel_tol=TOLERANCE, abs_tol=NOISE) for a, b in pairs
    )


def _said(place: str, expected: Any, actual: Any) -> str:
    return f"{place or 'value'}: recorded {_short(expected)}, now {_short(actual)}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 100 else f"{text[:97]}..."
