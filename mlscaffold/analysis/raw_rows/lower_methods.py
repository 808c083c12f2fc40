"""Methods of rows, of fitted objects and of constants."""

from __future__ import annotations

import ast
from dataclasses import replace

from mlscaffold.analysis.raw_rows import lower_calls
from mlscaffold.analysis.raw_rows.call_parts import arguments_of, built_call, with_arguments
from mlscaffold.analysis.raw_rows.lower_estimators import call_of_fitted
from mlscaffold.analysis.raw_rows.lower_functions import lower_lambda, reads_no_rows
from mlscaffold.analysis.raw_rows.lowering import Lowering, hint_of
from mlscaffold.analysis.raw_rows.row_shapes import function_shape, method_shape
from mlscaffold.analysis.raw_rows.row_values import Kind, Value, first_obstacle, joint_kind
from mlscaffold.analysis.types import FRAME, SERIES

FITS = frozenset({"fits", "fits and applies"})
ELEMENTWISE = frozenset("apply map applymap".split())
"""Methods that call a function for each row or value."""


def lower_method(ctx: Lowering, node: ast.Call) -> Value:
    """Return a call of a method as a value."""
    assert isinstance(node.func, ast.Attribute)
    receiver = ctx.lower(node.func.value)
    if receiver.kind is Kind.UNKNOWN:
        return Value(Kind.UNKNOWN, node, node, node, obstacle=receiver.obstacle)
    if receiver.kind is Kind.ROWS:
        return _of_rows(ctx, node, receiver)
    parts = arguments_of(ctx, node)
    flat = [*parts["args"], *parts["keywords"]]
    if first := first_obstacle(flat):
        return Value(Kind.UNKNOWN, node, node, node, obstacle=first)
    func = ctx.rebuilt(node.func, {"value": receiver})
    if joint_kind(flat) is not Kind.ROWS:
        return built_call(ctx, node, func, parts)
    return call_of_fitted(ctx, node, receiver, parts)


def _of_rows(ctx: Lowering, node: ast.Call, receiver: Value) -> Value:
    """Return a call of a method of rows."""
    assert isinstance(node.func, ast.Attribute)
    method = node.func.attr
    if receiver.type == "groups":
        return _of_groups(ctx, node, receiver)
    if receiver.type in {"str", "dt"}:
        if method in {"cat", "get_dummies"}:
            return ctx.unknown(node, f"`.str.{method}` needs other rows than the one to predict")
        return replace(_built(ctx, node, receiver), type=SERIES)
    if method in ELEMENTWISE:
        return _elementwise(ctx, node, receiver)
    built = _built(ctx, node, receiver)
    if built.kind is Kind.UNKNOWN:
        return built
    return _shaped(ctx, node, receiver, built)


def _built(ctx: Lowering, node: ast.Call, receiver: Value) -> Value:
    assert isinstance(node.func, ast.Attribute)
    func = ctx.rebuilt(node.func, {"value": receiver})
    built = with_arguments(ctx, node, func)
    return replace(built, type=built.type or (receiver.type if method_shape(node.func.attr) == "row" else ""))


def _shaped(ctx: Lowering, node: ast.Call, receiver: Value, built: Value) -> Value:
    """Return a call of a method of rows by its shape."""
    assert isinstance(node.func, ast.Attribute)
    method = node.func.attr
    shape = method_shape(method)
    sideways = lower_calls.along_columns(node)
    if shape in {"row", "row in place"}:
        return _by_row(ctx, node, receiver, built)
    if shape in {"state", "state axis"}:
        return _reduced(node, built, shape == "state axis" and sideways)
    if shape == "learns columns" or (shape == "selects axis" and sideways):
        return _columns_left(ctx, built, receiver)
    if shape in {"selects", "selects axis"} or (shape == "labels" and not _drops_columns(node)):
        return replace(built, apply=receiver.apply, selects=True, type=receiver.type)
    kept = {
        "index": replace(built, keep=receiver.keep),
        "labels": built,
        "groups": replace(built, type="groups"),
    }
    if shape in kept:
        return kept[shape]
    if shape == "other":
        return ctx.other_rows(node, method)
    return ctx.unknown(node, f"what `.{method}()` does with rows is unknown")


def _by_row(ctx: Lowering, node: ast.Call, receiver: Value, built: Value) -> Value:
    """Return a call of a method that gives one value per row, from that row alone, with few exceptions."""
    assert isinstance(node.func, ast.Attribute)
    if node.func.attr == "astype" and _is_category(node):
        if receiver.type == FRAME:
            return ctx.unknown(node, "makes categories of several columns", "make them column by column")
        return lower_calls.learned(ctx, built, receiver, "fit_categories", "apply_categories", [])
    if node.func.attr == "fillna" and any(k.arg == "method" for k in node.keywords):
        return ctx.other_rows(node, "fillna(method=…)")
    return built


def _reduced(node: ast.Call, built: Value, sideways: bool) -> Value:
    """Return a call of a method that reduces rows, or each of them if it goes along the columns."""
    assert isinstance(node.func, ast.Attribute)
    takes_axis = node.func.attr in {"any", "all", "sum", "mean", "min", "max", "count"}
    if sideways or (takes_axis and _axis_first(node)):
        return replace(built, type=SERIES)
    return replace(built, kind=Kind.STATE, is_field=False, selects=False)


def _axis_first(node: ast.Call) -> bool:
    return bool(node.args) and isinstance(node.args[0], ast.Constant) and node.args[0].value in (1, "columns")


def _columns_left(ctx: Lowering, built: Value, receiver: Value) -> Value:
    """Return the columns of rows that are left by what the rows are."""
    columns = ast.Call(ast.Name("list", ast.Load()), [ast.Attribute(built.fit, "columns", ast.Load())], [])
    state = Value(Kind.STATE, columns, columns, columns, part=receiver.part, source=receiver.source)
    field = ctx.as_field(state, "columns", leaks=False)
    roles = [
        ast.Subscript(getattr(receiver, role), getattr(field, role), ast.Load()) for role in ("apply", "keep")
    ]
    return replace(built, apply=roles[0], keep=roles[1], type=FRAME)


def _is_category(node: ast.Call) -> bool:
    return any(isinstance(part, ast.Constant) and part.value == "category" for part in ast.walk(node))


def _drops_columns(node: ast.Call) -> bool:
    return any(k.arg == "columns" for k in node.keywords) or lower_calls.along_columns(node)


def _elementwise(ctx: Lowering, node: ast.Call, receiver: Value) -> Value:
    """Return a call of a function for each row or value."""
    assert isinstance(node.func, ast.Attribute)
    function = node.args[0] if node.args else None
    by_row = node.func.attr != "apply" or lower_calls.along_columns(node) or receiver.type == SERIES
    if not by_row:
        return _by_column(ctx, node, receiver)
    if isinstance(function, ast.Name) and function.id in ctx.definitions:
        why = reads_no_rows(ctx, function.id)
        if why:
            return ctx.unknown(node, why)
    if isinstance(function, ast.Attribute) and method_shape(function.attr) in FITS:
        return ctx.unknown(node, "fits an object on single values")
    return replace(_built(ctx, node, receiver), type=SERIES)


def _by_column(ctx: Lowering, node: ast.Call, receiver: Value) -> Value:
    """Return `apply` of a function to each column."""
    function = node.args[0] if len(node.args) == 1 and not node.keywords else None
    if isinstance(function, ast.Attribute) and method_shape(function.attr) == "fits and applies":
        return _encoders(ctx, function, receiver)
    fields = set(ctx.fields)
    if isinstance(function, ast.Lambda):
        body = lower_lambda(ctx, function, Kind.ROWS)
        if body.kind is Kind.CONST and set(ctx.fields) == fields and not body.selects:
            func = ctx.rebuilt(node.func, {"value": receiver})
            return built_call(ctx, node, func, {"args": [body], "keywords": []})
    if function is not None and ctx.qualified(function):
        shape = function_shape(ctx.qualified(function))
        built = _built(ctx, node, receiver)
        if shape == "row":
            return built
        if shape.startswith("state"):
            return replace(built, kind=Kind.STATE, is_field=False)
    return ctx.unknown(node, "calls a function for each column, whose effect on single rows is unknown")


def _encoders(ctx: Lowering, function: ast.Attribute, receiver: Value) -> Value:
    """Return `apply(LabelEncoder().fit_transform)`: one fitted object for each column."""
    ctx.helpers.update({"fit_columns", "apply_columns"})
    learning = ast.Call(ast.Name("fit_columns", ast.Load()), [function.value, receiver.fit], [])
    state = Value(Kind.STATE, learning, learning, learning, part=receiver.part, source=receiver.source)
    field = ctx.as_field(state, "encoders")
    helper = ast.Name("apply_columns", ast.Load())
    roles = [
        ast.Call(helper, [getattr(field, role), getattr(receiver, role)], [])
        for role in ("fit", "apply", "keep")
    ]
    return replace(receiver, fit=roles[0], apply=roles[1], keep=roles[2])


def _of_groups(ctx: Lowering, node: ast.Call, receiver: Value) -> Value:
    """Return a call of a method of groups of rows."""
    assert isinstance(node.func, ast.Attribute)
    method = node.func.attr
    built = _built(ctx, node, receiver)
    if built.kind is Kind.UNKNOWN:
        return built
    if method == "transform":
        return _by_group(ctx, node, built, receiver)
    if method_shape(method) in {"state", "state axis"} or method in {
        "size",
        "agg",
        "aggregate",
        "apply",
        "first",
        "last",
    }:
        return replace(built, kind=Kind.STATE, is_field=False, type="")
    return ctx.other_rows(node, f"groupby(…).{method}")


def _by_group(ctx: Lowering, node: ast.Call, built: Value, receiver: Value) -> Value:
    """Return `groupby(keys)[column].transform("mean")`: a value for each group, which is looked up."""
    how = node.args[0] if len(node.args) == 1 and not node.keywords else None
    column = receiver.fit
    if (
        not isinstance(column, ast.Subscript)
        or not isinstance(column.value, ast.Call)
        or not isinstance(column.value.func, ast.Attribute)
        or not isinstance(how, ast.Constant)
    ):
        return ctx.unknown(node, "transforms groups by a function", 'use `transform("mean")` or "median"')
    grouped = {role: getattr(receiver, role) for role in ("fit", "apply", "keep")}
    keys = column.value.args[0] if column.value.args else None
    if keys is None or not isinstance(how.value, str):
        return ctx.unknown(node, "transforms groups by a function", 'use `transform("mean")` or "median"')
    ctx.helpers.update({"fit_groups", "apply_groups"})
    table = {role: grouped[role].value.func.value for role in grouped}
    learning = ast.Call(
        ast.Name("fit_groups", ast.Load()), [column.value.func.value, keys, column.slice, how], []
    )
    state = Value(Kind.STATE, learning, learning, learning, part=receiver.part, source=receiver.source)
    field = ctx.as_field(state, hint_of(column))
    helper = ast.Name("apply_groups", ast.Load())
    roles = [ast.Call(helper, [getattr(field, role), table[role], keys], []) for role in ("apply", "keep")]
    return replace(built, apply=roles[0], keep=roles[1], type=SERIES)
