"""Questions to models: calls of `predict` and the like, and the calls of `fit` that answer which rows a model has seen."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.scopes import DEFINITIONS

ASKING = frozenset("predict predict_proba predict_log_proba decision_function score".split())


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a method of a model with rows.

    Args:
        model: the model.
        method: the method.
        rows: its first argument.
        target: for `fit`, its second argument.
    """

    model: ast.expr
    method: str
    rows: ast.expr
    target: ast.expr | None = None

    @property
    def supervised(self) -> bool:
        """Whether it is passed a target, too."""
        return self.target is not None

    @property
    def name(self) -> str:
        """The variable that holds the model, or what it is an attribute or an item of; "" for none."""
        return root_name(self.model)


def questions(node: ast.stmt, definitions: Mapping[str, Definition]) -> tuple[Call, ...]:
    """Return the questions that a statement asks models, in the order in which they end.

    Args:
        node: the statement.
        definitions: the notebook's functions, which may ask what they are passed.
    """
    return tuple(_calls(node, ASKING, definitions))


def fits(node: ast.stmt, definitions: Mapping[str, Definition]) -> tuple[Call, ...]:
    """Return the calls of `fit` in a statement."""
    return tuple(_calls(node, frozenset({"fit"}), definitions))


def _calls(node: ast.stmt, methods: frozenset[str], definitions: Mapping[str, Definition]) -> Iterator[Call]:
    if isinstance(node, DEFINITIONS):
        return
    found = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    for call in sorted(found, key=lambda c: (c.end_lineno or 0, c.end_col_offset or 0)):
        if isinstance(call.func, ast.Attribute) and call.func.attr in methods:
            rows = _rows(call)
            if rows is not None:
                yield Call(_fitted_name(node, call), call.func.attr, rows, _target(call))
        elif isinstance(call.func, ast.Name) and isinstance(definitions.get(call.func.id), ast.FunctionDef):
            yield from _inside(call, definitions[call.func.id], methods)
            if "fit" in methods and isinstance(node, ast.Assign) and node.value is call:
                yield from _returned(node.targets[0], call, definitions[call.func.id])


def _rows(call: ast.Call) -> ast.expr | None:
    named = next((k.value for k in call.keywords if k.arg == "X"), None)
    return call.args[0] if call.args and not isinstance(call.args[0], ast.Starred) else named


def _target(call: ast.Call) -> ast.expr | None:
    named = next((k.value for k in call.keywords if k.arg == "y"), None)
    return call.args[1] if len(call.args) > 1 else named


def _passed(node: ast.expr | None, passed: Mapping[str, ast.expr]) -> ast.expr | None:
    """Return what a function is passed for one of its parameters."""
    return passed.get(node.id) if isinstance(node, ast.Name) else None


def _fitted_name(node: ast.stmt, call: ast.Call) -> ast.expr:
    """Return the model of a call: the variable that it is assigned to, for `model = LogisticRegression().fit(X, y)`."""
    assert isinstance(call.func, ast.Attribute)
    made = (part for part in ast.walk(node) if isinstance(part, ast.Assign) and part.value is call)
    assigned = next(made, None) if call.func.attr == "fit" else None
    if assigned is not None:
        target = assigned.targets[0]
        if isinstance(target, ast.Name) and not isinstance(call.func.value, ast.Name):
            return ast.Name(target.id, ast.Load())
    return call.func.value


def _inside(call: ast.Call, definition: Definition, methods: frozenset[str]) -> Iterator[Call]:
    """Yield the calls that a function of the notebook makes with what it is passed."""
    if not isinstance(definition, ast.FunctionDef):
        return
    passed = _arguments(call, definition)
    for part in ast.walk(definition):
        if not (
            isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in methods
        ):
            continue
        rows = _rows(part)
        model = part.func.value
        if (
            isinstance(rows, ast.Name)
            and isinstance(model, ast.Name)
            and rows.id in passed
            and model.id in passed
        ):
            yield Call(passed[model.id], part.func.attr, passed[rows.id], _passed(_target(part), passed))


def _returned(target: ast.expr, call: ast.Call, definition: Definition) -> Iterator[Call]:
    """Yield the calls of `fit` in a function that returns the model: `model = train(X, y)`."""
    if not isinstance(definition, ast.FunctionDef) or not isinstance(target, ast.Name):
        return
    passed = _arguments(call, definition)
    for part in ast.walk(definition):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "fit":
            rows = _rows(part)
            if isinstance(rows, ast.Name) and rows.id in passed:
                yield Call(
                    ast.Name(target.id, ast.Load()), "fit", passed[rows.id], _passed(_target(part), passed)
                )


def _arguments(call: ast.Call, definition: ast.FunctionDef) -> dict[str, ast.expr]:
    names = [a.arg for a in definition.args.args]
    return dict(zip(names, call.args, strict=False)) | {k.arg: k.value for k in call.keywords if k.arg}


def root_name(node: ast.expr) -> str:
    """Return the variable at the beginning of an expression, "" for none."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
