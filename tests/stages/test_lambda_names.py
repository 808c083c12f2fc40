"""Lambdas that stay, since something shows their name."""

from __future__ import annotations

import pytest

from mlscaffold.stages.lambda_names import named_lambdas
from tests.stages.notebooks import functions, traced

LAMBDA = "f = lambda v: v + 1"
STAYS: dict[str, str] = {
    "its name": "print(f.__name__)",
    "its full name": "print(f.__qualname__)",
    "its name by a string": "print(getattr(f, '__name__'))",
    "a column is named after it": "b = df.groupby('a').agg([f, 'min'])",
    "columns of a pivot table": "b = df.pivot_table(index='a', aggfunc=[f])",
}
GOES: dict[str, str] = {
    "it is called": "b = f(1)",
    "it maps": "b = df['a'].map(f)",
    "it sorts": "b = sorted([1, 2], key=f)",
    "it is called in an aggregation": "b = df.agg(f(1))",
    "a name of a class": "b = 'name'",
    "the name of a type": "print(type(f).__name__, f.__class__.__name__)",
}


@pytest.mark.parametrize("use", STAYS.values(), ids=STAYS)
def test_stays(use: str) -> None:
    statements = [one.statement.node for one in traced(LAMBDA, use).statements]
    assert named_lambdas(statements) == {0}


@pytest.mark.parametrize("use", GOES.values(), ids=GOES)
def test_becomes_a_function(use: str) -> None:
    statements = [one.statement.node for one in traced(LAMBDA, use).statements]
    assert named_lambdas(statements) == frozenset()


def test_the_project_has_the_lambda_with_its_full_name() -> None:
    text = "\n".join(functions(LAMBDA, "print(f.__qualname__, f(2))").values())
    assert "f = lambda v: v + 1" in text
    assert "f.__qualname__ = '<lambda>'" in text
