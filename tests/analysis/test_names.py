from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.index import index
from mlscaffold.analysis.names import FileNames, Place, mentioned_names, names_in, occurrences, place_of
from mlscaffold.analysis.statements import parse


def names(*cells: str) -> FileNames:
    return names_in(index((number, parse(source)) for number, source in enumerate(cells, start=1)))


def free(*cells: str) -> set[str]:
    return {use.name for uses in names(*cells).free.values() for use in uses}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("x = y", ["read y", "bind x"], id="a statement reads before it binds"),
        pytest.param("x += 1", ["read x", "bind x"], id="an augmented assignment reads and binds"),
        pytest.param("del x", ["delete x"], id="a deletion"),
        pytest.param("for i in n:\n    s = i", ["read n", "bind i", "read i", "bind s"], id="a loop"),
        pytest.param("import a.b as c, d.e", ["bind c", "bind d"], id="imports"),
        pytest.param("z = [i for i in n if i]", ["read n", "bind z"], id="a comprehension keeps its names"),
        pytest.param(
            "z = [(i := m) for m in n]", ["read n", "bind z", "bind i"], id="except those that `:=` binds"
        ),
        pytest.param("f = lambda a: a + b", ["read b", "bind f"], id="a lambda keeps its parameters"),
        pytest.param("def f(a=d):\n    return g", ["read d", "bind f"], id="a function's body runs later"),
        pytest.param("try:\n    pass\nexcept E as e:\n    pass", ["read E", "bind e"], id="a handler"),
        pytest.param("from a import *", [], id="a star binds no name"),
    ],
)
def test_reads_and_bindings_of_a_cell(source: str, expected: list[str]) -> None:
    assert sorted(f"{use.kind} {use.name}" for use in names(source).uses) == sorted(expected)


def test_uses_are_in_execution_order() -> None:
    found = names("b = a\nc = b", "a = c")
    assert [(use.cell, use.kind, use.name) for use in found.uses] == [
        (1, "read", "a"), (1, "bind", "b"), (1, "read", "b"), (1, "bind", "c"), (2, "read", "c"), (2, "bind", "a"),
    ]  # fmt: skip


def test_a_stored_lambda_reads_later_than_an_argument() -> None:
    stored, passed = names("f = lambda: a").uses, names("g(lambda: a)").uses
    assert [use.deferred for use in stored if use.name == "a"] == [True]
    assert [use.deferred for use in passed if use.name == "a"] == [False]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("def f(a):\n    return a + b", {"b"}, id="free names of a function"),
        pytest.param("def f():\n    b = 1\n    return b", set(), id="its bindings are local"),
        pytest.param(
            "def f():\n    b = 1\n    def g():\n        return b + c\n    return g",
            {"c"},
            id="inner functions",
        ),
        pytest.param(
            "class A:\n    b = 1\n    def g(self):\n        return b",
            {"b"},
            id="methods do not see the class",
        ),
        pytest.param("class A:\n    b = 1\n    c = b", set(), id="the body of a class does"),
        pytest.param("def f():\n    global n\n    n += 1", {"n"}, id="a global name"),
        pytest.param(
            "def f():\n    b = 0\n    def g():\n        nonlocal b\n        b += 1",
            set(),
            id="a nonlocal name",
        ),
        pytest.param("def f(*a, **b):\n    return [a for a in b]", set(), id="starred parameters"),
        pytest.param("def f():\n    import os\n    return os", set(), id="imports inside"),
    ],
)
def test_globals_that_functions_read(source: str, expected: set[str]) -> None:
    assert free(source) == expected


def test_globals_stars_and_functions() -> None:
    found = names("from a import *", "def f():\n    global n\n    n = 1")
    assert found.stars
    assert found.other == {"n"}
    assert [name for name, _ in found.definitions] == ["f"]
    assert not names("import a").stars


def expression(source: str) -> ast.expr:
    return ast.parse(source, mode="eval").body


@pytest.mark.parametrize(
    ("source", "place"),
    [
        pytest.param("x", ("x",), id="a name"),
        pytest.param("df.a", ("df", "a"), id="a column as attribute"),
        pytest.param("df['a']", ("df", "a"), id="a column as item"),
        pytest.param("df.loc[:, 'a']", ("df", "a"), id="a column by label"),
        pytest.param(
            "df.loc[m, 'a']", ("df", "loc", "[(m, 'a')]"), id="some rows of a column are a different place"
        ),
        pytest.param("x[0]", ("x", "[0]"), id="an item"),
        pytest.param("f(x).a", (), id="the result of a call is no place"),
        pytest.param("(x + y).a", (), id="a sum is no place"),
    ],
)
def test_places(source: str, place: Place) -> None:
    assert place_of(expression(source)) == place


@pytest.mark.parametrize(
    ("source", "count"),
    [
        pytest.param("df.a + df['a'] * 2", 2, id="both spellings count"),
        pytest.param("df.b + df.a.mean()", 1, id="the receiver of a method counts"),
        pytest.param("df.b + other.a", 0, id="other columns and frames do not"),
    ],
)
def test_occurrences(source: str, count: int) -> None:
    assert occurrences(expression(source), ("df", "a")) == count


def test_names_of_an_expression() -> None:
    assert mentioned_names(expression("f(a.b, c[d])")) == {"f", "a", "c", "d"}
