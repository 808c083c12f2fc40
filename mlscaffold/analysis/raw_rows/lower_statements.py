"""Statements of a notebook as they fit the features, apply them to new rows, and select the rows of training."""

from __future__ import annotations

import ast
import copy
from dataclasses import replace

from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.raw_rows.lower_assignments import assigned, augmented
from mlscaffold.analysis.raw_rows.lower_blocks import follow_branch, follow_loop, inline
from mlscaffold.analysis.raw_rows.lower_fits import fit_named, place_of
from mlscaffold.analysis.raw_rows.lower_parts import poison
from mlscaffold.analysis.raw_rows.lowering import Lowering, one_line
from mlscaffold.analysis.raw_rows.node_names import root_of
from mlscaffold.analysis.raw_rows.path_parts import Emitted, emitted
from mlscaffold.analysis.raw_rows.row_shapes import method_shape
from mlscaffold.analysis.raw_rows.row_values import Kind, Obstacle, Value, first_obstacle

IN_PLACE = frozenset({"row", "row in place", "labels", "selects", "selects axis", "index"})
"""Shapes of methods that may change rows in place."""


def run_statement(ctx: Lowering, node: ast.stmt, writes: frozenset[str]) -> None:
    """Follow a statement.

    Args:
        ctx: what is known.
        node: the statement.
        writes: the names that it binds or whose objects it changes.
    """
    before = len(ctx.emitted)
    if not _handled(ctx, node, writes):
        del ctx.emitted[before:]
        poison(ctx, writes, Obstacle("is not followed", ctx.location, one_line(node)))


def _handled(ctx: Lowering, node: ast.stmt, writes: frozenset[str]) -> bool:
    """Follow a statement, and return whether it was understood."""
    if isinstance(node, ast.Assign):
        return assigned(ctx, node, writes)
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return assigned(ctx, ast.Assign([node.target], node.value, lineno=1), writes)
    if isinstance(node, ast.AugAssign):
        return augmented(ctx, node, writes)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return _call(ctx, node.value, writes)
    if isinstance(node, ast.For):
        return follow_loop(ctx, node, writes, run_statement)
    if isinstance(node, ast.If):
        return follow_branch(ctx, node, writes, run_statement)
    if isinstance(node, ast.Delete):
        return _deletion(ctx, node, writes)
    return not writes


def _call(ctx: Lowering, node: ast.Call, writes: frozenset[str]) -> bool:
    """Follow a call whose result is not used."""
    if not writes:
        return True
    func = node.func
    if not isinstance(func, ast.Attribute):
        return False
    if isinstance(func.value, ast.Name) and method_shape(func.attr) in {"fits", "fits and applies"}:
        return _fitted(ctx, node, func.value.id, writes)
    root = root_of(func.value)
    if root is None or root not in ctx.env:
        return False
    held = ctx.env[root]
    if held.kind is Kind.UNKNOWN:
        return True
    if held.kind is Kind.ROWS and method_shape(func.attr) in IN_PLACE:
        if not isinstance(func.value, ast.Name) and ctx.types.copy_on_write:
            return True  # a column is a copy, so that what is changed in it is lost
        return _changed_in_place(ctx, node, root, writes)
    if held.kind <= Kind.STATE:
        return _state_changed(ctx, node, root, writes)
    return False


def _fitted(ctx: Lowering, node: ast.Call, name: str, writes: frozenset[str]) -> bool:
    """Follow `scaler.fit(rows)`."""
    parts = [ctx.lower(a) for a in node.args]
    held = ctx.env.get(name)
    if held is None or held.kind > Kind.STATE or not parts:
        return False
    if obstacle := first_obstacle(parts):
        poison(ctx, writes, obstacle)
        return True
    fit_named(ctx, node, name, parts, writes)
    return True


def _changed_in_place(ctx: Lowering, node: ast.Call, root: str, writes: frozenset[str]) -> bool:
    """Follow a method that changes rows in place, such as `drop(…, inplace=True)`."""
    value = ctx.lower(node)
    if value.kind is Kind.UNKNOWN:
        assert value.obstacle is not None
        poison(ctx, writes, value.obstacle)
        return True
    if value.kind is not Kind.ROWS:
        return False
    is_call = {role: isinstance(getattr(value, role), ast.Call) for role in ("fit", "apply", "keep")}
    own = {
        role: ast.Expr(getattr(value, role))
        if is_call[role] and not (role != "fit" and _is_reset(node, value, role))
        else None
        for role in is_call
    }
    if value.selects:
        own["apply"] = None
    ctx.emitted.append(Emitted(own["fit"], own["apply"], own["keep"], writes | {root}, value.selects))
    return True


def _is_reset(node: ast.Call, value: Value, role: str) -> bool:
    """Return whether a role leaves the call out, so that its receiver alone is left."""
    found = getattr(value, role)
    assert isinstance(node.func, ast.Attribute)
    return not (
        isinstance(found, ast.Call)
        and isinstance(found.func, ast.Attribute)
        and found.func.attr == node.func.attr
    )


def _state_changed(ctx: Lowering, node: ast.Call, root: str, writes: frozenset[str]) -> bool:
    """Follow a call that changes state, such as `names.append(name)`."""
    parts = [ctx.lower(a) for a in [*node.args, *(k.value for k in node.keywords)]]
    kinds = [p.kind for p in parts]
    if any(kind >= Kind.ELEMENT for kind in kinds):
        return False
    new = copy.copy(node)
    new.args = [p.fit for p in parts[: len(node.args)]]
    values = parts[len(node.args) :]
    new.keywords = [ast.keyword(k.arg, v.fit) for k, v in zip(node.keywords, values, strict=True)]
    held = ctx.env[root]
    if held.kind is Kind.CONST and Kind.STATE not in kinds and not ctx.keys:
        call = ast.Expr(new)
        ctx.emitted.append(Emitted(call, call, call, writes | {root}))
        return True
    ctx.emitted.append(Emitted(ast.Expr(new), None, None, writes | {root}))
    keys, ctx.keys = ctx.keys, []
    source = next((p for p in parts if p.kind is Kind.STATE), held)
    ctx.env[root] = ctx.captured(root, replace(source, kind=Kind.STATE, is_field=False), fitted=True)
    ctx.keys = keys
    return True


def _deletion(ctx: Lowering, node: ast.Delete, writes: frozenset[str]) -> bool:
    for target in node.targets:
        if isinstance(target, ast.Name):
            continue
        root = root_of(target)
        if (
            root not in ctx.env
            or ctx.env[root].kind is not Kind.ROWS
            or not isinstance(target, ast.Subscript)
        ):
            return False
        place = place_of(ctx, target)
        if place.kind is Kind.UNKNOWN:
            return False
        places = [copy.deepcopy(getattr(place, role)) for role in ("fit", "apply", "keep")]
        for one in places:
            one.ctx = ast.Del()
        roles = [ast.Delete([one]) for one in places]
        ctx.emitted.append(emitted(roles, writes | {root}))
    return True


def inlined(
    ctx: Lowering, definition: Definition, arguments: dict[str, Value], target: ast.expr | None = None
) -> Value:
    """Follow the statements of a function in the place of its call, and return its result."""
    return inline(ctx, definition, arguments, target, run_statement)
