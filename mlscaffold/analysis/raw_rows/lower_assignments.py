"""Assignments of a notebook: names, columns, items, and the parts of a split."""

from __future__ import annotations

import ast
import copy
from dataclasses import replace

from mlscaffold.analysis.raw_rows.lower_fits import assigned_fit, place_of
from mlscaffold.analysis.raw_rows.lower_parts import bind, poison, unpacked
from mlscaffold.analysis.raw_rows.lowering import Lowering, assign, one_line
from mlscaffold.analysis.raw_rows.node_names import root_of
from mlscaffold.analysis.raw_rows.path_parts import Emitted, emitted
from mlscaffold.analysis.raw_rows.row_values import Kind, Value


def assigned(ctx: Lowering, node: ast.Assign, writes: frozenset[str]) -> bool:
    """Follow an assignment, and return whether it was understood."""
    if len(node.targets) > 1:
        first = assigned(ctx, ast.Assign(node.targets[-1:], node.value, lineno=1), writes)
        last = node.targets[-1]
        rest = [ast.Assign([t], last, lineno=1) for t in node.targets[:-1]]
        return first and isinstance(last, ast.Name) and all(assigned(ctx, one, writes) for one in rest)
    target = node.targets[0]
    if isinstance(target, (ast.Tuple, ast.List)):
        return unpacked(ctx, target, node.value, writes)
    named = assigned_fit(ctx, target, node.value, writes)
    if named is not None:
        return named
    value = ctx.lower(node.value)
    if isinstance(target, ast.Name):
        bind(ctx, target.id, value, writes)
        return True
    return _store(ctx, target, value, writes)


def _store(ctx: Lowering, target: ast.expr, value: Value, writes: frozenset[str]) -> bool:
    """Follow an assignment to a column, an item or an attribute."""
    root = root_of(target)
    if root is None or root not in ctx.env or not isinstance(target, (ast.Subscript, ast.Attribute)):
        return False
    if value.kind is Kind.UNKNOWN:
        assert value.obstacle is not None
        poison(ctx, writes, value.obstacle)
        return True
    held = ctx.env[root]
    if held.kind is Kind.UNKNOWN:
        return True
    if held.kind is not Kind.ROWS:
        if value.kind >= Kind.ELEMENT:
            return False
        return _store_state(ctx, target, value, root, writes)
    if _is_metadata(target):
        return False
    place = place_of(ctx, target)
    if place.kind is Kind.UNKNOWN:
        assert place.obstacle is not None
        poison(ctx, writes, place.obstacle)
        return True
    value = ctx.as_field(value, one_line(target))
    if held.source >= 0 and value.source >= 0 and value.kind is Kind.ROWS and held.source != value.source:
        return False
    roles = [assign(getattr(place, role), getattr(value, role)) for role in ("fit", "apply", "keep")]
    ctx.emitted.append(emitted(roles, writes | {root}))
    return True


def _is_metadata(target: ast.expr) -> bool:
    return isinstance(target, ast.Attribute) and target.attr in {"index", "attrs", "flags"}


def _store_state(
    ctx: Lowering, target: ast.Subscript | ast.Attribute, value: Value, root: str, writes: frozenset[str]
) -> bool:
    """Follow an assignment into state, such as a dictionary of fitted encoders."""
    place = place_of(ctx, target)
    if place.kind >= Kind.ELEMENT:
        return False
    fit = assign(_unfielded(place.fit, root), value.fit)
    held = ctx.env[root]
    if held.kind is Kind.CONST and value.kind is Kind.CONST and place.kind is Kind.CONST:
        ctx.emitted.append(
            Emitted(fit, assign(place.apply, value.apply), assign(place.keep, value.keep), writes | {root})
        )
        return True
    ctx.emitted.append(Emitted(fit, None, None, writes | {root}))
    keys, ctx.keys = ctx.keys, []  # the dictionary itself is the field, whichever pass of a loop it is
    ctx.env[root] = ctx.captured(root, replace(value, kind=Kind.STATE, is_field=False), fitted=True)
    ctx.keys = keys
    return True


def _unfielded(place: ast.expr, root: str) -> ast.expr:
    """Return the target with the notebook's own name, not that of a field."""
    new = copy.deepcopy(place)
    inner = new
    while isinstance(inner, (ast.Subscript, ast.Attribute)) and not isinstance(inner.value, ast.Name):
        inner = inner.value
    if isinstance(inner, (ast.Subscript, ast.Attribute)):
        inner.value = ast.Name(root, ast.Load())
    return new


def augmented(ctx: Lowering, node: ast.AugAssign, writes: frozenset[str]) -> bool:
    """Follow `x += 1`, and return whether it was understood."""
    load = copy.deepcopy(node.target)
    load.ctx = ast.Load()
    return assigned(ctx, ast.Assign([node.target], ast.BinOp(load, node.op, node.value), lineno=1), writes)
