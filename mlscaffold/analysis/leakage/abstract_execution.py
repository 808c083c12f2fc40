"""Abstract execution of a notebook's statements, in order."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from mlscaffold.analysis.imports import bindings
from mlscaffold.analysis.leakage.assignments import bind
from mlscaffold.analysis.leakage.expressions import combined
from mlscaffold.analysis.leakage.provenance import joined
from mlscaffold.analysis.leakage.state import NESTED, STEPS, ExecutionState
from mlscaffold.analysis.leakage.subscripts import element
from mlscaffold.analysis.leakage.values import Class, Data, Estimator, Function, Items, Named, Scalar, Value
from mlscaffold.analysis.leakage.vocabulary import DISPLAYS, SHOWN

MAX_UNROLLED = (
    12  # iterations executed one by one; by judgement: lists of models are shorter, and each costs a pass
)


def run(state: ExecutionState, statements: Sequence[ast.stmt]) -> None:
    """Execute statements in order."""
    state.nested += 1
    for statement in statements if state.nested < NESTED else ():
        handler = HANDLERS.get(type(statement))
        if handler and state.steps < STEPS:
            state.steps += 1
            handler(state, statement)
    state.nested -= 1


def _assign(state: ExecutionState, node: ast.Assign) -> None:
    value = state.evaluate(state, node.value)
    for target in node.targets:
        bind(state, target, value)


def _annotated(state: ExecutionState, node: ast.AnnAssign) -> None:
    if node.value:
        bind(state, node.target, state.evaluate(state, node.value))


def _augmented(state: ExecutionState, node: ast.AugAssign) -> None:
    before, value = state.evaluate(state, node.target), state.evaluate(state, node.value)
    if isinstance(before, Items) and isinstance(value, Items):
        before.known = [*(before.known or ()), *(value.known or ())]
        before.rest = joined(before.rest, value.rest)
        return
    after = combined(before, value)
    if isinstance(before, Data) and isinstance(after, Data) and isinstance(node.target, ast.Name):
        before.marks, before.rows = after.marks, after.rows
        before.trials, before.sources = after.trials, after.sources
        return
    bind(state, node.target, after)


def _expression(state: ExecutionState, node: ast.Expr) -> None:
    if not _only_shows(node.value):
        state.evaluate(state, node.value)


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


def _if(state: ExecutionState, node: ast.If) -> None:
    state.evaluate(state, node.test)
    before = dict(state.scope)
    run(state, node.body)
    after = dict(state.scope)
    state.scope.clear()
    state.scope.update(before)
    run(state, node.orelse)
    for name, value in after.items():
        if name in state.scope and state.scope[name] is not value:
            state.scope[name] = (
                joined(state.scope[name], value) if _changed(before, name, value, state) else value
            )
        else:
            state.scope[name] = value


def _changed(before: dict[str, Value], name: str, value: Value, state: ExecutionState) -> bool:
    return value is not before.get(name) or state.scope[name] is not before.get(name)


def _for(state: ExecutionState, node: ast.For) -> None:
    iterated = state.evaluate(state, node.iter)
    items = _each(iterated)
    state.looping += 1
    if items is None:
        _any_number(state, node, element(iterated))
    for item in items or ():
        bind(state, node.target, item)
        run(state, node.body)
    state.looping -= 1
    run(state, node.orelse)


def _any_number(state: ExecutionState, node: ast.For, item: Value) -> None:
    """Execute a loop over unknown items; twice if an iteration reads what the previous one bound."""
    state.loops.append(state.created)
    before = dict(state.scope)
    bind(state, node.target, item)
    run(state, node.body)
    if state.looping == 1 and _carries(state, before):
        bind(state, node.target, item)
        run(state, node.body)
    state.loops.pop()


def _carries(state: ExecutionState, before: dict[str, Value]) -> bool:
    """Return whether an iteration bound data or a model that the next one may read."""
    return any(
        state.scope.get(name) is not value and isinstance(state.scope.get(name), (Data, Items, Estimator))
        for name, value in before.items()
    )


def _each(iterated: Value) -> list[Value] | None:
    """Return the items if they are known and few."""
    if not isinstance(iterated, Items) or iterated.rest is not None or not iterated.known:
        return None
    found = iterated.keys if iterated.kind == "dict" and iterated.keys is not None else iterated.known
    return list(found) if len(found) <= MAX_UNROLLED else None


def _while(state: ExecutionState, node: ast.While) -> None:
    state.evaluate(state, node.test)
    state.looping += 1
    for _ in range(1 if state.looping > 1 else 2):
        run(state, node.body)
    state.looping -= 1
    run(state, node.orelse)


def _with(state: ExecutionState, node: ast.With) -> None:
    for item in node.items:
        value = state.evaluate(state, item.context_expr)
        if item.optional_vars:
            bind(state, item.optional_vars, value)
    run(state, node.body)


def _try(state: ExecutionState, node: ast.Try) -> None:
    run(state, node.body)
    after = dict(state.scope)
    for handler in node.handlers:
        run(state, handler.body)
    state.scope.update(after)
    run(state, node.orelse)
    run(state, node.finalbody)


def _function(state: ExecutionState, node: ast.FunctionDef) -> None:
    state.scope[node.name] = Function(node, state.scope, state.cell)


def _class(state: ExecutionState, node: ast.ClassDef) -> None:
    state.scope[node.name] = Class(node, state.scope, state.cell)


def _return(state: ExecutionState, node: ast.Return) -> None:
    state.returned.append(state.evaluate(state, node.value))


def _delete(state: ExecutionState, node: ast.Delete) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            state.scope.pop(target.id, None)
        elif isinstance(target, ast.Subscript):
            _drop_column(state, target)


def _drop_column(state: ExecutionState, target: ast.Subscript) -> None:
    receiver, key = state.evaluate(state, target.value), state.evaluate(state, target.slice)
    if isinstance(receiver, Data) and isinstance(key, Scalar) and isinstance(key.value, str):
        receiver.dropped |= {key.value}
        receiver.columns.pop(key.value, None)


def _import(state: ExecutionState, node: ast.Import | ast.ImportFrom) -> None:
    state.scope.update((name, Named(target.lstrip("."))) for name, target in bindings(node).items())


HANDLERS: dict[type, Callable[[ExecutionState, Any], None]] = {
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
