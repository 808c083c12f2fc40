"""Functions of a notebook on the way from rows to a prediction: kept where they look at one row, else followed inside."""

from __future__ import annotations

import ast
import copy
from dataclasses import replace

from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.raw_rows.lowering import Lowering
from mlscaffold.analysis.raw_rows.row_values import Kind, Value, constant, in_roles


def lower_lambda(ctx: Lowering, node: ast.Lambda, kind: Kind) -> Value:
    """Return a function without a name.

    Args:
        ctx: what is known.
        node: the function.
        kind: what its parameters are, one row or rows.
    """
    arguments = node.args
    outer = dict(ctx.env)
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        load = ast.Name(argument.arg, ast.Load())
        ctx.env[argument.arg] = Value(kind, load, load, load)
    body = ctx.lower(node.body)
    ctx.env = outer
    if body.kind is Kind.UNKNOWN:
        return Value(Kind.UNKNOWN, node, node, node, obstacle=body.obstacle)
    if body.kind is Kind.ROWS and kind is Kind.ELEMENT:
        return ctx.unknown(node, "calls a function for each row that reads all rows")
    body = ctx.as_field(body, "value")
    roles: list[ast.expr] = []
    for source in (body.fit, body.apply, body.keep):
        new = copy.copy(node)
        new.body = source
        roles.append(new)
    return in_roles(Kind.CONST, roles)


def reads_no_rows(ctx: Lowering, name: str) -> str:
    """Return why a function of the notebook reads more than its arguments, "" if it does not."""
    for read in sorted(_free(ctx, name)):
        value = ctx.env.get(read)
        if value is not None and value.kind is not Kind.CONST:
            return f"`{name}` reads `{read}`, which depends on the rows"
        if read in ctx.constants:
            return f"`{name}` reads the setting `{read}`"
    return ""


def _free(ctx: Lowering, name: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """Return the names that a function and the functions that it calls read from outside."""
    node = ctx.definitions[name]
    bound = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    bound |= {a.arg for a in ast.walk(node) if isinstance(a, ast.arg)}
    found = {n for part in ast.walk(node) for n in mentioned_names(part)} - bound
    inner = {n for n in found if n in ctx.definitions and n not in seen and n != name}
    for other in inner:
        found |= _free(ctx, other, seen | {name})
    return found


def called(ctx: Lowering, node: ast.Call, name: str, parts: dict[str, list[Value]]) -> Value:
    """Return a call of a function of the notebook with rows.

    Its statements are followed. If nothing is learned or selected in it, the call stays; else the statements take its place.
    """
    definition = ctx.definitions.get(name)
    if definition is None or isinstance(definition, ast.ClassDef):
        return ctx.unknown(node, f"what `{name}` does with rows is unknown")
    arguments = _bound(definition, node, parts)
    if arguments is None:
        return ctx.unknown(node, f"the arguments of `{name}` are not followed")
    before = ctx.snapshot()
    result = ctx.inlining(ctx, definition, arguments, None)
    selects = result.selects or any(one.selects for one in ctx.emitted[before[2] :])
    if result.kind is Kind.UNKNOWN or ctx.fields.keys() != before[1].keys() or selects:
        return result
    ctx.restore(before)
    if why := reads_no_rows(ctx, name):
        return ctx.unknown(node, why)
    fitted = {k: [ctx.as_field(v, "value") for v in values] for k, values in parts.items()}
    roles = [_with(node, fitted, role) for role in ("fit", "apply", "keep")]
    return replace(result, fit=roles[0], apply=roles[1], keep=roles[2])


def unpacked_call(ctx: Lowering, node: ast.Call, target: ast.expr) -> bool:
    """Follow `a, b = function(rows)` of a function of the notebook, and return whether it was understood."""
    definition = ctx.definitions.get(node.func.id) if isinstance(node.func, ast.Name) else None
    if not isinstance(definition, ast.FunctionDef):
        return False
    parts = {
        "args": [ctx.lower(a) for a in node.args],
        "keywords": [ctx.lower(k.value) for k in node.keywords],
    }
    arguments = _bound(definition, node, parts)
    if arguments is None or all(v.kind is not Kind.ROWS for v in arguments.values()):
        return False
    return ctx.inlining(ctx, definition, arguments, target).kind is not Kind.UNKNOWN


def _with(node: ast.Call, parts: dict[str, list[Value]], role: str) -> ast.Call:
    new = copy.copy(node)
    new.args = [getattr(v, role) for v in parts["args"]]
    names = [k.arg for k in node.keywords]
    new.keywords = [ast.keyword(n, getattr(v, role)) for n, v in zip(names, parts["keywords"], strict=True)]
    return new


def _bound(
    definition: ast.FunctionDef | ast.AsyncFunctionDef, node: ast.Call, parts: dict[str, list[Value]]
) -> dict[str, Value] | None:
    """Return the arguments by parameter, None if they are unknown."""
    arguments = definition.args
    if (
        arguments.vararg
        or arguments.kwarg
        or arguments.posonlyargs
        or isinstance(definition, ast.AsyncFunctionDef)
    ):
        return None
    names = [a.arg for a in arguments.args]
    if len(parts["args"]) > len(names) or any(isinstance(a, ast.Starred) for a in node.args):
        return None
    found = dict(zip(names, parts["args"], strict=False))
    found |= {k.arg: v for k, v in zip(node.keywords, parts["keywords"], strict=True) if k.arg}
    defaults = dict(zip(names[::-1], arguments.defaults[::-1], strict=False))
    defaults |= {
        a.arg: d for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is not None
    }
    found = {**{name: constant(default) for name, default in defaults.items()}, **found}
    wanted = {*names, *(a.arg for a in arguments.kwonlyargs)}
    return found if found.keys() == wanted else None
