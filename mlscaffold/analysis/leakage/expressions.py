"""What an expression of a notebook stands for."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from mlscaffold.analysis.leakage import call_rules, subscripts
from mlscaffold.analysis.leakage.assignments import bind
from mlscaffold.analysis.leakage.reading import data_of, joined, marks_of, nameless, union
from mlscaffold.analysis.leakage.state import NESTED, STEPS, Machine
from mlscaffold.analysis.leakage.subscripts import attribute
from mlscaffold.analysis.leakage.values import Data, Function, Items, Named, Scalar, Value


def evaluate(m: Machine, node: ast.expr | None) -> Value:
    """Return what an expression stands for, None where nothing is known of it."""
    m.steps += 1
    follow = FOLLOW.get(type(node))
    if follow is None or m.steps >= STEPS or m.nested >= NESTED:
        return None
    m.nested += 1
    value = follow(m, node)
    m.nested -= 1
    return value


def _name(m: Machine, node: ast.Name) -> Value:
    return m.scope[node.id] if node.id in m.scope else Named(node.id)


def _constant(_: Machine, node: ast.Constant) -> Value:
    return Scalar(node.value)


def _text(m: Machine, node: ast.JoinedStr) -> Value:
    found = [evaluate(m, part.value) for part in node.values if isinstance(part, ast.FormattedValue)]
    return Scalar(None, union(marks_of(value) for value in found))


def _sequence(m: Machine, node: ast.List | ast.Tuple | ast.Set) -> Value:
    kind = "tuple" if isinstance(node, ast.Tuple) else "list"
    if any(isinstance(item, ast.Starred) for item in node.elts):
        found = [evaluate(m, i.value if isinstance(i, ast.Starred) else i) for i in node.elts]
        return Items([], _all(found), kind=kind)
    return Items([evaluate(m, item) for item in node.elts], kind=kind)


def _dictionary(m: Machine, node: ast.Dict) -> Value:
    values = [evaluate(m, value) for value in node.values]
    keys = [evaluate(m, key) if key else None for key in node.keys]
    return Items(values, keys=keys, kind="dict")


def _all(found: list[Value]) -> Value:
    result: Value = None
    for value in found:
        result = joined(result, value)
    return result


def _operation(m: Machine, node: ast.BinOp) -> Value:
    left, right = evaluate(m, node.left), evaluate(m, node.right)
    if isinstance(node.op, ast.Add) and isinstance(left, Items) and isinstance(right, Items):
        known = [*(left.known or ()), *(right.known or ())]
        return Items(known, joined(left.rest, right.rest))
    if isinstance(node.op, ast.Mult) and isinstance(left, Items) and isinstance(right, Scalar):
        return left
    return together(left, right)


def together(left: Value, right: Value) -> Value:
    """Return what an operation makes of two values, row by row."""
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
        result = together(result, evaluate(m, other))
    if isinstance(result, Data):
        result = nameless(result)
        result.grouped = "mask"
    return result


def _boolean(m: Machine, node: ast.BoolOp) -> Value:
    return _all([evaluate(m, value) for value in node.values])


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


def _lambda(m: Machine, node: ast.Lambda) -> Value:
    return Function(node, m.scope, m.cell)


def _comprehension(m: Machine, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
    return _made(m, node, node.elt)


def _dict_comprehension(m: Machine, node: ast.DictComp) -> Value:
    made = _made(m, node, node.value)
    return (
        made
        if isinstance(made, Data)
        else Items([], made.rest if isinstance(made, Items) else None, kind="dict")
    )


def _made(m: Machine, node: Any, element: ast.expr) -> Value:
    kept = dict(m.scope)
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
        if name in kept:
            m.scope[name] = kept[name]
    first = over[0]
    if isinstance(first, Data) and first.rows and not isinstance(value, (Named, Function)):
        return Data(first.rows, first.marks | marks_of(value), one=first.one)
    if len(over) == 1 and isinstance(first, Items) and first.known and isinstance(value, Scalar):
        return Items([], Scalar(None, value.marks))
    return Items([], value)


def _star(m: Machine, node: ast.Starred) -> Value:
    return evaluate(m, node.value)


def _awaited(m: Machine, node: ast.Await) -> Value:
    return evaluate(m, node.value)


def _given(m: Machine, node: ast.Yield) -> Value:
    m.returned.append(Items([], evaluate(m, node.value)))
    return None


FOLLOW: dict[type, Callable[[Machine, Any], Value]] = {
    ast.Name: _name,
    ast.Constant: _constant,
    ast.JoinedStr: _text,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _dictionary,
    ast.BinOp: _operation,
    ast.Compare: _comparison,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.IfExp: _choice,
    ast.NamedExpr: _assigned,
    ast.Lambda: _lambda,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comprehension,
    ast.Starred: _star,
    ast.Await: _awaited,
    ast.Yield: _given,
    ast.Attribute: attribute,
    ast.Subscript: subscripts.subscript,
    ast.Call: call_rules.call,
}
