"""Calls of `fit` and `fit_transform` as statements: what is fitted becomes a field of the features."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from mlscaffold.analysis.raw_rows.lowering import Lowering, assign
from mlscaffold.analysis.raw_rows.node_names import root_of
from mlscaffold.analysis.raw_rows.path_parts import Emitted
from mlscaffold.analysis.raw_rows.row_shapes import method_shape
from mlscaffold.analysis.raw_rows.row_values import Kind, Value, constant, first_obstacle


def assigned_fit(ctx: Lowering, target: ast.expr, node: ast.expr, writes: frozenset[str]) -> bool | None:
    """Follow `x = scaler.fit_transform(x)` and `scaler = scaler.fit(x)`; None for any other assignment."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    receiver = node.func.value
    shape = method_shape(node.func.attr)
    if (
        shape not in {"fits and applies", "fits"}
        or not isinstance(receiver, ast.Name)
        or receiver.id not in ctx.env
    ):
        return None
    held = ctx.env[receiver.id]
    parts = [ctx.lower(a) for a in node.args]
    if held.kind > Kind.STATE or not parts or first_obstacle(parts) or parts[0].kind is not Kind.ROWS:
        return None
    rows = parts[0]
    if shape == "fits":
        if not isinstance(target, ast.Name):
            return None
        fit_named(ctx, node, receiver.id, parts, writes)
        ctx.emitted.append(Emitted(assign(target, ast.Name(receiver.id, ast.Load())), None, None, writes))
        ctx.env[target.id] = ctx.env[receiver.id]
        return True
    call = _with_arguments(ctx, node, receiver.id, parts)
    place = constant(target) if isinstance(target, ast.Name) else _place_of_rows(ctx, target)
    if place is None or (isinstance(target, ast.Name) and target.id == receiver.id):
        return None
    ctx.emit_fit(assign(place.fit, call), writes)
    state = replace(held, kind=Kind.STATE, part=rows.part, source=rows.source, is_field=False)
    field = ctx.env[receiver.id] = ctx.captured(receiver.id, state, fitted=True)
    applied, kept = (
        assign(getattr(place, role), _transform(getattr(field, role), getattr(rows, role)))
        for role in ("apply", "keep")
    )
    ctx.emitted.append(Emitted(None, applied, kept, writes - {receiver.id}))
    if isinstance(target, ast.Name):
        load = ast.Name(target.id, ast.Load())
        ctx.env[target.id] = replace(
            rows, fit=load, apply=load, keep=load, selects=False, type="numpy.ndarray"
        )
    return True


def _transform(fitted: ast.expr, rows: ast.expr) -> ast.expr:
    return ast.Call(ast.Attribute(fitted, "transform", ast.Load()), [rows], [])


def place_of(ctx: Lowering, target: ast.Subscript | ast.Attribute) -> Value:
    """Return the target of an assignment; the rows that `loc` names there are not left out."""
    base = ctx.lower(target.value)
    if isinstance(target, ast.Attribute):
        return ctx.rebuilt(target, {"value": base})
    return ctx.rebuilt(target, {"value": base, "slice": ctx.lower(target.slice)})


def _place_of_rows(ctx: Lowering, target: ast.expr) -> Value | None:
    """Return columns of rows as the target of an assignment, None for any other target."""
    root = root_of(target)
    if root is None or root not in ctx.env or not isinstance(target, (ast.Subscript, ast.Attribute)):
        return None
    place = place_of(ctx, target) if ctx.env[root].kind is Kind.ROWS else None
    return place if place is not None and place.kind is Kind.ROWS else None


def _with_arguments(ctx: Lowering, node: ast.Call, receiver: str, parts: Sequence[Value]) -> ast.Call:
    assert isinstance(node.func, ast.Attribute)
    keywords = [ast.keyword(k.arg, ctx.lower(k.value).fit) for k in node.keywords]
    func = ast.Attribute(ast.Name(receiver, ast.Load()), node.func.attr, ast.Load())
    return ast.Call(func, [p.fit for p in parts], keywords)


def fit_named(
    ctx: Lowering, node: ast.Call, name: str, parts: Sequence[Value], writes: frozenset[str]
) -> None:
    """Follow a call that fits what a name holds."""
    call = ast.Expr(_with_arguments(ctx, node, name, parts))
    ctx.emitted.append(Emitted(call, None, None, writes | {name}))
    state = replace(
        ctx.env[name], kind=Kind.STATE, part=parts[0].part, source=parts[0].source, is_field=False
    )
    ctx.env[name] = ctx.captured(name, state, fitted=True)
