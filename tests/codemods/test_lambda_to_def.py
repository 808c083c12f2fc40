"""A lambda bound to a name becomes a function."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply

NAME = "lambda-to-def"
KNOWN: dict[str, Any] = {}
CHANGED: dict[str, tuple[str, str]] = {
    "one parameter": ("f = lambda x: x + 1\n", "def f(x):\n    return x + 1\n"),
    "no parameter": ("f = lambda: 3\n", "def f():\n    return 3\n"),
    "all kinds of parameters": (
        "f = lambda a, /, b=2, *c, d, **e: a\n",
        "def f(a, /, b=2, *c, d, **e):\n    return a\n",
    ),
    "comments above and behind stay": (
        "# twice\nf = lambda x: 2 * x  # tail\n",
        "# twice\ndef f(x):  # tail\n    return 2 * x\n",
    ),
    "inside a function": (
        "def g():\n    h = lambda x: x\n    return h(2)\n",
        "def g():\n    def h(x):\n        return x\n    return h(2)\n",
    ),
    "an annotated name": ("f: Callable = lambda: 3\n", "def f():\n    return 3\n"),
    "a body of two lines keeps its parentheses": (
        "f = (lambda x: x\n     + 1)\n",
        "def f(x):\n    return (x\n         + 1)\n",
    ),
    "a lambda that returns a lambda": ("f = lambda x: lambda y: x\n", "def f(x):\n    return lambda y: x\n"),
}
KEPT: dict[str, str] = {
    "two names for one lambda": "f = g = lambda: 1\n",
    "an item of a dictionary": 'd["a"] = lambda: 1\n',
    "an attribute": "warnings.formatwarning = lambda m: m\n",
    "an argument": "y = sorted(x, key=lambda z: z)\n",
    "a tuple of lambdas": "f, g = lambda: 1, lambda: 2\n",
    "a lambda that is called at once": "x = (lambda: 1)()\n",
    "two statements on one line": "f = lambda: 1; x = 2\n",
    "a lambda as a statement": "lambda: 1\n",
    "an annotated attribute of a class, which may be a field": "class A:\n    f: Callable = lambda: 1\n    n: int = 2\n",
    "a lambda chosen by a condition": "f = (lambda: 1) if a else (lambda: 2)\n",
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source
