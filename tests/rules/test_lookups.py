"""Where names are read, and the statements around a node."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.rules.lookups import (
    assigned_name,
    conditions,
    enclosing,
    last_name,
    reads,
    root,
    short,
    stored,
)
from tests.rules.lint_targets import index_of


def test_reads_and_stores() -> None:
    index = index_of("a = 1\na = a + a\nb = a")
    assert len(reads(index)["a"]) == 3
    assert stored(index)["a"] == 2
    assert "b" not in reads(index)


def test_around_ends_with_the_statement() -> None:
    index = index_of("if x:\n    y = f(g(z))")
    call = next(iter(index.calls("g")))
    assert [type(node) for node in enclosing(index, call.node)] == [ast.Call, ast.Assign]


def test_conditions_are_those_of_its_blocks() -> None:
    index = index_of("if a:\n    for i in b:\n        if c:\n            f()\nif d:\n    g()")
    call = next(iter(index.calls("f")))
    assert [ast.unparse(test) for test in conditions(index, call.node)] == ["c", "a"]


@pytest.mark.parametrize(
    ("source", "name"), [("x = f()", "x"), ("x = y = f()", ""), ("x.a = f()", ""), ("x = 1 + f()", "")]
)
def test_bound_to(source: str, name: str) -> None:
    assert assigned_name(next(iter(index_of(source).calls("f")))) == name


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("import numpy as np\nnp.random.rand()", "numpy"),
        ("from scipy.stats import norm\nnorm(0).rand()", "scipy"),
        ("x.rand()", ""),
    ],
)
def test_root(source: str, module: str) -> None:
    assert root(next(iter(index_of(source).calls("rand")))) == module


def test_names_and_short_texts() -> None:
    tree = ast.parse("a.b(c)", mode="eval").body
    assert isinstance(tree, ast.Call)
    assert last_name(tree.func) == "b"
    assert last_name(tree) == ""
    assert short(tree) == "a.b(c)"
    assert short(tree, 4) == "a.b…"
