"""Versions of a definition get names of their own, or stay in one stage."""

from __future__ import annotations

import pytest

from tests.stages.notebooks import defined

RENAMED: dict[str, tuple[tuple[str, ...], list[tuple[str, bool]]]] = {
    "a function": (
        ("def f():\n    return 1\nf()", "def f():\n    return 2\nf()"),
        [("f_cell1", False), ("f", False)],
    ),
    "a function whose name is read": (
        ("def f():\n    return 1\nf.__name__", "def f():\n    return 2\nf()"),
        [("f_cell1", True), ("f", False)],
    ),
    "a class over cells": (
        ("class A:\n    x = 1", "class A(A):\n    y = 2", "A()"),
        [("A_cell1", True), ("A", False)],
    ),
    "a class named like its base": (
        ("from a import A", "class A(A):\n    y = 2", "A()"),
        [("A_cell2", True)],
    ),
    "a default that is the old version": (
        ("def f(x):\n    return x", "def f(x, old=f):\n    return old(x)", "f(1)"),
        [("f_cell1", True), ("f", False)],
    ),
}
STAYING: dict[str, tuple[str, ...]] = {
    "private attributes": (
        "class A:\n    def f(self):\n        self.__x = 1",
        "class A(A):\n    pass",
        "A()",
    ),
    "a class that names itself": (
        "class A:\n    def f(self):\n        return A()",
        "class A(A):\n    pass",
        "A()",
    ),
    "its own name in `super`": (
        "class A:\n    pass",
        "class A(A):\n    def f(self):\n        super(A, self).f()",
        "A()",
    ),
    "another function calls it": (
        "def f():\n    return 1\ndef g():\n    return f()\ng()",
        "def f():\n    return 2",
        "g()",
    ),
}


@pytest.mark.parametrize(("cells", "names"), RENAMED.values(), ids=RENAMED)
def test_renamed(cells: tuple[str, ...], names: list[tuple[str, bool]]) -> None:
    assert [(moved.new_name, moved.keeps_name) for moved in defined(*cells).moved] == names


@pytest.mark.parametrize("cells", STAYING.values(), ids=STAYING)
def test_staying(cells: tuple[str, ...]) -> None:
    assert defined(*cells).moved == ()
