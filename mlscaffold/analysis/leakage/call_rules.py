"""Which rule follows a call, by what is called."""

from __future__ import annotations

import ast

from mlscaffold.analysis.leakage import fitting, library, lists, notebook_functions, splits, tables, trials
from mlscaffold.analysis.leakage.assignments import bind
from mlscaffold.analysis.leakage.state import Given, Machine
from mlscaffold.analysis.leakage.values import (
    Class,
    Data,
    Estimator,
    Folds,
    Function,
    Items,
    Method,
    Named,
    Scalar,
    Value,
)


def call(m: Machine, node: ast.Call) -> Value:
    """Follow a call; return what it makes."""
    if isinstance(node.func, ast.Attribute):
        owner = m.evaluate(m, node.func.value)
        if isinstance(owner, Named):
            return library.named(m, f"{owner.name}.{node.func.attr}", _given(m, node))
        given = _given(m, node)
        made = _method(m, owner, node.func.attr, given)
        _keep_in_place(m, node.func.value, owner, given)
        return made
    target = m.evaluate(m, node.func)
    return called(m, target, _given(m, node))


def _keep_in_place(m: Machine, target: ast.expr, owner: Value, given: Given) -> None:
    """Put back a column that a call changes in place: `df["a"].fillna(0, inplace=True)`."""
    if given.constant(None, "inplace") is True and isinstance(target, (ast.Subscript, ast.Attribute)):
        bind(m, target, owner)


def called(m: Machine, target: Value, given: Given) -> Value:
    """Follow a call of a value."""
    if isinstance(target, Named):
        return library.named(m, target.name, given)
    if isinstance(target, Function):
        return notebook_functions.invoke(m, target, given)
    if isinstance(target, Class):
        return notebook_functions.instance(m, target, given)
    if isinstance(target, Estimator):
        return trials.forward(m, target, given)
    if isinstance(target, Method):
        return _method(m, target.owner, target.name, given)
    return library.default(m, given)


def _given(m: Machine, node: ast.Call) -> Given:
    positional: list[Value] = []
    for argument in node.args:
        value = m.evaluate(m, argument)
        if isinstance(argument, ast.Starred) and isinstance(value, Items) and value.known:
            positional += value.known
        else:
            positional.append(value)
    return Given(node, positional, {k.arg or "**": m.evaluate(m, k.value) for k in node.keywords})


def _method(m: Machine, owner: Value, name: str, given: Given) -> Value:
    if isinstance(owner, Estimator):
        return fitting.method(m, owner, name, given)
    if isinstance(owner, Folds):
        return splits.folds(m, owner, given)
    if isinstance(owner, Items):
        return lists.method(m, owner, name, given)
    if isinstance(owner, Data):
        found = fitting.of_data(m, owner, name, given)
        return tables.method(m, owner, name, given) if found is None else found
    if isinstance(owner, Scalar):
        return Scalar(None, owner.marks | given.marks())
    if isinstance(owner, Method) and isinstance(owner.owner, (Data, Estimator)):
        return (
            _method(m, owner.owner, name, given) if name in {"fit", "predict"} else library.default(m, given)
        )
    return library.default(m, given)
