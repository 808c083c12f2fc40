"""Statements that do nothing, and those that only check a value."""

from __future__ import annotations

import ast

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.types import FIXED_ITEMS, Environment, infer
from mlscaffold.stages.options import sets_options

PRINTERS = frozenset({"print", "pprint", "display", "logger"})


def is_idle(traced: Traced) -> bool:
    """Return whether a statement neither has an effect nor displays anything."""
    node = traced.statement.node
    if not isinstance(node, ast.Expr):
        return False
    if isinstance(node.value, ast.Constant):
        return node.value.value is not Ellipsis or not traced.statement.display
    effects = traced.effects
    does = (
        effects.writes_anything
        or effects.side_effects - {"pure", "-"}
        or _passes_printer(node)
        or _waits(node)
    )
    checks = effects.converts or effects.looks_up or _looks_up(node, traced.env)
    return not (does or checks or traced.statement.display or sets_options(traced))


def is_conversion(traced: Traced) -> bool:
    """Return whether a statement converts or reads something that nothing uses or shows, which checks it."""
    effects, statement = traced.effects, traced.statement
    is_used = statement.display or not isinstance(statement.node, ast.Expr) or effects.writes_anything
    is_tried = effects.converts or "reads-file" in effects.side_effects
    return is_tried and not is_used and not effects.side_effects & {"print", "display"}


def _looks_up(node: ast.Expr, env: Environment) -> bool:
    """Return whether an expression looks up a key, which raises if it is missing, or may add it."""
    subscripts = [
        n for n in ast.walk(node) if isinstance(n, ast.Subscript) and not isinstance(n.slice, ast.Slice)
    ]
    return any(infer(n.value, env) not in FIXED_ITEMS for n in subscripts)


def _waits(node: ast.Expr) -> bool:
    """Return whether a statement waits for a thread, a process or a queue: the `join` of texts has an argument."""
    call = node.value
    is_join = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "join"
    return is_join and isinstance(call, ast.Call) and not call.args


def _passes_printer(node: ast.stmt) -> bool:
    """Return whether a statement mentions a function that prints, which another one may call: `list(map(print, rows))`."""
    return any(isinstance(part, ast.Name) and part.id in PRINTERS for part in ast.walk(node))
