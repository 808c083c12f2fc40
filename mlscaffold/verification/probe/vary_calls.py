"""Varies recorded calls of a function: both sides of each boundary that its code compares with."""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from .call_log import Call

LARGEST = 1000  # of a constant that is tried: a larger one may be a size, and a call with it slow
LONGEST = 40  # items or characters of an argument that is made as long as a constant says
TRIES = 120  # calls of one function: most helpers answer in microseconds
VARIED = 10  # of them are tested, two for each of a few boundaries

Run = Callable[[Call], Any]
"""Calls a function again; None if it cannot be tested."""


def vary(calls: list[Call], function: Any, run: Run) -> list[Call]:
    """Return calls of a function that the run of the notebook did not make.

    They differ from a recorded one in one argument: a number, or the length of a text or a list, is a constant of the
    code, one less or one more, where the result changes in between; or a text of the code is added, where it changes
    the result.

    Args:
        calls: recorded calls.
        function: the function.
        run: calls it.
    """
    bases = [call for call in calls if call.error is None and not call.changed]
    known = [[call.arguments, call.keywords] for call in calls]
    found: list[Call] = []
    tries = iter(range(TRIES))
    for constant in constants(function):
        for group in _groups(bases, constant):
            if len(found) >= VARIED or next(tries, None) is None:
                return found
            sides = _sides([run(call) for call in group])
            found += [call for call in sides if [call.arguments, call.keywords] not in known]
            known += [[call.arguments, call.keywords] for call in sides]
            if sides:
                break
    return found[:VARIED]


def _sides(results: list[Call | None]) -> list[Call]:
    """Return the calls on both sides of a boundary: neighbours with other results. One that raises is none."""
    sides: list[Call] = []
    for place, one in enumerate(results[:-1]):
        other = results[place + 1]
        if one and other and not (one.error or other.error) and one.result != other.result:
            sides += [call for call in (one, other) if call not in sides]
    return sides


def constants(function: Any) -> list[Any]:
    """Return the numbers that a function compares with, and the texts and default values in it."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))
    except (OSError, TypeError, SyntaxError):
        return []
    node = tree.body[0]
    found: list[Any] = []
    for one in ast.walk(node):
        if isinstance(one, ast.Compare):
            found += [part.value for part in ast.walk(one) if isinstance(part, ast.Constant)]
        elif isinstance(one, ast.arguments):
            found += [part.value for part in one.defaults if isinstance(part, ast.Constant)]
        elif isinstance(one, ast.Call):
            found += [part.value for part in one.args if isinstance(part, ast.Constant)]
    plain = [value for value in found if type(value) in (int, float, str) and _is_small(value)]
    return list(dict.fromkeys(plain))


def _is_small(value: Any) -> bool:
    return 0 < len(value) <= LONGEST if isinstance(value, str) else abs(value) <= LARGEST


def _groups(calls: list[Call], constant: Any) -> Iterator[list[Call]]:
    """Yield calls whose results are compared with each other."""
    for call in calls:
        for place in [*range(len(call.arguments)), *call.keywords]:
            entry = call.arguments[place] if isinstance(place, int) else call.keywords[place]
            value = _literal(entry)
            values = list(_values(value, constant))
            if values:
                yield [_with(call, place, one) for one in values]


def _literal(entry: dict[str, Any]) -> Any:
    try:
        return ast.literal_eval(entry.get("source", ""))
    except (ValueError, SyntaxError):
        return None


def _values(value: Any, constant: Any) -> Iterator[Any]:
    if isinstance(constant, str):
        if type(value) is str:
            yield from (value, value + constant)
        elif type(value) is list and all(type(item) is str for item in value):
            yield from (value, [*value, constant])
    elif type(value) in (int, float):
        yield from (type(value)(constant) + step for step in (-1, 0, 1))
    elif type(value) in (str, list) and value and type(constant) is int and 0 <= constant < LONGEST:
        yield from (_resized(value, length) for length in range(max(constant - 1, 0), constant + 2))


def _resized(value: Any, length: int) -> Any:
    return (value * (length // len(value) + 1))[:length]


def _with(call: Call, place: Any, value: Any) -> Call:
    varied = copy.deepcopy(call)
    entry = {"source": repr(value)}
    if isinstance(place, int):
        varied.arguments[place] = entry
    else:
        varied.keywords[place] = entry
    return varied
