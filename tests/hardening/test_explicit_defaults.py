from __future__ import annotations

import pytest

from mlscaffold.analysis.statements import split
from mlscaffold.hardening.explicit_defaults import explicit_defaults

DATA = "x = load()\n"
CHANGED: dict[str, tuple[str, str]] = {
    "a call without arguments": ("def f(a=x):\n    return a\nf()", "def f(a):\n    return a\nf(a=x)"),
    "a call with others": ("def f(a, b=x):\n    return a\nf(1)", "def f(a, b):\n    return a\nf(1, b=x)"),
    "a call that passes it": ("def f(a=x):\n    return a\nf(2)", "def f(a):\n    return a\nf(2)"),
    "a trailing comma": ("def f(a, b=x):\n    return a\nf(1,)", "def f(a, b):\n    return a\nf(1,b=x)"),
    "an annotation": ("def f(a: int = x):\n    return a\nf()", "def f(a: int):\n    return a\nf(a=x)"),
    "keyword-only": ("def f(*, a=1, b=x):\n    return a\nf()", "def f(*, a=1, b):\n    return a\nf(b=x)"),
    "a constant behind it": ("def f(a=x, b=None):\n    return a\nf(b=1)", "def f(a, b=None):\n    return a\nf(b=1, a=x)"),
    "a call in a loop": (
        "def f(a=x):\n    return a\nfor i in y:\n    f()",
        "def f(a):\n    return a\nfor i in y:\n    f(a=x)",
    ),
}  # fmt: skip
KEPT: dict[str, str] = {
    "a constant before it": "def f(a=1, b=x):\n    return a\nf()",
    "a constant": "n = 3\ndef f(a=n):\n    return a\nf()",
    "a module": "import y\ndef f(a=y):\n    return a\nf()",
    "a variable bound again": "def f(a=x):\n    return a\nx = 1\nf()",
    "a function bound again": "def f(a=x):\n    return a\ndef f(a=x):\n    return 1\nf()",
    "a function as a value": "def f(a=x):\n    return a\ng = f",
    "a call inside of a function": "def f(a=x):\n    return a\ndef g():\n    return f()",
    "a call inside of a comprehension": "def f(a=x):\n    return a\nz = [f() for x in y]",
    "unpacked arguments": "def f(a=x):\n    return a\nf(*y)",
    "a decorator": "@d\ndef f(a=x):\n    return a\nf()",
    "recursion": "def f(a=x):\n    return f(a)\nf()",
    "further arguments": "def f(a=x, **k):\n    return a\nf()",
    "a global statement": "def f(a=x):\n    return a\ndef g():\n    global x\n    x = 2\nf()",
}


def rewritten(source: str, kept: frozenset[int] = frozenset()) -> str:
    found, _ = explicit_defaults(split(1, DATA + source, silent=False), kept)
    return "\n".join(statement.source.strip("\n") for statement in found)


@pytest.mark.parametrize(("source", "expected"), CHANGED.values(), ids=CHANGED)
def test_changed(source: str, expected: str) -> None:
    assert rewritten(source) == DATA + expected


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT)
def test_kept(source: str) -> None:
    assert rewritten(source) == DATA + source


def test_a_cell_that_is_not_changed() -> None:
    source = "def f(a=x):\n    return a\nf()"
    assert rewritten(source, frozenset({1})) == DATA + source


def test_the_change_is_reported() -> None:
    _, changes = explicit_defaults(split(1, DATA + "def f(a=x):\n    return a\nf()", silent=False))
    assert [(change.what, change.why) for change in changes] == [
        ("def f(a=x):", "Its default `x` is a variable: each call that leaves it out passes it now.")
    ]
