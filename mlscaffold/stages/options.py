"""Statements that set options: what they change is seen by whatever is computed or displayed after them."""

from __future__ import annotations

import ast

from mlscaffold.analysis import types
from mlscaffold.analysis.dataflow import Traced

GLOBAL = frozenset({"settings", "shell", "namespace"})
"""Side effects on state that belongs to the process: options, the working folder, environment variables."""
OPENING = frozenset({"settings", "seeds"})
HOLDERS = frozenset({"decimal.Context", "matplotlib.RcParams"})
"""Types of objects that are options: `context = getcontext()`, and then `context.prec = 4`."""
FUNCTION = "apply_settings"  # the generated function that sets the options at the beginning
PLAIN = (
    ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.UnaryOp, ast.BinOp,
    ast.operator, ast.unaryop, ast.expr_context,
)  # fmt: skip


def sets_options(traced: Traced) -> bool:
    """Return whether a statement may change what later ones compute or display, apart from the names that it writes."""
    effects, node = traced.effects, traced.statement.node
    if effects.side_effects & GLOBAL:
        return True
    if any(traced.env.types.get(name) in HOLDERS for name in effects.mutates):
        return True
    if not isinstance(node, (ast.Expr, ast.Delete)):
        return False
    shows_a_variable = traced.statement.display and effects.reads
    return ("unknown" in effects.side_effects and not shows_a_variable) or _is_hidden(traced)


def _is_hidden(traced: Traced) -> bool:
    """Return whether a statement is like `del os.environ["A"]` or `setattr(pd.options.display, "width", 9)`."""
    node = traced.statement.node
    targets = [
        part.value
        for part in getattr(node, "targets", ())
        if isinstance(part, (ast.Subscript, ast.Attribute))
    ]
    call = getattr(node, "value", None)
    if (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"setattr", "delattr"}
    ):
        targets += call.args[:1]
    return any(types.qualified(target, traced.env) for target in targets)


def is_opening_option(traced: Traced) -> bool:
    """Return whether a statement only sets options or seeds, to values that do not depend on others."""
    effects = traced.effects
    side_effects = effects.side_effects - {"pure", "-"}
    if not side_effects or effects.reads or effects.writes_anything or FUNCTION in effects.uses:
        return False
    return side_effects <= OPENING


def is_plain_assignment(traced: Traced) -> bool:
    """Return whether a statement binds names to literals, which no option changes."""
    node = traced.statement.node
    value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    if value is None or not all(isinstance(target, ast.Name) for target in targets):
        return False
    return all(isinstance(part, PLAIN) for part in ast.walk(value))
