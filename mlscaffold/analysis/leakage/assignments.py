"""Assignments to names, columns and attributes, and methods that change lists and dictionaries."""

from __future__ import annotations

import ast

from mlscaffold.analysis.leakage.provenance import data_of, joined, marks_of, merged, texts_of
from mlscaffold.analysis.leakage.rows import part
from mlscaffold.analysis.leakage.state import Arguments, ExecutionState
from mlscaffold.analysis.leakage.subscripts import INDEXERS, element
from mlscaffold.analysis.leakage.values import (
    BUT,
    Column,
    Data,
    Estimator,
    Items,
    Method,
    Scalar,
    Value,
    changed_copy,
)


def bind(state: ExecutionState, target: ast.expr, value: Value) -> None:
    """Bind the target of an assignment, a loop or a comprehension."""
    if isinstance(target, ast.Name):
        state.scope[target.id] = value
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(state, target, value)
    elif isinstance(target, ast.Starred):
        bind(state, target.value, value)
    elif isinstance(target, ast.Attribute):
        _set_attribute(state, target, value)
    elif isinstance(target, ast.Subscript):
        _set_item(state, target, value)


def _unpack(state: ExecutionState, target: ast.Tuple | ast.List, value: Value) -> None:
    exact = isinstance(value, Items) and value.known is not None and len(value.known) == len(target.elts)
    for position, item in enumerate(target.elts):
        if exact and isinstance(value, Items) and value.known:
            bind(state, item, value.known[position])
        elif isinstance(value, Items):
            bind(state, item, element(value))
        else:
            bind(state, item, _piece(value, position))


def _piece(value: Value, position: int) -> Value:
    """Return one of several values that data are unpacked into."""
    if not isinstance(value, Data):
        return value
    if value.is_row:
        return value
    return Data(part(value.rows, "unpacked", position), marks_of(value), trials=value.trials)


def _set_attribute(state: ExecutionState, target: ast.Attribute, value: Value) -> None:
    receiver = state.evaluate(state, target.value)
    if isinstance(receiver, Estimator):
        receiver.attributes[target.attr] = value
    elif isinstance(receiver, Data) and target.attr not in {"columns", "index"}:
        set_column(receiver, frozenset({target.attr}), value)
    elif isinstance(receiver, Data) and target.attr == "columns":
        _rename(receiver, texts_of(value))


def _rename(receiver: Data, names: frozenset[str] | None) -> None:
    marks = marks_of(receiver)
    receiver.marks, receiver.columns, receiver.dropped = marks, {}, frozenset()
    receiver.column_names, receiver.table = names, None


def _set_item(state: ExecutionState, target: ast.Subscript, value: Value) -> None:
    receiver = state.evaluate(state, target.value)
    if isinstance(receiver, Items):
        _put(receiver, state.evaluate(state, target.slice), value)
    elif isinstance(receiver, Method) and isinstance(receiver.receiver, Data) and receiver.name in INDEXERS:
        key = target.slice
        names = None
        if isinstance(key, ast.Tuple) and len(key.elts) == 2 and not isinstance(key.elts[1], ast.Slice):
            names = texts_of(state.evaluate(state, key.elts[1]))
        _change(receiver.receiver, names, value)
    elif isinstance(receiver, Data):
        names = None
        if not isinstance(target.slice, ast.Slice):
            names = texts_of(state.evaluate(state, target.slice))
        _store(state, target, receiver, names, value)


def _store(
    state: ExecutionState, target: ast.Subscript, receiver: Data, names: frozenset[str] | None, value: Value
) -> None:
    """Store values in columns; `df["a"][mask] = value` changes the column of the table."""
    inner = target.value
    if names:
        set_column(receiver, names, value)
    elif isinstance(inner, ast.Subscript):
        table = state.evaluate(state, inner.value)
        column = (
            texts_of(state.evaluate(state, inner.slice)) if not isinstance(inner.slice, ast.Slice) else None
        )
        _change(table if isinstance(table, Data) else receiver, column, value)
    else:
        _change(receiver, None, value)


def _change(receiver: Data, names: frozenset[str] | None, value: Value) -> None:
    """Store values in some rows; the column keeps its other values."""
    marks = marks_of(value)
    if not names:
        receiver.marks |= marks
        _fill(receiver, value)
        return
    for name in names:
        known = receiver.columns.get(name, Column())
        sources = value.sources if isinstance(value, Data) else frozenset()
        receiver.columns[name] = Column(known.marks | marks, known.sources | sources)


def set_column(receiver: Data, names: frozenset[str], value: Value) -> None:
    """Store a value in columns of a table."""
    marks = marks_of(value)
    sources = value.sources if isinstance(value, Data) else frozenset()
    for name in names:
        own = {(receiver.table, name)} if len(names) == 1 else sources
        receiver.columns[name] = Column(marks, sources - own)
        if isinstance(value, Data) and value.dates and value.grouped != "index":
            receiver.dates |= {name}
    receiver.dropped -= names
    if receiver.column_names is not None:
        receiver.column_names |= names
    _fill(receiver, value)


def _fill(receiver: Data, value: Value) -> None:
    if not receiver.rows and isinstance(value, Data):
        receiver.rows = value.rows


def _put(receiver: Items, key: Value, value: Value) -> None:
    if receiver.keys is not None and isinstance(key, Scalar) and key.value is not None:
        for position, name in enumerate(receiver.keys):
            if isinstance(name, Scalar) and name.value == key.value and receiver.known is not None:
                receiver.known[position] = value
                return
        if receiver.known is not None and len(receiver.known) == len(receiver.keys):
            receiver.keys.append(key)
            receiver.known.append(value)
            return
    receiver.rest = joined(receiver.rest, _loose(value))


def _loose(value: Value) -> Value:
    return changed_copy(value) if isinstance(value, Data) else value


ALIKE = frozenset({"copy", "tolist", "to_list"})
ADDS = frozenset({"append", "add", "extend", "insert", "update"})


def list_method(state: ExecutionState, receiver: Items, name: str, args: Arguments) -> Value:
    """Evaluate a method of a list or dictionary."""
    if name in ADDS:
        _add(state, receiver, name, args)
        return None
    if name == "items":
        return _pairs(receiver)
    if name == "values":
        return Items(receiver.known, receiver.rest)
    if name in {"get", "pop", "setdefault"}:
        return element(Items(receiver.known, receiver.rest))
    if name in ALIKE:
        return Items(receiver.known, receiver.rest, receiver.keys, receiver.kind)
    return _without(receiver, texts_of(args.get(0))) if name in {"difference", "drop"} else None


def _without(receiver: Items, names: frozenset[str] | None) -> Items | None:
    """Return names of columns without some of them; of unknown names, which ones are left out."""
    if not receiver.known:
        left_out: list[Value] = [Scalar(name) for name in sorted(names or ())]
        return Items([], receiver.rest, [*(receiver.keys or ()), *left_out], BUT if names else receiver.kind)
    if names is None or receiver.rest is not None:
        return None
    return Items([one for one in receiver.known if not (isinstance(one, Scalar) and one.value in names)])


def _add(state: ExecutionState, receiver: Items, name: str, args: Arguments) -> None:
    value = args.get(1 if name == "insert" else 0)
    if name == "append" and receiver.known is not None and receiver.kind == "list" and not state.looping:
        receiver.known.append(value)
    else:
        receiver.rest = value if receiver.rest is None else _both(receiver.rest, value)


def _both(left: Value, right: Value) -> Value:
    a, b = data_of(left), data_of(right)
    if a is not None and b is not None and a is not b:
        return merged([a, b])
    return right if b is not None or a is None else left


def _pairs(receiver: Items) -> Items:
    if receiver.keys is None or receiver.known is None:
        return Items([], Items([Scalar(), element(Items(receiver.known, receiver.rest))], kind="tuple"))
    pairs: list[Value] = [
        Items([k, v], kind="tuple") for k, v in zip(receiver.keys, receiver.known, strict=False)
    ]
    return Items(pairs, None if receiver.rest is None else Items([None, receiver.rest], kind="tuple"))
