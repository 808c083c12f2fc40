"""Notebooks that stay one function."""

from __future__ import annotations

import pytest

from mlscaffold.stages.unsplittable import unsplittable
from tests.stages.notebooks import traced

WHOLE: dict[str, tuple[str, ...]] = {
    "variables by name": ("a = 1", "b = globals()['a']"),
    "code in a string": ("exec('a = 1')", "b = 2"),
    "a timed string": ("import timeit\ntimeit.timeit('f()', globals=globals())",),
    "a function sees a builtin and a variable": ("def f(x):\n    return len(x)\nf([1])", "len = max\nf([1])"),
    "in a function": ("def f():\n    return globals()",),
}
SPLIT: dict[str, tuple[str, ...]] = {
    "plain": ("a = 1", "b = a"),
    "a value in a string": ("a = eval('[1]')",),
    "code with names of its own": ("names = {}\nexec('a = 1', names)",),
    "a function sees a builtin only": ("def f(x):\n    return len(x)\nf([1])",),
    "a method of that name": ("a.globals()",),
}


@pytest.mark.parametrize("cells", WHOLE.values(), ids=WHOLE)
def test_whole(cells: tuple[str, ...]) -> None:
    assert unsplittable(traced(*cells).statements) is not None


@pytest.mark.parametrize("cells", SPLIT.values(), ids=SPLIT)
def test_split(cells: tuple[str, ...]) -> None:
    assert unsplittable(traced(*cells).statements) is None
