"""Calls on the way from rows to a prediction: by the shape of the function or method, from the table."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import replace

from mlscaffold.analysis import api
from mlscaffold.analysis.raw_rows import lower_methods
from mlscaffold.analysis.raw_rows.call_parts import arguments_of, built_call, with_arguments
from mlscaffold.analysis.raw_rows.lower_functions import called
from mlscaffold.analysis.raw_rows.lowering import Lowering, hint_of
from mlscaffold.analysis.raw_rows.path_parts import ROWS, Read
from mlscaffold.analysis.raw_rows.row_shapes import BUNDLES, READERS, function_shape
from mlscaffold.analysis.raw_rows.row_values import (
    ALL,
    Kind,
    Value,
    constant,
    joint_kind,
    joint_part,
)
from mlscaffold.analysis.types import FRAME, SERIES


def lower_call(ctx: Lowering, node: ast.Call) -> Value:
    """Return a call as a value."""
    if any(k.arg is None for k in node.keywords):
        parts = [ctx.lower(a) for a in node.args] + [ctx.lower(k.value) for k in node.keywords]
        if joint_kind(parts) > Kind.CONST:
            return ctx.unknown(node, "unpacks keyword arguments")
    name = ctx.qualified(node.func)
    canonical = api.canonical(name) if name else ""
    if canonical in READERS or name in READERS:
        return _read(ctx, node, canonical)
    if canonical in BUNDLES:
        return _bundle(ctx, node, canonical)
    if name:
        return _function(ctx, node, name)
    if isinstance(node.func, ast.Name) and node.func.id not in ctx.env:
        return _own_function(ctx, node)
    if isinstance(node.func, ast.Attribute):
        return lower_methods.lower_method(ctx, node)
    return with_arguments(ctx, node)


def _read(ctx: Lowering, node: ast.Call, name: str) -> Value:
    """Return rows that are read; what reads them is replaced by the rows themselves."""
    assert ctx.location is not None
    for number, read in enumerate(ctx.reads):
        if read.original is node:
            return _rows(number)
    ctx.reads.append(Read(_with_settings(ctx, node), name, ctx.location, node))
    return _rows(len(ctx.reads) - 1)


def _rows(number: int, kind: str = FRAME) -> Value:
    rows = ast.Name(f"{ROWS}_{number}", ast.Load())
    return Value(Kind.ROWS, rows, rows, rows, source=number, type=kind)


def _with_settings(ctx: Lowering, node: ast.Call) -> ast.Call:
    """Return a call in whose arguments settings stand for literals."""
    new = copy.copy(node)
    new.args = [ctx.lower(a).fit for a in node.args]
    new.keywords = [ast.keyword(k.arg, ctx.lower(k.value).fit) for k in node.keywords]
    return new


def _bundle(ctx: Lowering, node: ast.Call, name: str) -> Value:
    """Return data that come with scikit-learn, whose rows are those of a table with a column for each feature."""
    assert ctx.location is not None
    options = {k.arg: k.value.value for k in node.keywords if isinstance(k.value, ast.Constant)}
    if node.args or len(options) < len(node.keywords) or set(options) - {"as_frame", "return_X_y"}:
        return ctx.unknown(node, "loads bundled data with options that are not followed")
    known = next((n for n, read in enumerate(ctx.reads) if read.original is node), None)
    if known is None:
        ctx.reads.append(Read(node, name, ctx.location, node))
        known = len(ctx.reads) - 1
    return _rows(known, "bundle.pair" if options.get("return_X_y") else "bunch")


def _function(ctx: Lowering, node: ast.Call, name: str) -> Value:
    """Return a call of a library's function."""
    parts = arguments_of(ctx, node)
    flat = [*parts["args"], *parts["keywords"]]
    kind, func = joint_kind(flat), constant(node.func)
    if kind in (Kind.UNKNOWN, Kind.CONST, Kind.STATE, Kind.ELEMENT):
        return built_call(ctx, node, func, parts)
    shape = function_shape(name)
    sideways = along_columns(node)
    if shape == "state" or (shape == "state axis" and not sideways):
        return as_state(built_call(ctx, node, func, parts))
    if shape == "row" or (shape in {"state axis", "beside"} and sideways):
        return _typed(built_call(ctx, node, func, parts), name)
    if shape.startswith("learns"):
        return _learned(ctx, node, shape.removeprefix("learns "), parts)
    if shape in {"selects", "resamples"}:
        built = built_call(ctx, node, func, parts)
        return replace(built, apply=flat[0].apply, selects=True, resampled=shape == "resamples")
    what, cure = NOT_FOLLOWED.get(shape, ("what `{}` does with rows is unknown", ""))
    return ctx.unknown(node, what.format(ast.unparse(node.func)), cure)


NOT_FOLLOWED = {
    "beside": ("puts tables below each other", "prepare training and new rows by the same function"),
    "other": ("`{}` needs other rows than the one to predict", ""),
    "splits": ("splits rows inside an expression", "assign the parts of the split to names"),
}
"""Why functions of some shapes are not followed, and what to write instead."""


def _typed(value: Value, name: str) -> Value:
    kind = {"pandas.concat": FRAME, "pandas.DataFrame": FRAME, "pandas.Series": SERIES}.get(
        api.canonical(name)
    )
    return replace(value, type=kind) if kind else value


def as_state(built: Value) -> Value:
    """Return what is reduced over rows."""
    return (
        replace(built, kind=Kind.STATE, is_field=False, selects=False) if built.kind is Kind.ROWS else built
    )


def along_columns(node: ast.Call) -> bool:
    """Return whether a call goes along the columns: `axis=1`."""
    values = [k.value for k in node.keywords if k.arg == "axis"]
    values += node.args[1:2] if not values and len(node.args) > 1 else []
    return any(
        isinstance(v, ast.Constant) and v.value in (1, "columns") and v.value is not True for v in values
    ) or any(isinstance(v, ast.UnaryOp) and isinstance(v.op, ast.USub) for v in values)


HELPERS = {
    "get_dummies": ("fit_dummies", "apply_dummies"),
    "cut": ("fit_cut", "apply_bins"),
    "qcut": ("fit_qcut", "apply_bins"),
}
"""What learns from rows, and what applies it, in the generated package."""


def _learned(ctx: Lowering, node: ast.Call, what: str, parts: dict[str, list[Value]]) -> Value:
    """Return a call that learns from all rows what it applies to each."""
    name = ast.unparse(node.func).rpartition(".")[2]
    first, *others = [*parts["args"], *parts["keywords"]]
    if first.kind is not Kind.ROWS or joint_kind(others) >= Kind.ELEMENT or not node.args:
        return ctx.unknown(node, f"`{name}` with these arguments is not followed")
    if what == "bins" and not _counts_bins(node):
        return built_call(ctx, node, constant(node.func), parts)
    if what == "codes":
        return ctx.unknown(
            node, f"what `{name}` returns is not followed", "use LabelEncoder or OrdinalEncoder"
        )
    built = built_call(ctx, node, constant(node.func), parts)
    return learned(ctx, built, first, *HELPERS[name], [] if what == "bins" else list(built_rest(built)))


def built_rest(built: Value) -> Iterator[ast.expr | ast.keyword]:
    """Yield the arguments of a call but the first."""
    assert isinstance(built.apply, ast.Call)
    yield from built.apply.args[1:]
    yield from built.apply.keywords


def learned(
    ctx: Lowering,
    built: Value,
    rows: Value,
    fit: str,
    apply: str,
    more: list[ast.expr | ast.keyword],
) -> Value:
    """Return what a helper of the package has learned from rows, applied to rows.

    Args:
        ctx: what is known.
        built: its value as if it depended on one row only.
        rows: the rows that it learns from.
        fit: the helper that learns; it takes the rows and the expression's further arguments.
        apply: the helper that applies; it takes what was learned, the rows and the same arguments.
        more: these arguments.
    """
    ctx.helpers.update({fit, apply})
    fitted = built.fit
    extra = _arguments_after_first(fitted) if isinstance(fitted, ast.Call) else []
    learning = _call(fit, [rows.fit], extra)
    state = Value(Kind.STATE, learning, learning, learning, part=rows.part, source=rows.source)
    kind = apply.removeprefix("apply_")
    hint = hint_of(rows.fit)
    field = ctx.as_field(state, kind if hint == "value" else f"{hint} {kind}", leaks=False)
    return replace(
        built,
        apply=_call(apply, [field.apply, rows.apply], more),
        keep=_call(apply, [field.keep, rows.keep], more),
    )


def _arguments_after_first(call: ast.Call) -> list[ast.expr | ast.keyword]:
    return [*call.args[1:], *call.keywords]


def _call(name: str, first: list[ast.expr], more: list[ast.expr | ast.keyword]) -> ast.Call:
    keywords = [m for m in more if isinstance(m, ast.keyword)]
    return ast.Call(
        ast.Name(name, ast.Load()), [*first, *(m for m in more if isinstance(m, ast.expr))], keywords
    )


def _counts_bins(node: ast.Call) -> bool:
    """Return whether bins are learned: their number is given, or quantiles."""
    if ast.unparse(node.func).endswith("qcut"):
        return True
    bins = next(
        (k.value for k in node.keywords if k.arg == "bins"), node.args[1] if len(node.args) > 1 else None
    )
    return not isinstance(bins, (ast.List, ast.Tuple, ast.Name))


def _own_function(ctx: Lowering, node: ast.Call) -> Value:
    """Return a call of a function of the notebook, which is kept if it depends on one row only."""
    parts = arguments_of(ctx, node)
    flat = [*parts["args"], *parts["keywords"]]
    kind = joint_kind(flat)
    assert isinstance(node.func, ast.Name)
    if kind is Kind.ROWS:
        return called(ctx, node, node.func.id, parts)
    built = built_call(ctx, node, constant(node.func), parts)
    return replace(built, part=joint_part(flat) or ALL)
