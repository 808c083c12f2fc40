"""Abstract values of a notebook's expressions, calls included."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import reduce
from typing import Any

from mlscaffold.analysis.leakage import evaluation, fitting, library, subscripts, tables
from mlscaffold.analysis.leakage.assignments import bind, list_method
from mlscaffold.analysis.leakage.reading import data_of, joined, marks_of, union, without_names
from mlscaffold.analysis.leakage.state import NESTED, STEPS, Arguments, Machine, instance, invoke
from mlscaffold.analysis.leakage.subscripts import attribute
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
    """Return the value of a call."""
    if isinstance(node.func, ast.Attribute):
        receiver = m.evaluate(m, node.func.value)
        if isinstance(receiver, Named):
            return library.call_named(m, f"{receiver.name}.{node.func.attr}", _arguments(m, node))
        args = _arguments(m, node)
        result = _method(m, receiver, node.func.attr, args)
        _keep_in_place(m, node.func.value, receiver, args)
        return result
    target = m.evaluate(m, node.func)
    return called(m, target, _arguments(m, node))


def _keep_in_place(m: Machine, target: ast.expr, receiver: Value, args: Arguments) -> None:
    """Store a column that a call changes in place: `df["a"].fillna(0, inplace=True)`."""
    if args.constant(None, "inplace") is True and isinstance(target, (ast.Subscript, ast.Attribute)):
        bind(m, target, receiver)


def called(m: Machine, target: Value, args: Arguments) -> Value:
    """Return the result of calling a value."""
    if isinstance(target, Named):
        return library.call_named(m, target.name, args)
    if isinstance(target, Function):
        return invoke(m, target, args)
    if isinstance(target, Class):
        return instance(m, target, args)
    if isinstance(target, Estimator):
        return evaluation.forward(m, target, args)
    if isinstance(target, Method):
        return _method(m, target.receiver, target.name, args)
    return library.default(m, args)


def _arguments(m: Machine, node: ast.Call) -> Arguments:
    positional: list[Value] = []
    for argument in node.args:
        value = m.evaluate(m, argument)
        if isinstance(argument, ast.Starred) and isinstance(value, Items) and value.known:
            positional += value.known
        else:
            positional.append(value)
    return Arguments(node, positional, {k.arg or "**": m.evaluate(m, k.value) for k in node.keywords})


def _method(m: Machine, receiver: Value, name: str, args: Arguments) -> Value:
    if isinstance(receiver, Estimator):
        return fitting.method(m, receiver, name, args)
    if isinstance(receiver, Folds):
        return evaluation.folds(m, receiver, args)
    if isinstance(receiver, Items):
        return list_method(m, receiver, name, args)
    if isinstance(receiver, Data):
        found = fitting.of_data(m, receiver, name, args)
        return tables.method(m, receiver, name, args) if found is None else found
    if isinstance(receiver, Scalar):
        return Scalar(None, receiver.marks | args.marks())
    if isinstance(receiver, Method) and isinstance(receiver.receiver, (Data, Estimator)):
        return (
            _method(m, receiver.receiver, name, args)
            if name in {"fit", "predict"}
            else library.default(m, args)
        )
    return library.default(m, args)


def evaluate(m: Machine, node: ast.expr | None) -> Value:
    """Return the value of an expression, None if unknown."""
    m.steps += 1
    handler = HANDLERS.get(type(node))
    if handler is None or m.steps >= STEPS or m.nested >= NESTED:
        return None
    m.nested += 1
    value = handler(m, node)
    m.nested -= 1
    return value


def _text(m: Machine, node: ast.JoinedStr) -> Value:
    found = [evaluate(m, part.value) for part in node.values if isinstance(part, ast.FormattedValue)]
    return Scalar(None, union(marks_of(value) for value in found))


def _sequence(m: Machine, node: ast.List | ast.Tuple | ast.Set) -> Value:
    kind = "tuple" if isinstance(node, ast.Tuple) else "list"
    if any(isinstance(item, ast.Starred) for item in node.elts):
        found = [evaluate(m, i.value if isinstance(i, ast.Starred) else i) for i in node.elts]
        return Items([], reduce(joined, found, None), kind=kind)
    return Items([evaluate(m, item) for item in node.elts], kind=kind)


def _dictionary(m: Machine, node: ast.Dict) -> Value:
    values = [evaluate(m, value) for value in node.values]
    keys = [evaluate(m, key) if key else None for key in node.keys]
    return Items(values, keys=keys, kind="dict")


def _operation(m: Machine, node: ast.BinOp) -> Value:
    left, right = evaluate(m, node.left), evaluate(m, node.right)
    if isinstance(node.op, ast.Add) and isinstance(left, Items) and isinstance(right, Items):
        known = [*(left.known or ()), *(right.known or ())]
        return Items(known, joined(left.rest, right.rest))
    if isinstance(node.op, ast.Mult) and isinstance(left, Items) and isinstance(right, Scalar):
        return left
    return combined(left, right)


def combined(left: Value, right: Value) -> Value:
    """Return the row-wise result of an operation on two values."""
    a, b = data_of(left), data_of(right)
    marks = marks_of(left) | marks_of(right)
    if a is None and b is None:
        return Scalar(None, marks) if isinstance(left, Scalar) or isinstance(right, Scalar) else None
    found = [d for d in (a, b) if d is not None]
    first = next((d for d in found if d.rows), found[0])
    result = Data(
        rows=frozenset().union(*(d.rows for d in found)),
        marks=marks,
        one=first.one,
        sources=frozenset().union(*(d.sources for d in found)),
        trials=frozenset().union(*(d.trials for d in found)),
    )
    result.table, result.only, result.lacks = first.table, first.only, first.lacks
    return result


def _comparison(m: Machine, node: ast.Compare) -> Value:
    result = evaluate(m, node.left)
    for other in node.comparators:
        result = combined(result, evaluate(m, other))
    if isinstance(result, Data):
        result = without_names(result)
        result.grouped = "mask"
    return result


def _unary(m: Machine, node: ast.UnaryOp) -> Value:
    value = evaluate(m, node.operand)
    if isinstance(node.op, ast.USub) and isinstance(value, Scalar) and isinstance(value.value, (int, float)):
        return Scalar(-value.value, value.marks)
    return value


def _choice(m: Machine, node: ast.IfExp) -> Value:
    evaluate(m, node.test)
    return joined(evaluate(m, node.body), evaluate(m, node.orelse))


def _assigned(m: Machine, node: ast.NamedExpr) -> Value:
    value = evaluate(m, node.value)
    m.scope[node.target.id] = value
    return value


def _comprehension(m: Machine, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
    return _comprehended(m, node, node.elt)


def _dict_comprehension(m: Machine, node: ast.DictComp) -> Value:
    result = _comprehended(m, node, node.value)
    return (
        result
        if isinstance(result, Data)
        else Items([], result.rest if isinstance(result, Items) else None, kind="dict")
    )


def _comprehended(m: Machine, node: Any, element: ast.expr) -> Value:
    outer = dict(m.scope)
    over: list[Value] = []
    for generator in node.generators:
        iterated = evaluate(m, generator.iter)
        over.append(iterated)
        bind(m, generator.target, subscripts.element(iterated))
        for condition in generator.ifs:
            evaluate(m, condition)
    value = evaluate(m, element)
    names = {n.id for g in node.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
    for name in names:
        m.scope.pop(name, None)
        if name in outer:
            m.scope[name] = outer[name]
    first = over[0]
    if isinstance(first, Data) and first.rows and not isinstance(value, (Named, Function)):
        return Data(first.rows, first.marks | marks_of(value), one=first.one)
    if len(over) == 1 and isinstance(first, Items) and first.known and isinstance(value, Scalar):
        return Items([], Scalar(None, value.marks))
    return Items([], value)


def _args(m: Machine, node: ast.Yield) -> Value:
    m.returned.append(Items([], evaluate(m, node.value)))
    return None


HANDLERS: dict[type, Callable[[Machine, Any], Value]] = {
    ast.Name: lambda m, node: m.scope[node.id] if node.id in m.scope else Named(node.id),
    ast.Constant: lambda _m, node: Scalar(node.value),
    ast.JoinedStr: _text,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _dictionary,
    ast.BinOp: _operation,
    ast.Compare: _comparison,
    ast.BoolOp: lambda m, node: reduce(joined, [evaluate(m, value) for value in node.values], None),
    ast.UnaryOp: _unary,
    ast.IfExp: _choice,
    ast.NamedExpr: _assigned,
    ast.Lambda: lambda m, node: Function(node, m.scope, m.cell),
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comprehension,
    ast.Starred: lambda m, node: evaluate(m, node.value),
    ast.Await: lambda m, node: evaluate(m, node.value),
    ast.Yield: _args,
    ast.Attribute: attribute,
    ast.Subscript: subscripts.subscript,
    ast.Call: call,
}
