"""Describes values as JSON: small ones whole, large ones by sums and a sample."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import sys
import types
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from . import models, tables
from .figures import describe_axes, describe_figure
from .numbers import SAMPLE, WHOLE, number

DEPTH = 9  # levels of nesting: data read from JSON or a pipeline of models has fewer, and each level may multiply the size
ITEMS = 120  # items of a container that a recording lists whole, one a line where they are not plain: a page or two
SAMPLE_ITEMS = 40  # items of a longer one, evenly spread: about a screenful
TEXT = 2000  # characters of a text that stays in one piece: a screenful; a longer one is a container of lines


def describe(value: Any, detail: str = SAMPLE) -> Any:
    """Return a value as JSON.

    Args:
        value: any value; of an unknown type only the name is described.
        detail: `SAMPLE`, or `WHOLE` for large values that `restore` has to make again.
    """
    return _Describer(detail).of(value, 0)


def class_name(value: Any) -> str:
    """Return the library and the name of a value's class."""
    kind = type(value)
    library = kind.__module__.partition(".")[0]
    return kind.__qualname__ if library == "builtins" else f"{library}.{kind.__qualname__}"


class _Describer:
    def __init__(self, detail: str) -> None:
        self.detail = detail
        self.whole = detail == WHOLE
        self.parents: list[int] = []

    def of(self, value: Any, level: int) -> Any:
        """Return a value as JSON; of a cycle and of what is nested too deeply only the type."""
        if level > DEPTH or id(value) in self.parents:
            return {"kind": "other", "class": class_name(value)}
        self.parents.append(id(value))
        try:
            return self.plain(value, level)
        finally:
            self.parents.pop()

    def plain(self, value: Any, level: int) -> Any:
        if value is None or type(value) in (bool, int):
            return value
        if type(value) is float:
            return number(value)
        if type(value) is str:
            return value if self.whole or len(value) <= TEXT else self.items("str", value.split("\n"), level)
        if isinstance(value, enum.Enum):
            return {"kind": "enum", "class": class_name(value), "name": value.name}
        if isinstance(value, (datetime.date, datetime.time)):
            return {"kind": "date", "class": class_name(value), "value": value.isoformat()}
        if isinstance(value, datetime.timedelta):
            return {"kind": "duration", "class": class_name(value), "value": number(value.total_seconds())}
        if isinstance(value, PurePath):
            return {"kind": "path", "name": value.name}
        return self.container(value, level)

    def container(self, value: Any, level: int) -> Any:
        if isinstance(value, Mapping):
            items = [[self.of(key, level + 1), item] for key, item in value.items()]
            return self.items(class_name(value), items, level, pairs=True)
        if isinstance(value, (set, frozenset)):
            return self.items(class_name(value), sorted(value, key=repr), level)
        if type(value) is list and (self.whole or len(value) <= ITEMS):
            return [self.of(item, level + 1) for item in value]
        if isinstance(value, (list, tuple)):
            return self.items(class_name(value), value, level)
        if isinstance(value, range):
            return {"kind": "range", "values": [value.start, value.stop, value.step]}
        if isinstance(value, complex):
            return {"kind": "complex", "values": [number(value.real), number(value.imag)]}
        if isinstance(value, (bytes, bytearray)):
            return {"kind": "bytes", "length": len(value)}
        return self.foreign(value, level)

    def items(self, kind: str, values: Iterable[Any], level: int, pairs: bool = False) -> Any:
        """Return a container by its items, a long one by a sample of them."""
        values = list(values)
        kept = values if self.whole or len(values) <= ITEMS else values[:: -(-len(values) // SAMPLE_ITEMS)]
        shown = [[key, self.of(item, level + 1)] if pairs else self.of(item, level + 1) for key, item in
                 (kept if pairs else [(0, item) for item in kept])]
        return {"kind": kind, "length": len(values), "pairs" if pairs else "items": shown}

    def foreign(self, value: Any, level: int) -> Any:
        """Return an object of a library or of the project."""
        def inner(item: Any) -> Any:
            return self.of(item, level + 1)

        for known in (tables.describe_table, models.describe_model):
            if (found := known(value, inner, self.detail)) is not None:
                return found
        matplotlib = sys.modules.get("matplotlib.figure")
        if matplotlib is not None and isinstance(value, matplotlib.Figure):
            return describe_figure(value)
        if "matplotlib.axes" in sys.modules and isinstance(value, sys.modules["matplotlib.axes"].Axes):
            return describe_axes(value)
        return self.own(value, inner)

    def own(self, value: Any, inner: Any) -> Any:
        """Return an object by its fields if it is a dataclass or its class is the project's."""
        if isinstance(value, (type, types.FunctionType, types.BuiltinFunctionType, types.ModuleType)):
            return {"kind": "name", "name": value.__name__}
        if dataclasses.is_dataclass(value) or type(value).__module__.partition(".")[0] in models.OWN:
            fields = {name: inner(item) for name, item in sorted(getattr(value, "__dict__", {}).items())}
            return {"kind": "object", "class": type(value).__qualname__, "fields": fields}
        return {"kind": "other", "class": class_name(value)}
