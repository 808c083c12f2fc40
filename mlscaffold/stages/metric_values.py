"""Which variables hold metrics: numbers that come from scoring calls, or that are computed by hand under the name of one."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mlscaffold.analysis import types
from mlscaffold.analysis.metrics import is_metric_name, returns_metric
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.analysis.types import Environment
from mlscaffold.stages.statement_roles import StatementUnit

REDUCING = frozenset("average float item max mean median min nanmean norm round sqrt std sum".split())
"""Functions and methods that make a number of numbers."""
TABLES = frozenset({*types.DATA, "list", "dict", "set", "tuple", "str"})
SCORES = frozenset({"best_score_", "oob_score_", "rsquared", "rsquared_adj"})
"""Attributes of fitted models that are metrics."""
SEVERAL = ("report", "matrix", "scores", "errors", "losses")
"""Endings of names of functions that return more than one number."""
CLOCKS = ("time.", "datetime.", "timeit.")


def metrics_of(unit: StatementUnit) -> frozenset[str]:
    """Return the names that a statement binds to metrics."""
    node, effects = unit.traced.statement.node, unit.effects
    if isinstance(node, DEFINITIONS) or any(call.startswith(CLOCKS) for call in effects.calls):
        return frozenset()
    env = unit.traced.env
    bound = {name for name, value in _assigned(node, env) if is_metric_value(name, value, env)}
    return frozenset(bound) & effects.binds


def is_metric_value(name: str, node: ast.expr, env: Environment) -> bool:
    """Return whether the value of an expression is a metric.

    Args:
        name: the variable, or the words with which the value is shown.
        node: the expression.
        env: what is known before it.
    """
    if types.infer(node, env) in TABLES:
        return False
    return is_score(node, env) or (is_metric_name(name) and is_number_by_hand(node, env))


def is_score(node: ast.expr, env: Environment) -> bool:
    """Return whether an expression is a number that a scoring call has computed."""
    if isinstance(node, ast.BinOp):
        return is_score(node.left, env) or is_score(node.right, env)
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Call) and _is_evaluation(node.value, env)
    if isinstance(node, ast.Attribute):
        return node.attr in SCORES
    if not isinstance(node, ast.Call):
        return isinstance(node, ast.UnaryOp) and is_score(node.operand, env)
    if called(node) in REDUCING:
        return any(_is_scoring(part, env) or is_score(part, env) for part in _inputs(node))
    return _is_scoring(node, env) and types.infer(node, env) not in TABLES


def is_number_by_hand(node: ast.expr, env: Environment) -> bool:
    """Return whether an expression makes one number of many, as a metric that is written out does."""
    if isinstance(node, ast.BinOp):
        sides = (node.left, node.right)
        quotient = isinstance(node.op, ast.Div) and not any(
            isinstance(side, ast.Constant) for side in sides[:1]
        )
        is_plain = quotient and all(
            isinstance(side, (ast.Name, ast.BinOp, ast.Constant, ast.Call)) for side in sides
        )
        whole = not any(types.infer(side, env) in TABLES for side in sides)
        return any(is_number_by_hand(side, env) for side in sides) or (is_plain and whole)
    if isinstance(node, ast.Call):
        return called(node) in REDUCING or is_loss(node, env) or _is_own_metric(node, env)
    return isinstance(node, ast.UnaryOp) and is_number_by_hand(node.operand, env)


def is_loss(node: ast.Call, env: Environment) -> bool:
    """Return whether a call computes the loss of predictions by a loss function of torch or keras."""
    return types.infer(node.func, env).endswith("Loss") or types.qualified(node.func, env).endswith("_loss")


def called(node: ast.Call) -> str:
    """Return the last part of the name of a called function or method."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _inputs(node: ast.Call) -> Sequence[ast.expr]:
    return [*node.args, *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]


def _is_scoring(node: ast.expr, env: Environment) -> bool:
    if not isinstance(node, ast.Call):
        return False
    known = types.call_api(node, env)
    scores = known is not None and known.role == "evaluate" and "plot" not in known.side_effects
    return (scores and returns_metric(called(node))) or _is_own_metric(node, env)


def _is_own_metric(node: ast.Call, env: Environment) -> bool:
    """Return whether a call is one of a function of the notebook that is named after a metric."""
    if not isinstance(node.func, ast.Name) or node.func.id not in env.defined:
        return False
    return returns_metric(node.func.id) and not node.func.id.endswith(SEVERAL)


def _is_evaluation(node: ast.Call, env: Environment) -> bool:
    """Return whether a call is `model.evaluate` of keras, which returns the loss and the metrics."""
    known = types.call_api(node, env)
    return called(node) == "evaluate" and known is not None and known.role == "evaluate"


def _assigned(node: ast.stmt, env: Environment) -> Iterator[tuple[str, ast.expr]]:
    """Yield names and values of the assignments in a statement; a pair of `loss, accuracy = model.evaluate(…)`."""
    for part in ast.walk(node):
        if isinstance(part, (ast.AnnAssign, ast.NamedExpr)) and part.value is not None:
            yield from _pairs(part.target, part.value, env)
        elif isinstance(part, ast.Assign):
            for target in part.targets:
                yield from _pairs(target, part.value, env)


def _pairs(target: ast.expr, value: ast.expr, env: Environment) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, (ast.Tuple, ast.List)):
        if isinstance(value, (ast.Tuple, ast.List)):
            for one, other in zip(target.elts, value.elts, strict=False):
                yield from _pairs(one, other, env)
        elif isinstance(value, ast.Call) and _is_evaluation(value, env):
            first = ast.Subscript(value, ast.Constant(0), ast.Load())
            yield from ((one.id, first) for one in target.elts if isinstance(one, ast.Name))
