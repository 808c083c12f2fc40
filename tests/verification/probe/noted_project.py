"""A package of helpers whose calls are noted."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mlscaffold.verification.probe.record_calls import CallRecorder

ROOT = Path(__file__).parents[3]
RECORDING = next((ROOT / "templates" / "recording").glob("*/tests"))

HELPERS = """
import functools
import random
from pathlib import Path

def shorten(text, width=5):
    if len(text) <= width:
        return text
    return text[: width - 2] + ".."

def level(count):
    if count >= 50:
        return "high"
    return "low"

def half(number):
    if number < 0:
        raise ValueError(f"negative: {number}")
    return number / 2

def pad(rows, value):
    rows.append(value)

def apply(function, value):
    return function(value)

def draw():
    return random.random()

def read(path):
    return Path(path).read_text()

def say(text):
    print(text)

def count():
    yield 1

@functools.lru_cache
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

calls = []

def remember(value):
    calls.append(value)
    return len(calls)

class SoldOutError(Exception):
    pass

class Stock:
    def __init__(self, item, level=50):
        self.item, self.level = item, level

    def take(self, count):
        if count > self.level:
            raise SoldOutError("sold out")
        self.level -= count
        return self.level

    def reset(self):
        self.level = 50
        return self

    @property
    def empty(self):
        return not self.level

    @staticmethod
    def price(count):
        return count * 3

def restock(stock):
    return stock.level + 10

def stage():
    return None
"""


@contextmanager
def noted(tmp_path: Path, source: str = HELPERS) -> Iterator[tuple[CallRecorder, Any]]:
    """Return a recorder and the module of helpers, whose calls it notes."""
    folder = tmp_path / "noted"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "helpers.py").write_text(source)
    before = dict(sys.modules)
    sys.path[:0] = [str(tmp_path), str(RECORDING)]
    try:
        helpers: Any = importlib.import_module("noted.helpers")
        stages = {getattr(helpers, "stage", None)}
        limits = {"input": 8000, "bytes": 1_000_000}
        values = importlib.import_module("mlscaffold.verification.probe.stored_values").StoredValues(
            importlib.import_module("recorded_values"), limits, "noted"
        )
        recorder = CallRecorder("noted", stages, values.stored, values.described)
        recorder.active = True
        yield recorder, helpers
    finally:
        del sys.path[:2]
        for name in set(sys.modules) - set(before):
            if name.partition(".")[0] in ("noted", "recorded_values"):
                del sys.modules[name]


def calls_of(recorder: CallRecorder, name: str) -> list[tuple[list[str], Any]]:
    """Return the arguments and results of the noted calls of a function, as source."""
    return [
        ([one.get("source", "") for one in call.arguments], (call.result or {}).get("source"))
        for call in recorder.logs[name].calls
    ]
