"""Functions and classes show their names in the notebook."""

from __future__ import annotations

import ast

import libcst as cst
import pytest

from mlscaffold.codegen.class_names import MAIN, name_restored, names_inside, with_names

ADDED: dict[str, tuple[str, str]] = {
    "a block": ("class A:\n    x = 1\n", f"class A:\n    {MAIN}\n    x = 1\n"),
    "after a docstring": (
        'class A:\n    """A."""\n    x = 1\n',
        f'class A:\n    """A."""\n    {MAIN}\n    x = 1\n',
    ),
    "on one line": ("class A: x = 1\n", f"class A:\n    {MAIN}\n    x = 1\n"),
}
INSIDE: dict[str, tuple[str, bool, int]] = {
    "a plain class": ("class A:\n    pass", False, 0),
    "a decorated one": ("@dataclass\nclass A:\n    x: int", False, 1),
    "one that reads it": ("class A:\n    def f(self):\n        return self.__class__.__qualname__", False, 1),
    "one that is shown": ("class A:\n    pass", True, 2),
}


@pytest.mark.parametrize(("source", "expected"), ADDED.values(), ids=ADDED)
def test_names_are_added(source: str, expected: str) -> None:
    assert with_names(cst.parse_module(source), [MAIN]).code == expected


def test_nothing_to_add() -> None:
    source = "class A:\n    x = 1\n"
    assert with_names(cst.parse_module(source), []).code == source


@pytest.mark.parametrize(("source", "shown", "count"), INSIDE.values(), ids=INSIDE)
def test_names_inside_of_a_function(source: str, shown: bool, count: int) -> None:
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.ClassDef)
    assert len(names_inside(node, shown=shown)) == count


def test_a_renamed_class_gets_its_name_back() -> None:
    assert name_restored("A_cell1", "A") == '\nA_cell1.__name__ = A_cell1.__qualname__ = "A"'
    assert name_restored("A", "A") == ""
