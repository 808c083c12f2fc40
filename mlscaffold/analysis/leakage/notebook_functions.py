"""Calls of functions and classes that the notebook defines."""

from __future__ import annotations

import ast

from mlscaffold.analysis.leakage.reading import joined
from mlscaffold.analysis.leakage.state import DEPTH, Given, Machine
from mlscaffold.analysis.leakage.values import Class, Data, Estimator, Function, Items, Value


def invoke(m: Machine, function: Function, given: Given) -> Value:
    """Follow the body of a function of the notebook with what a call gives it; return what it returns."""
    if len(m.stack) >= DEPTH or m.stack.count(id(given.node)):
        return _gave_up(given)
    outer, cell, returned = m.scope, m.cell, m.returned
    around = function.around if function.around is not outer else outer
    m.scope = {**around, **_arguments(m, function, given)}
    m.cell, m.returned, m.stack = function.cell, [], (*m.stack, id(given.node))
    result = _body(m, function)
    _publish(m, function, outer)
    m.scope, m.cell, m.returned, m.stack = outer, cell, returned, m.stack[:-1]
    return result


def _body(m: Machine, function: Function) -> Value:
    if isinstance(function.node, ast.Lambda):
        return m.evaluate(m, function.node.body)
    m.run(m, function.node.body)
    result: Value = None
    for value in m.returned:
        result = joined(result, value)
    return result


def _publish(m: Machine, function: Function, outer: dict[str, Value]) -> None:
    """Hand on what a function binds by a `global` statement."""
    if isinstance(function.node, ast.Lambda):
        return
    for statement in function.node.body:
        if isinstance(statement, ast.Global):
            outer.update({name: m.scope[name] for name in statement.names if name in m.scope})


def _arguments(m: Machine, function: Function, given: Given) -> dict[str, Value]:
    spec = function.node.args
    names = [a.arg for a in [*spec.posonlyargs, *spec.args]]
    values = [function.owner, *given.positional] if function.owner is not None else given.positional
    found = dict(zip(names, values, strict=False))
    if spec.vararg:
        found[spec.vararg.arg] = Items(list(values[len(names) :]), kind="tuple")
    if spec.kwarg:
        found[spec.kwarg.arg] = None
    keyword = [a.arg for a in spec.kwonlyargs]
    found |= {name: value for name, value in given.named.items() if name in names or name in keyword}
    defaults = [*zip(names[len(names) - len(spec.defaults) :], spec.defaults, strict=False)]
    defaults += [(n, d) for n, d in zip(keyword, spec.kw_defaults, strict=True) if d]
    for name, default in defaults:
        if name not in found:
            found[name] = m.evaluate(m, default)
    return found | {name: None for name in names if name not in found}


def _gave_up(given: Given) -> Value:
    found: Value = None
    for value in given.all():
        if isinstance(value, Data):
            found = joined(found, value)
    return found


def instance(m: Machine, made: Class, given: Given) -> Estimator:
    """Return an object of a class of the notebook, after its `__init__`."""
    found = m.estimator(made.node.name, predicts=_defines(made, "predict") or _is_network(made))
    found.carries = _learns(made)
    found.definition = made
    method_call(m, found, "__init__", given)
    return found


def _is_network(made: Class) -> bool:
    return _defines(made, "forward") or not any(isinstance(s, ast.FunctionDef) for s in made.node.body)


def _defines(made: Class, name: str) -> bool:
    return method_of(made, name) is not None


def method_of(made: Class | None, name: str) -> ast.FunctionDef | None:
    """Return a method that a class of the notebook defines itself."""
    for statement in made.node.body if made else ():
        if isinstance(statement, ast.FunctionDef) and statement.name == name:
            return statement
    return None


def _learns(made: Class) -> bool:
    """Say whether the class's `fit` does more than to return."""
    fit = method_of(made, "fit")
    return fit is None or any(
        isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) for node in ast.walk(fit)
    )


def method_call(m: Machine, owner: Estimator, name: str, given: Given) -> Value:
    """Follow a method that the class of the notebook defines; None where it defines none."""
    node = method_of(owner.definition, name)
    if node is None or owner.definition is None:
        return None
    static = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in node.decorator_list)
    function = Function(node, owner.definition.around, owner.definition.cell, None if static else owner)
    return invoke(m, function, given)
