"""Methods of objects that are fitted: what they have learned is a field of the features."""

from __future__ import annotations

import ast
import copy
import re
from dataclasses import replace

from mlscaffold.analysis.raw_rows.call_parts import built_call
from mlscaffold.analysis.raw_rows.lowering import Lowering, assign, hint_of
from mlscaffold.analysis.raw_rows.row_shapes import method_shape
from mlscaffold.analysis.raw_rows.row_values import Kind, Value
from mlscaffold.analysis.types import ARRAY


def call_of_fitted(ctx: Lowering, node: ast.Call, receiver: Value, parts: dict[str, list[Value]]) -> Value:
    """Return a call of a method with rows, of an object that is constant or fitted."""
    assert isinstance(node.func, ast.Attribute)
    method, shape = node.func.attr, method_shape(node.func.attr)
    flat = [*parts["args"], *parts["keywords"]]
    if shape == "applies":
        field = ctx.as_field(receiver, hint_of(node.func.value) or "fitted")
        func = ctx.rebuilt(node.func, {"value": field})
        return replace(built_call(ctx, node, func, parts), type=ARRAY)
    if shape == "fits and applies":
        return fit_and_apply(ctx, node, parts)
    if shape == "fits":
        fitted, field = fitted_object(ctx, node, flat[0])
        ctx.emit_fit(ast.Expr(_method(fitted, method, node, parts, "fit")), stored(fitted))
        return field
    if shape == "resamples":
        return ctx.unknown(node, "resamples rows inside an expression", "assign the resampled rows to names")
    what = f"what `{ast.unparse(node.func)}` does with rows is unknown"
    return ctx.unknown(node, what)


def fitted_object(ctx: Lowering, node: ast.Call, rows: Value) -> tuple[ast.expr, Value]:
    """Return an object without a name that is fitted, as a name in the fitting code, and as a field."""
    assert isinstance(node.func, ast.Attribute)
    made = node.func.value
    kind = made.func if isinstance(made, ast.Call) else made
    hint = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", ast.unparse(kind).rpartition(".")[2])
    state = Value(Kind.STATE, made, made, made, part=rows.part, source=rows.source)
    name = ctx.new_field(
        f"{_column(rows.fit)}{hint}" if isinstance(made, ast.Call) else hint, state, fitted=True
    )
    value = ctx.field_value(name, state)
    ctx.emit_fit(assign(value.fit, made), frozenset({name}))
    return value.fit, value


def _column(node: ast.expr) -> str:
    """Return a hint of the column that something is fitted on, "" for a whole table."""
    hint = hint_of(node)
    return "" if hint == "value" else f"{hint} "


def stored(place: ast.expr) -> frozenset[str]:
    """Return the name of a field, or of the dictionary that holds it."""
    return frozenset(n.id for n in ast.walk(place) if isinstance(n, ast.Name))


def fit_and_apply(ctx: Lowering, node: ast.Call, parts: dict[str, list[Value]]) -> Value:
    """Return `fit_transform` of an object without a name."""
    flat = [*parts["args"], *parts["keywords"]]
    assert isinstance(node.func, ast.Attribute)
    if isinstance(node.func.value, ast.Name) and node.func.value.id in ctx.env:
        return _named_fit_and_apply(ctx, node, node.func.value.id, parts)
    fitted, field = fitted_object(ctx, node, flat[0])
    return _transformed(ctx, node, fitted, field, parts)


def _named_fit_and_apply(ctx: Lowering, node: ast.Call, name: str, parts: dict[str, list[Value]]) -> Value:
    """Return `fit_transform` of an object that has a name, inside a larger expression."""
    rows = [*parts["args"], *parts["keywords"]][0]
    state = replace(ctx.env[name], kind=Kind.STATE, part=rows.part, source=rows.source, is_field=False)
    return _transformed(ctx, node, ast.Name(name, ast.Load()), state, parts)


def _transformed(
    ctx: Lowering, node: ast.Call, fitted: ast.expr, state: Value, parts: dict[str, list[Value]]
) -> Value:
    """Return rows that `fit_transform` gives; an object that has a name is copied into a field after it."""
    rows, local = [*parts["args"], *parts["keywords"]][0], ctx.new_name("transformed")
    call = _method(fitted, "fit_transform", node, parts, "fit")
    ctx.emit_fit(assign(ast.Name(local, ast.Load()), call), frozenset({local}) | stored(fitted))
    field = state
    if not state.is_field and isinstance(fitted, ast.Name):
        field = ctx.env[fitted.id] = ctx.captured(fitted.id, state, fitted=True)
    roles = [
        ast.Call(ast.Attribute(getattr(field, role), "transform", ast.Load()), [getattr(rows, role)], [])
        for role in ("apply", "keep")
    ]
    load = ast.Name(local, ast.Load())
    return replace(rows, fit=load, apply=roles[0], keep=roles[1], type=ARRAY, selects=False)


def _method(
    receiver: ast.expr, name: str, node: ast.Call, parts: dict[str, list[Value]], role: str
) -> ast.Call:
    keywords = [
        ast.keyword(k.arg, getattr(v, role)) for k, v in zip(node.keywords, parts["keywords"], strict=True)
    ]
    args = [getattr(v, role) for v in parts["args"]]
    return ast.Call(ast.Attribute(copy.deepcopy(receiver), name, ast.Load()), args, keywords)
