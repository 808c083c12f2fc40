"""Calls made of the values of their parts."""

from __future__ import annotations

import ast
import copy
from dataclasses import replace

from mlscaffold.analysis.raw_rows.lowering import Lowering
from mlscaffold.analysis.raw_rows.row_values import Kind, Value, first_obstacle, joint_kind


def arguments_of(ctx: Lowering, node: ast.Call) -> dict[str, list[Value]]:
    """Return the arguments of a call as parts of it: positional ones and the values of keywords."""
    return {
        "args": [ctx.lower(a) for a in node.args],
        "keywords": [ctx.lower(k.value) for k in node.keywords],
    }


def with_arguments(ctx: Lowering, node: ast.Call, func: Value | None = None) -> Value:
    """Return a call whose value depends on its function and its arguments only."""
    parts = arguments_of(ctx, node)
    return built_call(ctx, node, func if func is not None else ctx.lower(node.func), parts)


def built_call(ctx: Lowering, node: ast.Call, func: Value, parts: dict[str, list[Value]]) -> Value:
    """Return a call made of the values of its parts."""
    flat = [func, *parts["args"], *parts["keywords"]]
    kind = joint_kind(flat)
    if kind is Kind.UNKNOWN:
        return Value(kind, node, node, node, obstacle=first_obstacle(flat))
    template = copy.copy(node)
    template.keywords = []
    built = ctx.rebuilt(
        _flat(template, len(parts["args"]), node),
        {"func": func, "args": [*parts["args"], *parts["keywords"]]},
    )
    if built.kind is Kind.UNKNOWN:
        return built
    roles = [_split(getattr(built, role), len(parts["args"]), node) for role in ("fit", "apply", "keep")]
    return replace(built, fit=roles[0], apply=roles[1], keep=roles[2], type=ctx.infer(node))


def _flat(call: ast.Call, count: int, node: ast.Call) -> ast.Call:
    call.args = [*node.args[:count], *(k.value for k in node.keywords)]
    return call


def _split(built: ast.expr, count: int, node: ast.Call) -> ast.Call:
    """Return a call with its last arguments as keywords again."""
    assert isinstance(built, ast.Call)
    names = [k.arg for k in node.keywords]
    keywords = [ast.keyword(name, value) for name, value in zip(names, built.args[count:], strict=True)]
    return ast.Call(built.func, built.args[:count], keywords)
