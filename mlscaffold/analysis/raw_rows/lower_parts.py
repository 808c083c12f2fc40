"""Assignments to several names: values, parts of a split, resampled rows."""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from dataclasses import replace

from mlscaffold.analysis.raw_rows.lower_functions import unpacked_call
from mlscaffold.analysis.raw_rows.lowering import Lowering, assign
from mlscaffold.analysis.raw_rows.path_parts import Emitted
from mlscaffold.analysis.raw_rows.row_shapes import function_shape, method_shape
from mlscaffold.analysis.raw_rows.row_values import ALL, Kind, Obstacle, Value, constant, first_obstacle


def poison(ctx: Lowering, names: frozenset[str], obstacle: Obstacle) -> None:
    """Forget what names hold, and remember why."""
    for name in names:
        load = ast.Name(name, ast.Load())
        ctx.env[name] = Value(Kind.UNKNOWN, load, load, load, obstacle=obstacle)


def bind(ctx: Lowering, name: str, value: Value, writes: frozenset[str]) -> None:
    """Give a name a value."""
    load = ast.Name(name, ast.Load())
    if value.kind is Kind.UNKNOWN:
        ctx.env[name] = replace(value, fit=load, apply=load, keep=load)
        return
    store = {role: assign(load, getattr(value, role)) for role in ("fit", "apply", "keep")}
    if value.kind is Kind.STATE:
        ctx.emitted.append(Emitted(store["fit"], None, None, writes | {name}))
        ctx.env[name] = ctx.captured(name, value)
        return
    ctx.emitted.append(Emitted(store["fit"], store["apply"], store["keep"], writes | {name}, value.selects))
    ctx.env[name] = replace(value, fit=load, apply=load, keep=load, selects=False)


def unpacked(ctx: Lowering, target: ast.Tuple | ast.List, value: ast.expr, writes: frozenset[str]) -> bool:
    """Follow an assignment to several names."""
    if not all(isinstance(one, ast.Name) for one in target.elts):
        return False
    names = [one.id for one in target.elts if isinstance(one, ast.Name)]
    if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(names):
        values = [ctx.lower(one) for one in value.elts]
        for name, one in zip(names, values, strict=True):
            bind(ctx, name, one, frozenset({name}))
        return True
    if not isinstance(value, ast.Call):
        return _unpacked_state(ctx, target, names, value, writes)
    if unpacked_call(ctx, value, target):
        return True
    name = ctx.qualified(value.func)
    if name and function_shape(name) == "splits":
        return _split(ctx, target, names, value, writes)
    if isinstance(value.func, ast.Attribute) and method_shape(value.func.attr) == "resamples":
        return _resampled(ctx, target, names, value, writes)
    return _unpacked_state(ctx, target, names, value, writes)


def _unpacked_state(
    ctx: Lowering, target: ast.Tuple | ast.List, names: Sequence[str], node: ast.expr, writes: frozenset[str]
) -> bool:
    value = ctx.lower(node)
    if value.type == "bundle.pair" and len(names) == 2:
        for number, name in enumerate(names):
            roles = [
                ast.Subscript(getattr(value, r), ast.Constant(number), ast.Load())
                for r in ("fit", "apply", "keep")
            ]
            bind(
                ctx,
                name,
                replace(value, fit=roles[0], apply=roles[1], keep=roles[2], type="bunch.data"),
                frozenset({name}),
            )
        return True
    if value.kind is Kind.UNKNOWN:
        assert value.obstacle is not None
        poison(ctx, frozenset(names), value.obstacle)
        return True
    if value.kind >= Kind.ELEMENT:
        return False
    store = ast.Assign([target], value.fit, lineno=1)
    if value.kind is Kind.CONST:
        applied = ast.Assign([target], value.apply, lineno=1)
        ctx.emitted.append(Emitted(store, applied, applied, writes | set(names)))
        for name in names:
            ctx.env[name] = constant(ast.Name(name, ast.Load()))
        return True
    ctx.emitted.append(Emitted(store, None, None, writes | set(names)))
    for name in names:
        ctx.env[name] = ctx.captured(name, replace(value, is_field=False))
    return True


def _split(
    ctx: Lowering, target: ast.Tuple | ast.List, names: Sequence[str], node: ast.Call, writes: frozenset[str]
) -> bool:
    """Follow `train_test_split`: each part is rows of its argument, all of them where rows are predicted."""
    arguments = [ctx.lower(a) for a in node.args]
    options = [ctx.lower(k.value) for k in node.keywords]
    if obstacle := first_obstacle([*arguments, *options]):
        poison(ctx, frozenset(names), obstacle)
        return True
    if len(names) != 2 * len(arguments):
        return False
    if all(a.kind <= Kind.STATE for a in arguments):
        return _unpacked_state(ctx, target, names, node, writes)
    if any(a.kind is not Kind.ROWS for a in arguments):
        return False
    call = copy.copy(node)
    call.args = [a.fit for a in arguments]
    call.keywords = [ast.keyword(k.arg, v.fit) for k, v in zip(node.keywords, options, strict=True)]
    ctx.splits += 1
    ctx.emitted.append(Emitted(ast.Assign([target], call, lineno=1), None, None, writes | set(names)))
    for number, name in enumerate(names):
        value = arguments[number // 2]
        inner = "" if value.part == ALL else f" of {value.part}"
        part = f"{'test' if number % 2 else 'train'} part {ctx.splits}{inner}"
        _part_of(ctx, name, value, part)
    return True


def _part_of(ctx: Lowering, name: str, value: Value, part: str, resampled: bool = False) -> None:
    """Let a name be all rows where rows are predicted."""
    load = ast.Name(name, ast.Load())
    ctx.emitted.append(Emitted(None, assign(load, value.apply), assign(load, value.keep), frozenset({name})))
    kept = replace(value, fit=load, apply=load, keep=load, part=part, selects=False)
    ctx.env[name] = replace(kept, resampled=value.resampled or resampled)


def _resampled(
    ctx: Lowering, target: ast.Tuple | ast.List, names: Sequence[str], node: ast.Call, writes: frozenset[str]
) -> bool:
    """Follow `fit_resample`: there are other rows in training, and the same where rows are predicted."""
    arguments = [ctx.lower(a) for a in node.args]
    if obstacle := first_obstacle(arguments):
        poison(ctx, frozenset(names), obstacle)
        return True
    if len(arguments) != len(names) or any(a.kind is not Kind.ROWS for a in arguments):
        return False
    call = copy.copy(node)
    call.args = [a.fit for a in arguments]
    ctx.emitted.append(Emitted(ast.Assign([target], call, lineno=1), None, None, writes | set(names)))
    for name, value in zip(names, arguments, strict=True):
        _part_of(ctx, name, value, value.part, resampled=True)
    return True
