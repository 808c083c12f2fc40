"""Abstract execution of a notebook's statements, in order."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from mlscaffold.analysis.imports import bindings
from mlscaffold.analysis.leakage.assignments import bind
from mlscaffold.analysis.leakage.expressions import combined
from mlscaffold.analysis.leakage.reading import joined
from mlscaffold.analysis.leakage.state import NESTED, STEPS, Machine
from mlscaffold.analysis.leakage.subscripts import element
from mlscaffold.analysis.leakage.values import Class, Data, Estimator, Function, Items, Named, Scalar, Value
from mlscaffold.analysis.leakage.vocabulary import DISPLAYS, SHOWN

MAX_UNROLLED = (
    12  # iterations executed one by one; by judgement: lists of models are shorter, and each costs a pass
)


def run(m: Machine, statements: Sequence[ast.stmt]) -> None:
    """Execute statements in order."""
    m.nested += 1
    for statement in statements if m.nested < NESTED else ():
        handler = HANDLERS.get(type(statement))
        if handler and m.steps < STEPS:
            m.steps += 1
            handler(m, statement)
    m.nested -= 1


def _assign(m: Machine, node: ast.Assign) -> None:
    value = m.evaluate(m, node.value)
    for target in node.targets:
        bind(m, target, value)


def _annotated(m: Machine, node: ast.AnnAssign) -> None:
    if node.value:
        bind(m, node.target, m.evaluate(m, node.value))


def _augmented(m: Machine, node: ast.AugAssign) -> None:
    before, value = m.evaluate(m, node.target), m.evaluate(m, node.value)
    if isinstance(before, Items) and isinstance(value, Items):
        before.known = [*(before.known or ()), *(value.known or ())]
        before.rest = joined(before.rest, value.rest)
        return
    after = combined(before, value)
    if isinstance(before, Data) and isinstance(after, Data) and isinstance(node.target, ast.Name):
        before.marks, before.rows = after.marks, after.rows
        before.trials, before.sources = after.trials, after.sources
        return
    bind(m, node.target, after)


def _expression(m: Machine, node: ast.Expr) -> None:
    if not _only_shows(node.value):
        m.evaluate(m, node.value)


def _only_shows(node: ast.expr) -> bool:
    """Return whether an expression only plots or prints a table and changes nothing."""
    if not isinstance(node, ast.Call):
        return isinstance(node, (ast.Name, ast.Constant, ast.Attribute))
    if not isinstance(node.func, ast.Attribute):
        return False
    root: ast.expr = node.func.value
    while isinstance(root, (ast.Attribute, ast.Subscript)):
        root = root.value
    return isinstance(root, ast.Name) and (root.id in DISPLAYS or node.func.attr in SHOWN)


def _if(m: Machine, node: ast.If) -> None:
    m.evaluate(m, node.test)
    before = dict(m.scope)
    run(m, node.body)
    after = dict(m.scope)
    m.scope.clear()
    m.scope.update(before)
    run(m, node.orelse)
    for name, value in after.items():
        if name in m.scope and m.scope[name] is not value:
            m.scope[name] = joined(m.scope[name], value) if _changed(before, name, value, m) else value
        else:
            m.scope[name] = value


def _changed(before: dict[str, Value], name: str, value: Value, m: Machine) -> bool:
    return value is not before.get(name) or m.scope[name] is not before.get(name)


def _for(m: Machine, node: ast.For) -> None:
    iterated = m.evaluate(m, node.iter)
    items = _each(iterated)
    m.looping += 1
    if items is None:
        _any_number(m, node, element(iterated))
    for item in items or ():
        bind(m, node.target, item)
        run(m, node.body)
    m.looping -= 1
    run(m, node.orelse)


def _any_number(m: Machine, node: ast.For, item: Value) -> None:
    """Execute a loop over unknown items; twice if an iteration reads what the previous one bound."""
    m.loops.append(m.created)
    before = dict(m.scope)
    bind(m, node.target, item)
    run(m, node.body)
    if m.looping == 1 and _carries(m, before):
        bind(m, node.target, item)
        run(m, node.body)
    m.loops.pop()


def _carries(m: Machine, before: dict[str, Value]) -> bool:
    """Return whether an iteration bound data or a model that the next one may read."""
    return any(
        m.scope.get(name) is not value and isinstance(m.scope.get(name), (Data, Items, Estimator))
        for name, value in before.items()
    )


def _each(iterated: Value) -> list[Value] | None:
    """Return the items if they are known and few."""
    if not isinstance(iterated, Items) or iterated.rest is not None or not iterated.known:
        return None
    found = iterated.keys if iterated.kind == "dict" and iterated.keys is not None else iterated.known
    return list(found) if len(found) <= MAX_UNROLLED else None


def _while(m: Machine, node: ast.While) -> None:
    m.evaluate(m, node.test)
    m.looping += 1
    for _ in range(1 if m.looping > 1 else 2):
        run(m, node.body)
    m.looping -= 1
    run(m, node.orelse)


def _with(m: Machine, node: ast.With) -> None:
    for item in node.items:
        value = m.evaluate(m, item.context_expr)
        if item.optional_vars:
            bind(m, item.optional_vars, value)
    run(m, node.body)


def _try(m: Machine, node: ast.Try) -> None:
    run(m, node.body)
    after = dict(m.scope)
    for handler in node.handlers:
        run(m, handler.body)
    m.scope.update(after)
    run(m, node.orelse)
    run(m, node.finalbody)


def _function(m: Machine, node: ast.FunctionDef) -> None:
    m.scope[node.name] = Function(node, m.scope, m.cell)


def _class(m: Machine, node: ast.ClassDef) -> None:
    m.scope[node.name] = Class(node, m.scope, m.cell)


def _return(m: Machine, node: ast.Return) -> None:
    m.returned.append(m.evaluate(m, node.value))


def _delete(m: Machine, node: ast.Delete) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            m.scope.pop(target.id, None)
        elif isinstance(target, ast.Subscript):
            _drop_column(m, target)


def _drop_column(m: Machine, target: ast.Subscript) -> None:
    receiver, key = m.evaluate(m, target.value), m.evaluate(m, target.slice)
    if isinstance(receiver, Data) and isinstance(key, Scalar) and isinstance(key.value, str):
        receiver.lacks |= {key.value}
        receiver.columns.pop(key.value, None)


def _import(m: Machine, node: ast.Import | ast.ImportFrom) -> None:
    m.scope.update((name, Named(target.lstrip("."))) for name, target in bindings(node).items())


HANDLERS: dict[type, Callable[[Machine, Any], None]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Expr: _expression,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Return: _return,
    ast.Delete: _delete,
    ast.Import: _import,
    ast.ImportFrom: _import,
}
