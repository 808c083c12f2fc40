"""Loops, branches and functions of a notebook, whose statements are followed inside."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable

from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.raw_rows.lower_parts import bind
from mlscaffold.analysis.raw_rows.lowering import Lowering, assign, one_line
from mlscaffold.analysis.raw_rows.node_names import touched_names
from mlscaffold.analysis.raw_rows.path_parts import Emitted, emitted
from mlscaffold.analysis.raw_rows.row_values import Kind, Obstacle, Value, constant

DEEPEST = 3  # functions that call each other: chosen by judgement, notebooks seldom nest deeper

Run = Callable[[Lowering, ast.stmt, frozenset[str]], None]
"""Follows a statement; it gets the names that the statement may write."""


def follow_loop(ctx: Lowering, node: ast.For, writes: frozenset[str], run: Run) -> bool:
    """Follow a loop over constants or state, such as the names of columns."""
    if node.orelse or any(isinstance(n, (ast.Break, ast.Continue, ast.Return)) for n in ast.walk(node)):
        return False
    items = ctx.lower(node.iter)
    if items.kind is Kind.UNKNOWN:
        return False
    if items.kind >= Kind.ELEMENT:
        return False
    items = ctx.as_field(items, f"{one_line(node.target)} values")
    if not _is_key(node.target):
        return False
    snapshot = ctx.snapshot()
    _passes(ctx, node, writes, run)  # once, so that the second pass begins with what the first has left
    left = {n: v for n, v in ctx.env.items() if v.kind is Kind.UNKNOWN}
    ctx.restore(snapshot)
    ctx.env |= {n: v for n, v in left.items() if n in snapshot[0]}
    before = set(ctx.fields)
    body = _passes(ctx, node, writes, run)
    dictionaries = [f for f in ctx.fields.values() if f.name not in before and f.keyed]
    for one in dictionaries:
        ctx.emit_fit(assign(ast.Name(one.name, ast.Load()), ast.Dict([], [])), frozenset({one.name}))
    roles = []
    for role, source in (("fit", items.fit), ("apply", items.apply), ("keep", items.keep)):
        inner = [getattr(e, role) for e in body if getattr(e, role) is not None]
        roles.append(ast.For(node.target, source, inner, [], lineno=1) if inner else None)
    changed = writes | {name for e in body for name in e.writes}
    ctx.emitted.append(emitted(roles, changed, any(e.selects for e in body)))
    for name, value in ctx.env.items():
        if value.kind is Kind.STATE and _mentions(value.apply, node.target):
            ctx.env[name] = Value(
                Kind.UNKNOWN, value.fit, value.fit, value.fit,
                obstacle=Obstacle("is what the last pass of a loop has left", ctx.location, one_line(node)),
            )  # fmt: skip
    return True


def _passes(ctx: Lowering, node: ast.For, writes: frozenset[str], run: Run) -> list[Emitted]:
    """Follow the body of a loop once."""
    names = [n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)]
    for name in names:
        ctx.env[name] = constant(ast.Name(name, ast.Load()))
    outer, ctx.emitted = ctx.emitted, []
    ctx.keys.append(_key(node.target))
    for statement in node.body:
        run(ctx, statement, writes & touched_names(statement))
    ctx.keys.pop()
    body, ctx.emitted = ctx.emitted, outer
    return body


def _is_key(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) or (
        isinstance(target, ast.Tuple) and bool(target.elts) and isinstance(target.elts[0], ast.Name)
    )


def _key(target: ast.expr) -> ast.expr:
    """Return what tells the passes of a loop apart: its variable, or the first one."""
    first = target.elts[0] if isinstance(target, ast.Tuple) else target
    assert isinstance(first, ast.Name)
    return ast.Name(first.id, ast.Load())


def _mentions(node: ast.expr, target: ast.expr) -> bool:
    names = {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}
    return any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(node))


def follow_branch(ctx: Lowering, node: ast.If, writes: frozenset[str], run: Run) -> bool:
    """Follow a branch whose test depends on no asked row."""
    test = ctx.as_field(ctx.lower(node.test), "is so")
    if test.kind > Kind.STATE:
        return False
    before = dict(ctx.env)
    bodies, envs = [], []
    for statements in (node.body, node.orelse):
        ctx.env = dict(before)
        outer, ctx.emitted = ctx.emitted, []
        for statement in statements:
            run(ctx, statement, writes & touched_names(statement))
        bodies.append(ctx.emitted)
        ctx.emitted = outer
        envs.append(ctx.env)
    ctx.env = _merged(ctx, envs[0], envs[1], node)
    roles = []
    for role in ("fit", "apply", "keep"):
        inner = [[getattr(e, role) for e in body if getattr(e, role) is not None] for body in bodies]
        roles.append(ast.If(getattr(test, role), inner[0] or [ast.Pass()], inner[1]) if any(inner) else None)
    every = [e for body in bodies for e in body]
    changed = writes | {name for e in every for name in e.writes}
    ctx.emitted.append(emitted(roles, changed, any(e.selects for e in every)))
    return True


def _merged(ctx: Lowering, one: dict[str, Value], other: dict[str, Value], node: ast.If) -> dict[str, Value]:
    """Return what names hold after either branch."""
    found: dict[str, Value] = {}
    code = one_line(node)
    for name in {**one, **other}:
        first, second = one.get(name), other.get(name)
        same = (
            first is not None
            and second is not None
            and (
                first is second
                or (first.kind is second.kind and first.kind is not Kind.STATE and first.part == second.part)
            )
        )
        if same and first is not None:
            found[name] = first
        else:
            load = ast.Name(name, ast.Load())
            obstacle = Obstacle("gives a value in one branch only", ctx.location, code)
            found[name] = Value(Kind.UNKNOWN, load, load, load, obstacle=obstacle)
    return found


def inline(
    ctx: Lowering, definition: Definition, arguments: dict[str, Value], target: ast.expr | None, run: Run
) -> Value:
    """Follow the statements of a function in the place of its call, and return its result.

    Args:
        ctx: what is known.
        definition: the function.
        arguments: its arguments by parameter.
        target: the names that its results are assigned to, None if it has one result.
        run: follows a statement.
    """
    assert isinstance(definition, ast.FunctionDef)
    body = list(definition.body)
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    call = ast.Name(definition.name, ast.Load())
    if not body or not isinstance(body[-1], ast.Return) or body[-1].value is None:
        return ctx.unknown(call, f"`{definition.name}` changes its argument, or returns in several places")
    inner = [n for statement in body[:-1] for n in ast.walk(statement)]
    if any(isinstance(n, (ast.Return, ast.Global, ast.Nonlocal, ast.Yield)) for n in inner) or (
        ctx.depth > DEEPEST
    ):
        return ctx.unknown(call, f"`{definition.name}` returns in several places")
    local = {n.id for n in ast.walk(definition) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names = {name: ctx.new_name(f"{definition.name} {name}") for name in sorted(local | arguments.keys())}
    outer_env, outer_keys, ctx.depth = dict(ctx.env), list(ctx.keys), ctx.depth + 1
    for name, value in arguments.items():
        bind(ctx, names[name], value, frozenset({names[name]}))
    for statement in body[:-1]:
        renamed = _Renamed(names).visit(copy.deepcopy(statement))
        run(ctx, renamed, touched_names(renamed) & frozenset(names.values()))
    returned = _Renamed(names).visit(copy.deepcopy(body[-1].value))
    if target is not None:
        wanted = touched_names(ast.Expr(target))
        run(ctx, ast.Assign([target], returned, lineno=1), wanted)
        outer_env |= {name: ctx.env[name] for name in wanted if name in ctx.env}
        result = constant(returned)
    else:
        result = ctx.lower(returned)
    ctx.env, ctx.keys, ctx.depth = outer_env, outer_keys, ctx.depth - 1
    return result


class _Renamed(ast.NodeTransformer):
    """Gives the variables of a function other names."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """Rename a variable."""
        return ast.copy_location(ast.Name(self.names.get(node.id, node.id), node.ctx), node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        """Leave the parameters of an inner function as they are."""
        inner = {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}
        kept, self.names = self.names, {k: v for k, v in self.names.items() if k not in inner}
        self.generic_visit(node)
        self.names = kept
        return node
