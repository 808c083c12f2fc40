"""A definition is dropped only if running it again changes nothing."""

from __future__ import annotations

import pytest

from tests.stages.notebooks import defined

DROPPED: dict[str, tuple[str, str]] = {
    "a function": ("def f(x, k=2):\n    return x * k", "f(1)"),
    "a function that is passed on": ("def f(x):\n    return x", "a = list(map(f, [1]))"),
    "a function that reads a variable": ("def f():\n    return a", "a = 1\nf()"),
    "a class": ("class A:\n    size = 3\n    def f(self):\n        return self.size", "A().f()"),
    "a class of a library": ("import torch\nclass A(torch.nn.Module):\n    pass", "A()"),
}
KEPT: dict[str, tuple[str, str]] = {
    "a default that is a variable": ("def f(x, k=K):\n    return x * k", "f(1)"),
    "a mutable default": ("def f(x, seen=[]):\n    return seen", "f(1)"),
    "a computed default": ("def f(x, k=now()):\n    return k", "f(1)"),
    "an attribute": ("def f(x):\n    f.n = 1\n    return x", "f(1)"),
    "an attribute by setattr": ("def f(x):\n    return x", "setattr(f, 'n', 1)"),
    "a cache": ("from functools import cache\n@cache\ndef f(x):\n    return x", "f(1)"),
    "a function that is kept": ("def f(x):\n    return x", "g = f"),
    "a class that counts": ("class A:\n    n = 0\n    def f(self):\n        A.n += 1", "A().f()"),
    "a class that counts in `cls`": (
        "class A:\n    n = 0\n    def f(self):\n        type(self).n += 1",
        "A().f()",
    ),
    "a class with a list": ("class A:\n    items = []", "A()"),
    "a class that is compared": ("class A:\n    pass", "isinstance(A(), A)"),
    "a class that is caught": ("class A(Exception):\n    pass", "try:\n    pass\nexcept A:\n    pass"),
    "a dataclass": ("from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int", "A(1)"),
    "an enum": ("from enum import Enum\nclass A(Enum):\n    B = 1", "A.B"),
    "another meaning in between": ("def f(x):\n    return x", "f = 1"),
}


@pytest.mark.parametrize(("definition", "use"), DROPPED.values(), ids=DROPPED)
def test_dropped(definition: str, use: str) -> None:
    assert len(defined(definition, use, definition, use).repeated) == 1


@pytest.mark.parametrize(("definition", "use"), KEPT.values(), ids=KEPT)
def test_kept(definition: str, use: str) -> None:
    assert defined("K = 1", definition, use, definition, use).repeated == ()
