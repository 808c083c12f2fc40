from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.effects import Definition
from mlscaffold.stages.training_functions import Trainer, trainers, trains_by_gradient

FUNCTIONS: dict[str, tuple[str, Trainer]] = {
    "fits an argument": ("def f(m, X):\n    m.fit(X)", Trainer(("m", "X"), frozenset({"m"}))),
    "returns a model": (
        "def f(X):\n    m = A()\n    m.fit(X)\n    return m",
        Trainer(("X",), returns_model=True),
    ),
    "returns a chained fit": ("def f(X):\n    return A().fit(X)", Trainer(("X",), returns_model=True)),
    "returns a model second": (
        "def f(X):\n    m = A().fit(X)\n    return m.score(X), m",
        Trainer(("X",), positions=frozenset({1})),
    ),
    "computes gradients": ("def f(m, x):\n    m(x).backward()", Trainer(("m", "x"), by_gradient=True)),
    "applies gradients": ("def f(o, g):\n    o.apply_gradients(g)", Trainer(("o", "g"), by_gradient=True)),
}
OTHERS: dict[str, str] = {
    "predicts": "def f(m, X):\n    return m.predict(X)",
    "fits a scaler": "def f(scaler, X):\n    scaler.fit(X)\n    return scaler.transform(X)",
    "makes a model": "def f():\n    return A()",
    "a class": "class A:\n    pass",
}


def functions(source: str) -> dict[str, Definition]:
    nodes = ast.parse(source).body
    return {node.name: node for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))}


@pytest.mark.parametrize(("source", "expected"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_that_trains(source: str, expected: Trainer) -> None:
    assert trainers(functions(source)) == {"f": expected}


@pytest.mark.parametrize("source", OTHERS.values(), ids=OTHERS)
def test_another_function(source: str) -> None:
    assert trainers(functions(source)) == {}


def test_a_function_that_calls_a_trainer_is_one() -> None:
    found = trainers(
        functions("def step(m, x):\n    m(x).backward()\ndef run(m, x):\n    for i in x:\n        step(m, i)")
    )
    assert found["run"].by_gradient
    assert trains_by_gradient(ast.parse("run(m, x)"), found)
    assert not trains_by_gradient(ast.parse("other(m, x)"), found)
