"""Cells are split into statements with their locations, comments and display flag."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.statements import parse, restate, split
from mlscaffold.notebook.cells import Location

TEXTS = [
    ("one a line", "a = 1\nb = 2", ["a = 1", "b = 2"]),
    ("several a line", "a = 1; b = 2;c = 3", ["a = 1", "b = 2", "c = 3"]),
    ("letters of several bytes before a semicolon", "é = 'ü'; ß = é", ["é = 'ü'", "ß = é"]),
    ("a comment before", "# why\n# so\na = 1\nb = 2", ["# why\n# so\na = 1", "b = 2"]),
    ("a comment between", "a = 1\n\n# why\n\nb = 2", ["a = 1", "# why\nb = 2"]),
    ("a comment behind", "a = 1  # one\nb = 2", ["a = 1  # one", "b = 2"]),
    ("a comment behind several", "a = 1; b = 2  # two", ["a = 1", "b = 2  # two"]),
    ("a comment at the end", "a = 1\n# done", ["a = 1\n# done"]),
    ("a semicolon and a comment", "a;  # look", ["a  # look"]),
    ("decorators", "a = 1\n@first\n@second(1)\ndef f():\n    pass", ["a = 1", "@first\n@second(1)\ndef f():\n    pass"]),
    ("a block", "for i in x:\n    y = i  # in\nz = 1", ["for i in x:\n    y = i  # in", "z = 1"]),
    ("a text over lines", 'a = """\n# no comment\n"""\nb = 1', ['a = """\n# no comment\n"""', "b = 1"]),
    ("brackets over lines", "a = [\n    1,  # one\n]\nb = a", ["a = [\n    1,  # one\n]", "b = a"]),
    ("a backslash", "a = 1 + \\\n    2\nb = 3", ["a = 1 + \\\n    2", "b = 3"]),
    ("nothing", "", []),
    ("only comments", "# nothing", []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "texts"), [t[1:] for t in TEXTS], ids=[t[0] for t in TEXTS])
def test_texts(source: str, texts: list[str]) -> None:
    found = split(3, source, silent=False)
    assert [s.source for s in found] == texts
    assert all(ast.dump(s.node) == ast.dump(ast.parse(s.source).body[0]) for s in found)


def test_locations_are_those_of_the_cell() -> None:
    found = split(7, "# first\na = 1\n\n# second\n@deco\ndef f():\n    pass\nb = 1; c = 2", silent=False)
    assert [s.location for s in found] == [Location(7, 2), Location(7, 5), Location(7, 8), Location(7, 8)]
    assert [s.lines for s in found] == [2, 4, 1, 1]


SHOWN = [
    ("a last expression", "a = 1\na", False, [False, True]),
    ("an expression before", "a\nb = 1", False, [False, False]),
    ("a semicolon", "a", True, [False]),
    ("a statement", "a = 1", False, [False]),
]


@pytest.mark.parametrize(("source", "silent", "display"), [s[1:] for s in SHOWN], ids=[s[0] for s in SHOWN])
def test_displayed_statements(source: str, silent: bool, display: list[bool]) -> None:
    assert [s.display for s in split(1, source, silent)] == display


def test_only_the_last_of_a_cell_is_last() -> None:
    assert [s.last for s in split(1, "a\nb\nc", silent=False)] == [False, False, True]


def test_await_at_the_top_level() -> None:
    assert isinstance(parse("x = await f()")[0], ast.Assign)
    assert isinstance(parse("async for x in f():\n    pass")[0], ast.AsyncFor)


def test_invalid_python_is_refused() -> None:
    with pytest.raises(SyntaxError):
        split(1, "print 'a'", silent=False)


def test_rewritten_text_keeps_its_location_and_display() -> None:
    (shown,) = split(4, "\nf(x)", silent=False)
    first, second = restate(shown, "y = f(x)\ny")
    assert (first.location, second.location) == (Location(4, 2), Location(4, 2))
    assert [(s.source, s.display, s.last) for s in (first, second)] == [
        ("y = f(x)", False, False),
        ("y", True, True),
    ]


def test_a_value_that_becomes_an_assignment_is_not_displayed() -> None:
    (shown,) = split(1, "f(x)", silent=False)
    assert [s.display for s in restate(shown, "y = f(x)")] == [False]
    assert restate(shown, "") == ()
