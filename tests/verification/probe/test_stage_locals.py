"""Local variables of a stage: handed over when it returns, and nothing else changes."""

from __future__ import annotations

import asyncio
import importlib.util
import inspect
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mlscaffold.verification.probe.stage_locals import with_locals

MODULE = '''
from __future__ import annotations

import functools

factor = 3
CALLS = []


def load(rows: Missing, size: int = 2, *, name=None) -> Any:
    """Load."""
    rows = rows * factor

    def inner():
        return rows

    half: Missing = [row for row in (lambda: inner())()]
    return half, size


def nothing(rows):
    locals = len(rows)
    if not rows:
        return
    last = rows[-1]


async def later(rows):
    first = rows[0]
    return first


def broken(rows):
    first = rows[0]
    return first / 0


def whole():
    global total
    total = factor * 2


@functools.lru_cache
def wrapped(rows):
    return rows
'''


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    path = tmp_path_factory.mktemp("package") / "steps.py"
    path.write_text(MODULE)
    spec = importlib.util.spec_from_file_location("steps", path)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_variables_and_result(module: ModuleType) -> None:
    found: dict[str, Any] = {}
    function = with_locals(module.load, found.update)
    assert function([1]) == ([1, 1, 1], 2)
    assert {name: value for name, value in found.items() if name != "inner"} == {
        "rows": [1, 1, 1], "half": [1, 1, 1], "size": 2, "name": None,
    }  # fmt: skip
    assert inspect.signature(function) == inspect.signature(module.load)


def test_each_end_of_a_function(module: ModuleType) -> None:
    for rows, names in (([], {"rows", "locals"}), ([1, 2], {"rows", "locals", "last"})):
        found: dict[str, Any] = {}
        assert with_locals(module.nothing, found.update)(rows) is None
        assert found.keys() == names


def test_async_functions(module: ModuleType) -> None:
    found: dict[str, Any] = {}
    assert asyncio.run(with_locals(module.later, found.update)([5])) == 5
    assert found == {"rows": [5], "first": 5}


def test_an_error_has_its_own_place(module: ModuleType) -> None:
    found: dict[str, Any] = {}
    with pytest.raises(ZeroDivisionError) as caught:
        with_locals(module.broken, found.update)([1])
    frame = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (Path(frame.filename).name, frame.line) == ("steps.py", "return first / 0")
    assert found == {}


def test_global_variables_stay_global(module: ModuleType) -> None:
    with_locals(module.whole, lambda _: None)()
    assert module.total == 6


def test_a_function_without_source_stays_as_it_is(module: ModuleType) -> None:
    assert with_locals(module.wrapped, print) is module.wrapped
    assert with_locals(len, print) is len
