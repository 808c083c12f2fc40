"""Abstract values of a notebook's expressions, calls included."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import reduce
from typing import Any

from mlscaffold.analysis.leakage import evaluation, fitting, library, subscripts, tables
from mlscaffold.analysis.leakage.assignments import bind, list_method
from mlscaffold.analysis.leakage.provenance import data_of, joined, marks_of, texts_of, union, without_names
from mlscaffold.analysis.leakage.rows import Condition, text_of
from mlscaffold.analysis.leakage.state import NESTED, STEPS, Arguments, ExecutionState, instance, invoke
from mlscaffold.analysis.leakage.subscripts import attribute
from mlscaffold.analysis.leakage.values import (
    BUT,
    Class,
    Data,
    Estimator,
    Folds,
    Function,
    Items,
    Marks,
    Method,
    Named,
    Scalar,
    Value,
    changed_copy,
)
from mlscaffold.analysis.leakage.vocabulary import REDUCERS


def call(state: ExecutionState, node: ast.Call) -> Value:
    """Return the value of a call."""
    if isinstance(node.func, ast.Attribute):
        receiver = state.evaluate(state, node.func.value)
        if isinstance(receiver, Named):
            return library.call_named(state, f"{receiver.name}.{node.func.attr}", _arguments(state, node))
        args = _arguments(state, node)
        if receiver is None and node.func.attr in REDUCERS:
            return Scalar(None, args.marks())
        result = _method(state, receiver, node.func.attr, args)
        _keep_in_place(state, node.func.value, receiver, args)
        return result
    target = state.evaluate(state, node.func)
    return call_value(state, target, _arguments(state, node))


def _keep_in_place(state: ExecutionState, target: ast.expr, receiver: Value, args: Arguments) -> None:
    """Store a column that a call changes in place: `df["a"].fillna(0, inplace=True)`."""
    if args.constant(None, "inplace") is True and isinstance(target, (ast.Subscript, ast.Attribute)):
        bind(state, target, receiver)


def call_value(state: ExecutionState, target: Value, args: Arguments) -> Value:
    """Return the result of calling a value."""
    if isinstance(target, Named):
        return library.call_named(state, target.name, args)
    if isinstance(target, Function):
        return invoke(state, target, args)
    if isinstance(target, Class):
        return instance(state, target, args)
    if isinstance(target, Estimator):
        return evaluation.forward(state, target, args)
    if isinstance(target, Method):
        return _method(state, target.receiver, target.name, args)
    return library.unknown_call(state, args)


def _arguments(state: ExecutionState, node: ast.Call) -> Arguments:
    positional: list[Value] = []
    for argument in node.args:
        value = state.evaluate(state, argument)
        if isinstance(argument, ast.Starred) and isinstance(value, Items) and value.known:
            positional += value.known
        else:
            positional.append(value)
    return Arguments(node, positional, {k.arg or "**": state.evaluate(state, k.value) for k in node.keywords})


def _method(state: ExecutionState, receiver: Value, name: str, args: Arguments) -> Value:
    if isinstance(receiver, Estimator):
        return fitting.method(state, receiver, name, args)
    if isinstance(receiver, Folds):
        return evaluation.split_folds(state, receiver, args)
    if isinstance(receiver, Items):
        return list_method(state, receiver, name, args)
    if isinstance(receiver, Data):
        found = fitting.method_on_data(state, receiver, name, args)
        return tables.method(state, receiver, name, args) if found is None else found
    if isinstance(receiver, Scalar):
        joins = name in {"join", "format"} and any(data_of(value) for value in args.all())
        return library.unknown_call(state, args) if joins else Scalar(None, receiver.marks | args.marks())
    if isinstance(receiver, Method) and isinstance(receiver.receiver, (Data, Estimator)):
        return (
            _method(state, receiver.receiver, name, args)
            if name in {"fit", "predict"}
            else library.unknown_call(state, args)
        )
    return library.unknown_call(state, args)


def evaluate(state: ExecutionState, node: ast.expr | None) -> Value:
    """Return the value of an expression, None if unknown."""
    state.steps += 1
    handler = HANDLERS.get(type(node))
    if handler is None or state.steps >= STEPS or state.nested >= NESTED:
        return None
    state.nested += 1
    value = handler(state, node)
    state.nested -= 1
    return value


def _text(state: ExecutionState, node: ast.JoinedStr) -> Value:
    found = [evaluate(state, part.value) for part in node.values if isinstance(part, ast.FormattedValue)]
    return Scalar(None, union(marks_of(value) for value in found))


def _sequence(state: ExecutionState, node: ast.List | ast.Tuple | ast.Set) -> Value:
    kind = "tuple" if isinstance(node, ast.Tuple) else "list"
    if any(isinstance(item, ast.Starred) for item in node.elts):
        found = [evaluate(state, i.value if isinstance(i, ast.Starred) else i) for i in node.elts]
        return Items([], reduce(joined, found, None), kind=kind)
    return Items([evaluate(state, item) for item in node.elts], kind=kind)


def _dictionary(state: ExecutionState, node: ast.Dict) -> Value:
    values = [evaluate(state, value) for value in node.values]
    keys = [evaluate(state, key) if key else None for key in node.keys]
    return Items(values, keys=keys, kind="dict")


def _operation(state: ExecutionState, node: ast.BinOp) -> Value:
    left, right = evaluate(state, node.left), evaluate(state, node.right)
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
        is_row=first.is_row,
        sources=frozenset().union(*(d.sources for d in found)),
        trials=frozenset().union(*(d.trials for d in found)),
    )
    result.table, result.column_names, result.dropped = first.table, first.column_names, first.dropped
    return result


def _comparison(state: ExecutionState, node: ast.Compare) -> Value:
    left = result = evaluate(state, node.left)
    for other in node.comparators:
        result = combined(result, evaluate(state, other))
    if not isinstance(result, Data):
        return result
    if isinstance(node.ops[0], ast.Eq):  # predictions that are compared with labels are scored by hand
        state.scored |= result.trials
    result = without_names(result)
    result.grouped = "mask"
    if isinstance(left, Data) and left.column and len(node.ops) == 1:
        result.condition = Condition(left.column, text_of(node.comparators[0]), type(node.ops[0]).__name__)
    return result


def _unary(state: ExecutionState, node: ast.UnaryOp) -> Value:
    value = evaluate(state, node.operand)
    if isinstance(node.op, ast.USub) and isinstance(value, Scalar) and isinstance(value.value, (int, float)):
        return Scalar(-value.value, value.marks)
    if isinstance(value, Data) and value.condition is not None:
        return changed_copy(value, condition=None)
    return value


def _choice(state: ExecutionState, node: ast.IfExp) -> Value:
    evaluate(state, node.test)
    return joined(evaluate(state, node.body), evaluate(state, node.orelse))


def _assigned(state: ExecutionState, node: ast.NamedExpr) -> Value:
    value = evaluate(state, node.value)
    state.scope[node.target.id] = value
    return value


def _comprehension(state: ExecutionState, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
    return _other_names(state, node) or _comprehended(state, node, node.elt)


def _dict_comprehension(state: ExecutionState, node: ast.DictComp) -> Value:
    result = _comprehended(state, node, node.value)
    return (
        result
        if isinstance(result, Data)
        else Items([], result.rest if isinstance(result, Items) else None, kind="dict")
    )


def _other_names(state: ExecutionState, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Items | None:
    """Return all names of columns but some, as `[c for c in df.columns if c != "y"]` gives them; None for anything else."""
    generator = node.generators[0]
    name = generator.target
    if len(node.generators) > 1 or not isinstance(name, ast.Name) or not isinstance(node.elt, ast.Name):
        return None
    iterated = evaluate(state, generator.iter)
    unknown = isinstance(iterated, Items) and not iterated.known and isinstance(iterated.rest, Scalar)
    if node.elt.id != name.id or not unknown or iterated.rest.value is not str:  # type: ignore[union-attr]
        return None
    excluded: frozenset[str] = frozenset()
    for condition in generator.ifs:
        texts = _excluded(state, condition, name.id)
        if texts is None:
            return None
        excluded |= texts
    rest = iterated.rest  # type: ignore[union-attr]
    return Items([], rest, [Scalar(text) for text in sorted(excluded)], kind=BUT)


def _excluded(state: ExecutionState, condition: ast.expr, name: str) -> frozenset[str] | None:
    """Return the texts that a condition excludes, None if it is another condition."""
    if isinstance(condition, ast.BoolOp) and isinstance(condition.op, ast.And):
        found = [_excluded(state, part, name) for part in condition.values]
        return None if None in found else frozenset().union(*(one for one in found if one))
    plain = isinstance(condition, ast.Compare) and len(condition.ops) == 1
    if not plain or not isinstance(condition.ops[0], (ast.NotEq, ast.NotIn)):  # type: ignore[attr-defined]
        return None
    left = condition.left  # type: ignore[attr-defined]
    if not isinstance(left, ast.Name) or left.id != name:
        return None
    return texts_of(evaluate(state, condition.comparators[0]))  # type: ignore[attr-defined]


def _comprehended(state: ExecutionState, node: Any, element: ast.expr) -> Value:
    outer = dict(state.scope)
    over: list[Value] = []
    chosen: Marks = frozenset()
    for generator in node.generators:
        iterated = evaluate(state, generator.iter)
        over.append(iterated)
        bind(state, generator.target, subscripts.element(iterated))
        for condition in generator.ifs:
            chosen |= marks_of(evaluate(state, condition))
    value = evaluate(state, element)
    if isinstance(value, Scalar) and chosen:
        value = Scalar(value.value, value.marks | chosen)
    names = {n.id for g in node.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
    for name in names:
        state.scope.pop(name, None)
        if name in outer:
            state.scope[name] = outer[name]
    first = over[0]
    if isinstance(first, Data) and first.rows and not isinstance(value, (Named, Function)):
        return Data(first.rows, first.marks | marks_of(value), is_row=first.is_row)
    if len(over) == 1 and isinstance(first, Items) and first.known and isinstance(value, Scalar):
        return Items([], Scalar(None, value.marks))
    return Items([], value)


def _args(state: ExecutionState, node: ast.Yield) -> Value:
    state.returned.append(Items([], evaluate(state, node.value)))
    return None


HANDLERS: dict[type, Callable[[ExecutionState, Any], Value]] = {
    ast.Name: lambda state, node: state.scope[node.id] if node.id in state.scope else Named(node.id),
    ast.Constant: lambda _state, node: Scalar(node.value),
    ast.JoinedStr: _text,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _dictionary,
    ast.BinOp: _operation,
    ast.Compare: _comparison,
    ast.BoolOp: lambda state, node: reduce(joined, [evaluate(state, value) for value in node.values], None),
    ast.UnaryOp: _unary,
    ast.IfExp: _choice,
    ast.NamedExpr: _assigned,
    ast.Lambda: lambda state, node: Function(node, state.scope, state.cell),
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comprehension,
    ast.Starred: lambda state, node: evaluate(state, node.value),
    ast.Await: lambda state, node: evaluate(state, node.value),
    ast.Yield: _args,
    ast.Attribute: attribute,
    ast.Subscript: subscripts.subscript,
    ast.Call: call,
}
