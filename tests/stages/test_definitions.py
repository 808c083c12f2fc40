from __future__ import annotations

import ast

import pytest

from mlscaffold.stages.constants import is_constant
from mlscaffold.stages.definitions import MovedDefinition
from tests.stages.notebooks import defined

MOVED: dict[str, tuple[tuple[str, ...], tuple[MovedDefinition, ...]]] = {
    "a function": (("def f(x):\n    return x", "f(1)"), (MovedDefinition(0, "f", "f"),)),
    "a class": (("class A:\n    pass", "A()"), (MovedDefinition(0, "A", "A"),)),
    "a function that reads a variable": (
        ("a = [1]\na.append(2)", "def f():\n    return a", "f()"),
        (MovedDefinition(2, "f", "f", ("a",)),),
    ),
    "a caller of such a function": (
        ("a = [1]\na.append(2)", "def f():\n    return a\ndef g():\n    return f()", "g()"),
        (MovedDefinition(2, "f", "f", ("a",)), MovedDefinition(3, "g", "g", ("a",))),
    ),
    "a name defined again": (
        ("def f():\n    return 1", "f()", "def f():\n    return 2", "f()"),
        (MovedDefinition(0, "f", "f_cell1"), MovedDefinition(2, "f", "f")),
    ),
    "a name that is imported too": (
        ("from os import getcwd", "def getcwd():\n    return 1", "getcwd()"),
        (MovedDefinition(1, "getcwd", "getcwd_cell2"),),
    ),
    "functions that call each other": (
        ("def f(x):\n    return g(x)\ndef g(x):\n    return f(x)", "f(1)"),
        (MovedDefinition(0, "f", "f"), MovedDefinition(1, "g", "g")),
    ),
    "defined twice alike": (
        ("def f():\n    return 1", "def f():\n    return 1", "f()"),
        (MovedDefinition(0, "f", "f"),),
    ),
}
PINNED: dict[str, tuple[tuple[str, ...], tuple[tuple[int, int], ...]]] = {
    "a global": (("a = 1", "def f():\n    global a\n    a = 2", "f()", "b = a"), ((1, 2),)),
    "a deleted function": (("def f():\n    return 1", "f()", "del f"), ((0, 2),)),
    "a default that is a variable": (("a = [1]\na.append(2)", "def f(x=a):\n    return x", "f()"), ((2, 3),)),
    "a class that reads a variable": (
        ("a = [1]\na.append(2)", "class A:\n    def f(self):\n        return a", "A()"),
        ((2, 3),),
    ),
    "names as text": (("a = 1", "def f():\n    return eval('a')", "f()"), ((1, 2),)),
    "the variable is bound after the call": (("def f():\n    return a", "f()", "a = 1"), ((0, 1),)),
}
CONSTANTS: dict[str, tuple[str, tuple[int, ...]]] = {
    "capitals": ("LIMIT = 3\ndef f(x):\n    return x + LIMIT", (0,)),
    "a pattern": ("import re\np = re.compile('a')\ndef f(x):\n    return p.sub('', x)", (1,)),
    "read by a class": ("limit = 3\nclass A:\n    top = limit", (0,)),
    "one computed from another": ("A = 1\nB = A + 1\ndef f():\n    return A + B", (0, 1)),
    "plain data in lower case": ("limit = 3\ndef f(x):\n    return x + limit", ()),
    "bound twice": ("LIMIT = 3\nLIMIT = 4\ndef f(x):\n    return x + LIMIT", ()),
    "changed": ("LIMITS = [3]\nLIMITS.append(4)\ndef f(x):\n    return LIMITS", ()),
    "read by no function": ("LIMIT = 3\nb = LIMIT", ()),
    "of unknown cost": ("LIMIT = open('a').read()\ndef f(x):\n    return x + LIMIT", ()),
    "private": ("_LIMIT = 3\ndef f(x):\n    return x + _LIMIT", ()),
}
SAME: dict[str, str] = {
    "a number": "-1",
    "a text": "'a'",
    "a list": "[1, (2, 3)]",
    "a dictionary": "{'a': 1}",
    "a sum": "60 * 60",
    "a pattern": "re.compile('a')",
    "a known name": "known",
    "an f-string of constants": "f'{1}'",
}
DIFFERENT: dict[str, str] = {
    "a name": "other",
    "an attribute": "known.x",
    "an unknown call": "f(1)",
    "a call with a variable": "re.compile(other)",
    "a list with a variable": "[other]",
    "a comprehension": "[x for x in [1]]",
    "an element": "known[0]",
}


@pytest.mark.parametrize(("cells", "moved"), MOVED.values(), ids=MOVED)
def test_definitions_that_move(cells: tuple[str, ...], moved: tuple[MovedDefinition, ...]) -> None:
    found = defined(*cells)
    assert (found.moved, found.pinned) == (moved, ())


@pytest.mark.parametrize(("cells", "pinned"), PINNED.values(), ids=PINNED)
def test_definitions_that_stay_in_their_stage(
    cells: tuple[str, ...], pinned: tuple[tuple[int, int], ...]
) -> None:
    found = defined(*cells)
    assert (found.moved, found.pinned) == ((), pinned)


@pytest.mark.parametrize(("cell", "constants"), CONSTANTS.values(), ids=CONSTANTS)
def test_constants(cell: str, constants: tuple[int, ...]) -> None:
    assert defined(cell).constants == constants


def test_a_repeated_definition() -> None:
    assert defined("def f():\n    return 1", "def f():\n    return 1", "f()").repeated == (1,)


def test_a_name_refers_to_the_previous_definition() -> None:
    found = defined("def f():\n    return 1", "f()", "def f():\n    return 2", "f()")
    assert [m.new_name for m in (found.definition_of("f", 1), found.definition_of("f", 3)) if m] == [
        "f_cell1",
        "f",
    ]
    assert found.definition_of("g", 3) is None


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_a_constant(text: str) -> None:
    assert constant(text)


@pytest.mark.parametrize("text", DIFFERENT.values(), ids=DIFFERENT)
def test_no_constant(text: str) -> None:
    assert not constant(text)


def constant(text: str) -> bool:
    imports = {"re": "re", "typing": "typing"}
    return is_constant(ast.parse(text, mode="eval").body, imports, frozenset({"known"}))
