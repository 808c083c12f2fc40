"""Expressions of a notebook as they are fitted, applied to new rows, and selected in training."""

from __future__ import annotations

import ast
import copy
from dataclasses import replace

from mlscaffold.analysis.raw_rows.lower_calls import lower_call
from mlscaffold.analysis.raw_rows.lower_functions import lower_lambda
from mlscaffold.analysis.raw_rows.lowering import Lowering, one_line
from mlscaffold.analysis.raw_rows.path_parts import CONFIG
from mlscaffold.analysis.raw_rows.row_shapes import method_shape
from mlscaffold.analysis.raw_rows.row_values import (
    Kind,
    Value,
    constant,
    first_obstacle,
    in_roles,
    joint_kind,
)
from mlscaffold.analysis.types import ARRAY, FRAME, SERIES

ACCESSORS = frozenset("str dt cat loc iloc at iat".split())
PARTS: dict[type[ast.expr], tuple[str, ...]] = {
    ast.BinOp: ("left", "right"),
    ast.UnaryOp: ("operand",),
    ast.BoolOp: ("values",),
    ast.Compare: ("left", "comparators"),
    ast.IfExp: ("test", "body", "orelse"),
    ast.Tuple: ("elts",),
    ast.List: ("elts",),
    ast.Set: ("elts",),
    ast.Dict: ("keys", "values"),
    ast.JoinedStr: ("values",),
    ast.FormattedValue: ("value", "format_spec"),
    ast.Starred: ("value",),
    ast.Slice: ("lower", "upper", "step"),
}
"""Expressions whose value depends on their parts only, with the names of the parts."""


def lower(ctx: Lowering, node: ast.expr) -> Value:
    """Return an expression as a value."""
    if isinstance(node, ast.Constant):
        return _literal(ctx, node)
    if isinstance(node, ast.Name):
        return _name(ctx, node)
    if isinstance(node, ast.Attribute):
        return _attribute(ctx, node)
    if isinstance(node, ast.Subscript):
        return _subscript(ctx, node)
    if isinstance(node, ast.Call):
        return lower_call(ctx, node)
    if isinstance(node, ast.Lambda):
        return lower_lambda(ctx, node, Kind.ELEMENT)
    if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
        return _comprehension(ctx, node)
    return lower_parts(ctx, node)


def lower_parts(ctx: Lowering, node: ast.expr) -> Value:
    """Return an expression whose value depends on its parts only."""
    names = PARTS.get(type(node))
    if names is None:
        return ctx.unknown(node, f"uses {type(node).__name__}, which is not followed")
    parts: dict[str, Value | list[Value]] = {}
    for name in names:
        part = getattr(node, name)
        if isinstance(part, list):
            if any(one is None for one in part):
                return ctx.unknown(node, "unpacks a dictionary")
            parts[name] = [ctx.lower(one) for one in part]
        elif part is not None:
            parts[name] = ctx.lower(part)
    return ctx.rebuilt(node, parts)


def _literal(ctx: Lowering, node: ast.Constant) -> Value:
    field = ctx.settings.get((ctx.index, getattr(node, "lineno", 0), getattr(node, "col_offset", -1)))
    return (
        _setting(ctx, field, node) if field and not ctx.depth else constant(node, type(node.value).__name__)
    )


def _setting(ctx: Lowering, field: str, node: ast.expr) -> Value:
    access = ast.Attribute(ast.Name(CONFIG, ast.Load()), field, ast.Load())
    return Value(Kind.STATE, access, access, access, type=ctx.infer(node))


def _name(ctx: Lowering, node: ast.Name) -> Value:
    if node.id in ctx.env:
        return ctx.env[node.id]
    if node.id in ctx.constants:
        return _setting(ctx, ctx.constants[node.id], node)
    return constant(node, ctx.infer(node))


def _attribute(ctx: Lowering, node: ast.Attribute) -> Value:
    if ctx.qualified(node):
        return constant(node, ctx.infer(node))
    base = ctx.lower(node.value)
    if base.kind is Kind.UNKNOWN or base.kind is not Kind.ROWS:
        return ctx.rebuilt(node, {"value": base})
    built = ctx.rebuilt(node, {"value": base})
    if base.type == "bunch":
        return replace(
            built,
            kind=Kind.ROWS if node.attr in BUNCH_ROWS else Kind.CONST,
            type=BUNCH_ROWS.get(node.attr, ""),
        )
    if node.attr == "codes" and base.type == "cat":
        return built
    if node.attr == "columns":
        return replace(built, kind=Kind.CONST, part="all", type="pandas.Index")
    if node.attr in {"dtype", "dtypes", "shape", "size", "ndim", "empty"}:
        return replace(built, kind=Kind.STATE)
    if node.attr in ACCESSORS:
        return replace(built, type=node.attr)
    shape = method_shape(node.attr)
    if node.attr == "T":
        return ctx.unknown(node, "turns rows into columns")
    if shape == "other":
        return ctx.other_rows(node, node.attr)
    kind = {"values": ARRAY, "index": "pandas.Index"}.get(node.attr, "")
    series = SERIES if not kind and base.type in {FRAME, ""} else ""
    return replace(built, type=kind or built.type or series)


BUNCH_ROWS = {"data": "bunch.data", "target": SERIES, "frame": FRAME, "images": ARRAY}
"""Attributes of data that come with scikit-learn which hold one value per row, with their types."""


def _subscript(ctx: Lowering, node: ast.Subscript) -> Value:
    base = ctx.lower(node.value)
    parts = [ctx.lower(e) for e in node.slice.elts] if isinstance(node.slice, ast.Tuple) else []
    key = ctx.rebuilt(node.slice, {"elts": parts}) if parts else ctx.lower(node.slice)
    if obstacle := first_obstacle([base, key]):
        return Value(Kind.UNKNOWN, node, node, node, obstacle=obstacle)
    built = ctx.rebuilt(node, {"value": base, "slice": key})
    if base.kind is not Kind.ROWS or built.kind is Kind.UNKNOWN:
        return built
    if base.type == "bunch" and isinstance(node.slice, ast.Constant):
        return _attribute(ctx, ast.Attribute(node.value, str(node.slice.value), ast.Load()))
    if base.type in {"str", "dt", "groups"}:
        return replace(built, type=base.type if base.type == "groups" else "")
    return _selected(ctx, node, base, parts[0] if parts else key, built)


def _selected(ctx: Lowering, node: ast.Subscript, base: Value, first: Value, built: Value) -> Value:
    """Return some rows or columns of rows."""
    index = node.slice
    head = index.elts[0] if isinstance(index, ast.Tuple) and index.elts else index
    by_place = base.type in {"loc", "iloc", "at", "iat"}
    if _is_full(head):
        return _typed_selection(built, base, node)
    is_slice = isinstance(head, ast.Slice)
    if not by_place and not is_slice and first.kind is not Kind.ROWS:
        return _columns(ctx, node, base, built)
    if by_place and not is_slice and first.kind is Kind.CONST and not isinstance(head, (ast.List, ast.Call)):
        return ctx.unknown(node, "takes one row by its place", "select rows by their values")
    return _row_selection(node, base, built)


def _columns(ctx: Lowering, node: ast.Subscript, base: Value, built: Value) -> Value:
    """Return columns of rows."""
    number = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int)
    if number and base.type in {ARRAY, "bunch.data"}:
        return ctx.unknown(node, "takes one row by its place", "select rows by their values")
    return _typed_selection(built, base, node)


def _typed_selection(value: Value, base: Value, node: ast.Subscript) -> Value:
    last = node.slice.elts[-1] if isinstance(node.slice, ast.Tuple) else node.slice
    if base.type in {ARRAY, "bunch.data"}:
        return replace(value, type=ARRAY)
    single = isinstance(last, ast.Constant) or (
        isinstance(last, ast.UnaryOp) and isinstance(last.operand, ast.Constant)
    )
    return replace(
        value,
        type=SERIES
        if single
        else FRAME
        if isinstance(last, (ast.List, ast.Slice, ast.Name)) and base.type in {FRAME, "loc", "iloc"}
        else value.type,
    )


def _row_selection(node: ast.Subscript, base: Value, built: Value) -> Value:
    """Return a selection of rows: made in training, and left out for the rows to predict."""
    applied: ast.expr = base.apply
    if isinstance(built.apply, ast.Subscript) and isinstance(built.apply.slice, ast.Tuple):
        columns = ast.Tuple([ast.Slice(), *built.apply.slice.elts[1:]], ast.Load())
        applied = ast.Subscript(base.apply, columns, ast.Load())
    elif base.type in {"loc", "iloc"} and isinstance(base.apply, ast.Attribute):
        applied = base.apply.value
    is_slice = isinstance(node.slice, ast.Slice) and base.part == "all"
    part = f"rows {one_line(node.slice)}" if is_slice else base.part
    kind = FRAME if base.type in {"loc", "iloc"} else base.type
    if isinstance(node.slice, ast.Slice):  # a part of a split by hand: the other part is used, too
        return replace(built, apply=applied, keep=_without_key(built.keep, base), part=part, type=kind)
    return replace(built, apply=applied, selects=True, part=part, type=kind)


def _without_key(node: ast.expr, base: Value) -> ast.expr:
    """Return the rows of which a slice takes some."""
    found = node.value if isinstance(node, ast.Subscript) else node
    return found.value if base.type in {"loc", "iloc"} and isinstance(found, ast.Attribute) else found


def _is_full(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Slice) and node.lower is None and node.upper is None and node.step is None
    ) or (isinstance(node, ast.Constant) and node.value is Ellipsis)


def _comprehension(
    ctx: Lowering, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
) -> Value:
    """Return a comprehension: over constants or state, or over rows one by one."""
    outer, fields = dict(ctx.env), set(ctx.fields)
    parts: list[Value] = []
    over_rows = False
    for generator in node.generators:
        items = ctx.lower(generator.iter)
        parts.append(items)
        over_rows = over_rows or items.kind in (Kind.ROWS, Kind.ELEMENT)
        for name in (n.id for n in ast.walk(generator.target) if isinstance(n, ast.Name)):
            load = ast.Name(name, ast.Load())
            kind = Kind.ELEMENT if items.kind in (Kind.ROWS, Kind.ELEMENT) else Kind.CONST
            ctx.env[name] = Value(kind, load, load, load)
        parts += [ctx.lower(test) for test in generator.ifs]
    inner = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    values = [ctx.lower(one) for one in inner]
    ctx.env = outer
    every = [*parts, *values]
    kind = joint_kind(every)
    if kind is Kind.UNKNOWN:
        return Value(kind, node, node, node, obstacle=first_obstacle(every))
    if kind <= Kind.STATE:
        sources = [v.source for v in every if v.source >= 0]
        fit = _substituted(node, every, "fit")
        apply = _substituted(node, every, "apply")
        part = next((v.part for v in every if v.part != "all"), "all")
        return Value(kind, fit, apply, apply, part=part, source=next(iter(sources), -1), type=ctx.infer(node))
    made = set(ctx.fields) - fields
    if made and not over_rows:
        return ctx.unknown(node, "learns from the rows in each pass of a comprehension", "write it as a loop")
    if over_rows and (isinstance(node, (ast.DictComp, ast.SetComp)) or any(g.ifs for g in node.generators)):
        return ctx.unknown(node, "collects some of the rows")
    fitted = [ctx.as_field(v, "value") for v in every]
    roles = [_substituted(node, fitted, role) for role in ("fit", "apply", "keep")]
    source = next((v.source for v in every if v.source >= 0), -1)
    return replace(
        in_roles(Kind.ROWS, roles),
        source=source,
        type="list",
        part=next((v.part for v in every if v.part != "all"), "all"),
    )


def _substituted(
    node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, values: list[Value], role: str
) -> ast.expr:
    """Return a comprehension with its parts in one role; `values` has them in the order of evaluation."""
    new = copy.copy(node)
    found = iter([getattr(value, role) for value in values])
    generators = []
    for generator in node.generators:
        changed = copy.copy(generator)
        changed.iter = next(found)
        changed.ifs = [next(found) for _ in generator.ifs]
        generators.append(changed)
    new.generators = generators
    if isinstance(new, ast.DictComp):
        new.key, new.value = next(found), next(found)
    else:
        new.elt = next(found)
    return new
