"""Statements of a notebook as they fit the features, apply them to new rows, and select the rows of training."""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from dataclasses import replace

from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.raw_rows.lowering import Emitted, Lowering, assign, one_line
from mlscaffold.analysis.raw_rows.row_shapes import function_shape, method_shape
from mlscaffold.analysis.raw_rows.row_values import ALL, Kind, Obstacle, Value, constant, first_obstacle

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


def poison(ctx: Lowering, names: frozenset[str], obstacle: Obstacle) -> None:
    """Forget what names hold, and remember why."""
    for name in names:
        load = ast.Name(name, ast.Load())
        ctx.env[name] = Value(Kind.UNKNOWN, load, load, load, obstacle=obstacle)


def _handled(ctx: Lowering, node: ast.stmt, writes: frozenset[str]) -> bool:
    """Follow a statement, and return whether it was understood."""
    if isinstance(node, ast.Assign):
        return _assignment(ctx, node, writes)
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return _assignment(ctx, ast.Assign([node.target], node.value, lineno=1), writes)
    if isinstance(node, ast.AugAssign):
        return _augmented(ctx, node, writes)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return _call(ctx, node, node.value, writes)
    if isinstance(node, ast.For):
        return _loop(ctx, node, writes)
    if isinstance(node, ast.If):
        return _branch(ctx, node, writes)
    if isinstance(node, ast.Delete):
        return _deletion(ctx, node, writes)
    return not writes


def _assignment(ctx: Lowering, node: ast.Assign, writes: frozenset[str]) -> bool:
    if len(node.targets) > 1:
        first = _assignment(ctx, ast.Assign(node.targets[-1:], node.value, lineno=1), writes)
        last = node.targets[-1]
        rest = [ast.Assign([t], last, lineno=1) for t in node.targets[:-1]]
        return first and isinstance(last, ast.Name) and all(_assignment(ctx, one, writes) for one in rest)
    target = node.targets[0]
    if isinstance(target, (ast.Tuple, ast.List)):
        return _unpacked(ctx, target, node.value, writes)
    named = _fit_of_name(ctx, target, node.value, writes)
    if named is not None:
        return named
    value = ctx.lower(node.value)
    if isinstance(target, ast.Name):
        bind(ctx, target.id, value, writes)
        return True
    return _store(ctx, target, value, writes)


def bind(ctx: Lowering, name: str, value: Value, writes: frozenset[str]) -> None:
    """Give a name a value."""
    load = ast.Name(name, ast.Load())
    if value.kind is Kind.UNKNOWN:
        ctx.env[name] = replace(value, fit=load, apply=load, keep=load)
        return
    store = {role: assign(load, getattr(value, role)) for role in ("fit", "apply", "keep")}
    local = {"fit": load, "apply": load, "keep": load}
    if value.kind is Kind.STATE:
        ctx.emitted.append(Emitted(store["fit"], None, None, writes | {name}))
        ctx.env[name] = ctx.captured(name, value)
        return
    ctx.emitted.append(Emitted(store["fit"], store["apply"], store["keep"], writes | {name}, value.selects))
    ctx.env[name] = replace(value, **local, selects=False)


def _store(ctx: Lowering, target: ast.expr, value: Value, writes: frozenset[str]) -> bool:
    """Follow an assignment to a column, an item or an attribute."""
    root = _root(target)
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
    place = _place(ctx, target)
    if place.kind is Kind.UNKNOWN:
        assert place.obstacle is not None
        poison(ctx, writes, place.obstacle)
        return True
    value = ctx.as_field(value, one_line(target))
    if held.source >= 0 and value.source >= 0 and value.kind is Kind.ROWS and held.source != value.source:
        return False
    roles = [assign(getattr(place, role), getattr(value, role)) for role in ("fit", "apply", "keep")]
    ctx.emitted.append(Emitted(*roles, writes | {root}))
    return True


def _is_metadata(target: ast.expr) -> bool:
    return isinstance(target, ast.Attribute) and target.attr in {"index", "attrs", "flags"}


def _place(ctx: Lowering, target: ast.Subscript | ast.Attribute) -> Value:
    """Return the target of an assignment; the rows that `loc` names there are not left out."""
    base = ctx.lower(target.value)
    if isinstance(target, ast.Attribute):
        return ctx.rebuilt(target, {"value": base})
    return ctx.rebuilt(target, {"value": base, "slice": ctx.lower(target.slice)})


def _store_state(
    ctx: Lowering, target: ast.Subscript | ast.Attribute, value: Value, root: str, writes: frozenset[str]
) -> bool:
    """Follow an assignment into state, such as a dictionary of fitted encoders."""
    place = _place(ctx, target)
    if place.kind >= Kind.ELEMENT:
        return False
    fit = assign(_unfielded(place.fit, target, root), value.fit)
    held = ctx.env[root]
    if held.kind is Kind.CONST and value.kind is Kind.CONST and place.kind is Kind.CONST:
        ctx.emitted.append(Emitted(fit, assign(place.apply, value.apply), assign(place.keep, value.keep), writes | {root}))
        return True
    ctx.emitted.append(Emitted(fit, None, None, writes | {root}))
    keys, ctx.keys = ctx.keys, []  # the dictionary itself is the field, whichever pass of a loop it is
    ctx.env[root] = ctx.captured(root, replace(value, kind=Kind.STATE, is_field=False), fitted=True)
    ctx.keys = keys
    return True


def _unfielded(place: ast.expr, target: ast.Subscript | ast.Attribute, root: str) -> ast.expr:
    """Return the target with the notebook's own name, not that of a field."""
    new = copy.deepcopy(place)
    inner = new
    while isinstance(inner, (ast.Subscript, ast.Attribute)) and not isinstance(inner.value, ast.Name):
        inner = inner.value
    if isinstance(inner, (ast.Subscript, ast.Attribute)):
        inner.value = ast.Name(root, ast.Load())
    return new


def _root(node: ast.expr) -> str | None:
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def _unpacked(ctx: Lowering, target: ast.Tuple | ast.List, value: ast.expr, writes: frozenset[str]) -> bool:
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
            roles = [ast.Subscript(getattr(value, r), ast.Constant(number), ast.Load()) for r in ("fit", "apply", "keep")]
            bind(ctx, name, replace(value, fit=roles[0], apply=roles[1], keep=roles[2], type="bunch.data"), frozenset({name}))
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
    """Follow `train_test_split`: each part is rows of its argument, all of them where rows are asked."""
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
    """Let a name be all rows where rows are asked."""
    load = ast.Name(name, ast.Load())
    ctx.emitted.append(Emitted(None, assign(load, value.apply), assign(load, value.keep), frozenset({name})))
    kept = replace(value, fit=load, apply=load, keep=load, part=part, selects=False)
    ctx.env[name] = replace(kept, resampled=value.resampled or resampled)


def _resampled(
    ctx: Lowering, target: ast.Tuple | ast.List, names: Sequence[str], node: ast.Call, writes: frozenset[str]
) -> bool:
    """Follow `fit_resample`: there are other rows in training, and the same where rows are asked."""
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


def _augmented(ctx: Lowering, node: ast.AugAssign, writes: frozenset[str]) -> bool:
    load = copy.deepcopy(node.target)
    load.ctx = ast.Load()
    return _assignment(ctx, ast.Assign([node.target], ast.BinOp(load, node.op, node.value), lineno=1), writes)


def _fit_of_name(ctx: Lowering, target: ast.expr, node: ast.expr, writes: frozenset[str]) -> bool | None:
    """Follow `x = scaler.fit_transform(x)` and `scaler = scaler.fit(x)`; None for any other assignment."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    receiver = node.func.value
    shape = method_shape(node.func.attr)
    if shape not in {"fits and applies", "fits"} or not isinstance(receiver, ast.Name) or receiver.id not in ctx.env:
        return None
    held = ctx.env[receiver.id]
    parts = [ctx.lower(a) for a in node.args]
    if held.kind > Kind.STATE or not parts or first_obstacle(parts) or parts[0].kind is not Kind.ROWS:
        return None
    rows = parts[0]
    if shape == "fits":
        if not isinstance(target, ast.Name):
            return None
        _fit(ctx, node, receiver.id, parts, writes)
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
        assign(getattr(place, role), _transform(getattr(field, role), getattr(rows, role))) for role in ("apply", "keep")
    )
    ctx.emitted.append(Emitted(None, applied, kept, writes - {receiver.id}))
    if isinstance(target, ast.Name):
        load = ast.Name(target.id, ast.Load())
        ctx.env[target.id] = replace(rows, fit=load, apply=load, keep=load, selects=False, type="numpy.ndarray")
    return True


def _transform(fitted: ast.expr, rows: ast.expr) -> ast.expr:
    return ast.Call(ast.Attribute(fitted, "transform", ast.Load()), [rows], [])


def _place_of_rows(ctx: Lowering, target: ast.expr) -> Value | None:
    """Return columns of rows as the target of an assignment, None for any other target."""
    root = _root(target)
    if root is None or root not in ctx.env or not isinstance(target, (ast.Subscript, ast.Attribute)):
        return None
    place = _place(ctx, target) if ctx.env[root].kind is Kind.ROWS else None
    return place if place is not None and place.kind is Kind.ROWS else None


def _with_arguments(ctx: Lowering, node: ast.Call, receiver: str, parts: Sequence[Value]) -> ast.Call:
    assert isinstance(node.func, ast.Attribute)
    keywords = [ast.keyword(k.arg, ctx.lower(k.value).fit) for k in node.keywords]
    func = ast.Attribute(ast.Name(receiver, ast.Load()), node.func.attr, ast.Load())
    return ast.Call(func, [p.fit for p in parts], keywords)


def _fit(ctx: Lowering, node: ast.Call, name: str, parts: Sequence[Value], writes: frozenset[str]) -> None:
    """Follow a call that fits what a name holds."""
    call = ast.Expr(_with_arguments(ctx, node, name, parts))
    ctx.emitted.append(Emitted(call, None, None, writes | {name}))
    state = replace(ctx.env[name], kind=Kind.STATE, part=parts[0].part, source=parts[0].source, is_field=False)
    ctx.env[name] = ctx.captured(name, state, fitted=True)


def _call(ctx: Lowering, statement: ast.Expr, node: ast.Call, writes: frozenset[str]) -> bool:
    """Follow a call whose result is not used."""
    if not writes:
        return True
    func = node.func
    if not isinstance(func, ast.Attribute):
        return False
    if isinstance(func.value, ast.Name) and method_shape(func.attr) in {"fits", "fits and applies"}:
        parts = [ctx.lower(a) for a in node.args]
        held = ctx.env.get(func.value.id)
        if held is None or held.kind > Kind.STATE or not parts:
            return False
        if obstacle := first_obstacle(parts):
            poison(ctx, writes, obstacle)
            return True
        _fit(ctx, node, func.value.id, parts, writes)
        return True
    root = _root(func.value)
    if root is None or root not in ctx.env:
        return False
    held = ctx.env[root]
    if held.kind is Kind.UNKNOWN:
        return True
    if held.kind is Kind.ROWS and method_shape(func.attr) in IN_PLACE:
        return _changed_in_place(ctx, node, root, writes)
    if held.kind <= Kind.STATE:
        return _state_changed(ctx, node, root, writes)
    return False


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
        role: ast.Expr(getattr(value, role)) if is_call[role] and not (role != "fit" and _is_reset(node, value, role)) else None
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
    return not (isinstance(found, ast.Call) and isinstance(found.func, ast.Attribute) and found.func.attr == node.func.attr)


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


def _loop(ctx: Lowering, node: ast.For, writes: frozenset[str]) -> bool:
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
    _passes(ctx, node, writes)  # once, so that the second pass begins with what the first has left
    left = {n: v for n, v in ctx.env.items() if v.kind is Kind.UNKNOWN}
    ctx.restore(snapshot)
    ctx.env |= {n: v for n, v in left.items() if n in snapshot[0]}
    before = set(ctx.fields)
    body = _passes(ctx, node, writes)
    dictionaries = [f for f in ctx.fields.values() if f.name not in before and f.keyed]
    for one in dictionaries:
        ctx.emit_fit(assign(ast.Name(one.name, ast.Load()), ast.Dict([], [])), frozenset({one.name}))
    roles = []
    for role, source in (("fit", items.fit), ("apply", items.apply), ("keep", items.keep)):
        inner = [getattr(e, role) for e in body if getattr(e, role) is not None]
        roles.append(ast.For(node.target, source, inner, [], lineno=1) if inner else None)
    changed = writes | {name for e in body for name in e.writes}
    ctx.emitted.append(Emitted(*roles, changed, any(e.selects for e in body)))
    for name, value in ctx.env.items():
        if value.kind is Kind.STATE and _mentions(value.apply, node.target):
            ctx.env[name] = Value(
                Kind.UNKNOWN, value.fit, value.fit, value.fit,
                obstacle=Obstacle("is what the last pass of a loop has left", ctx.location, one_line(node)),
            )  # fmt: skip
    return True


def _passes(ctx: Lowering, node: ast.For, writes: frozenset[str]) -> list[Emitted]:
    """Follow the body of a loop once."""
    names = [n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)]
    for name in names:
        ctx.env[name] = constant(ast.Name(name, ast.Load()))
    outer, ctx.emitted = ctx.emitted, []
    ctx.keys.append(_key(node.target))
    for statement in node.body:
        run_statement(ctx, statement, writes & _touched(statement))
    ctx.keys.pop()
    body, ctx.emitted = ctx.emitted, outer
    return body


def _touched(statement: ast.stmt) -> frozenset[str]:
    """Return the names in a statement: those of the loop that it may write are among them."""
    return frozenset(n.id for n in ast.walk(statement) if isinstance(n, ast.Name))


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


def _branch(ctx: Lowering, node: ast.If, writes: frozenset[str]) -> bool:
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
            run_statement(ctx, statement, writes & _touched(statement))
        bodies.append(ctx.emitted)
        ctx.emitted = outer
        envs.append(ctx.env)
    ctx.env = _merged(ctx, envs[0], envs[1], node)
    roles = []
    for role in ("fit", "apply", "keep"):
        inner = [[getattr(e, role) for e in body if getattr(e, role) is not None] for body in bodies]
        roles.append(
            ast.If(getattr(test, role), inner[0] or [ast.Pass()], inner[1]) if any(inner) else None
        )
    every = [e for body in bodies for e in body]
    changed = writes | {name for e in every for name in e.writes}
    ctx.emitted.append(Emitted(*roles, changed, any(e.selects for e in every)))
    return True


def _merged(ctx: Lowering, one: dict[str, Value], other: dict[str, Value], node: ast.If) -> dict[str, Value]:
    """Return what names hold after either branch."""
    found: dict[str, Value] = {}
    for name in {**one, **other}:
        first, second = one.get(name), other.get(name)
        same = first is not None and second is not None and (
            first is second or (first.kind is second.kind and first.kind is not Kind.STATE and first.part == second.part)
        )
        if same and first is not None:
            found[name] = first
        else:
            load = ast.Name(name, ast.Load())
            obstacle = Obstacle("gives a value in one branch only", ctx.location, one_line(node))
            found[name] = Value(Kind.UNKNOWN, load, load, load, obstacle=obstacle)
    return found


def _deletion(ctx: Lowering, node: ast.Delete, writes: frozenset[str]) -> bool:
    for target in node.targets:
        if isinstance(target, ast.Name):
            continue
        root = _root(target)
        if root not in ctx.env or ctx.env[root].kind is not Kind.ROWS or not isinstance(target, ast.Subscript):
            return False
        place = _place(ctx, target)
        if place.kind is Kind.UNKNOWN:
            return False
        places = [copy.deepcopy(getattr(place, role)) for role in ("fit", "apply", "keep")]
        for one in places:
            one.ctx = ast.Del()
        roles = [ast.Delete([one]) for one in places]
        ctx.emitted.append(Emitted(*roles, writes | {root}))
    return True


def inline(ctx: Lowering, definition: Definition, arguments: dict[str, Value]) -> Value:
    """Follow the statements of a function in the place of its call, and return its result."""
    assert isinstance(definition, ast.FunctionDef)
    body = list(definition.body)
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    call = ast.Name(definition.name, ast.Load())
    if not body or not isinstance(body[-1], ast.Return) or body[-1].value is None:
        return ctx.unknown(call, f"`{definition.name}` changes its argument, or returns in several places")
    inner = [n for statement in body[:-1] for n in ast.walk(statement)]
    if any(isinstance(n, (ast.Return, ast.Global, ast.Nonlocal, ast.Yield)) for n in inner) or ctx.depth > 3:
        return ctx.unknown(call, f"`{definition.name}` returns in several places")
    local = {n.id for n in ast.walk(definition) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names = {name: ctx.new_name(f"{definition.name} {name}") for name in sorted(local | arguments.keys())}
    outer_env, outer_keys, ctx.depth = dict(ctx.env), list(ctx.keys), ctx.depth + 1
    for name, value in arguments.items():
        bind(ctx, names[name], value, frozenset({names[name]}))
    for statement in body[:-1]:
        renamed = _Renamed(names).visit(copy.deepcopy(statement))
        run_statement(ctx, renamed, _touched(renamed) & frozenset(names.values()))
    result = ctx.lower(_Renamed(names).visit(copy.deepcopy(body[-1].value)))
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


def stored_names(node: ast.stmt) -> frozenset[str]:
    """Return the names that a statement stores to, or to whose items."""
    found = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            found.add(part.id)
        elif isinstance(part, (ast.Subscript, ast.Attribute)) and isinstance(part.ctx, ast.Store):
            root = _root(part)
            found |= {root} if root else set()
    return frozenset(found)
