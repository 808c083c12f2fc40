"""What assigning to names, columns and attributes changes."""

from __future__ import annotations

import ast

from mlscaffold.analysis.leakage.reading import joined, marks_of, texts_of
from mlscaffold.analysis.leakage.rows import part
from mlscaffold.analysis.leakage.state import Machine
from mlscaffold.analysis.leakage.subscripts import INDEXERS, element
from mlscaffold.analysis.leakage.values import Column, Data, Estimator, Items, Method, Scalar, Value, altered


def bind(m: Machine, target: ast.expr, value: Value) -> None:
    """Bind a target of an assignment, a loop or a comprehension."""
    if isinstance(target, ast.Name):
        m.scope[target.id] = value
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(m, target, value)
    elif isinstance(target, ast.Starred):
        bind(m, target.value, value)
    elif isinstance(target, ast.Attribute):
        _set_attribute(m, target, value)
    elif isinstance(target, ast.Subscript):
        _set_item(m, target, value)


def _unpack(m: Machine, target: ast.Tuple | ast.List, value: Value) -> None:
    exact = isinstance(value, Items) and value.known is not None and len(value.known) == len(target.elts)
    for position, item in enumerate(target.elts):
        if exact and isinstance(value, Items) and value.known:
            bind(m, item, value.known[position])
        elif isinstance(value, Items):
            bind(m, item, element(value))
        else:
            bind(m, item, _piece(value, position))


def _piece(value: Value, position: int) -> Value:
    """Return what one of several values that come out of data holds."""
    if not isinstance(value, Data):
        return value
    if value.one:
        return value
    return Data(part(value.rows, "unpacked", position), marks_of(value), trials=value.trials)


def _set_attribute(m: Machine, target: ast.Attribute, value: Value) -> None:
    owner = m.evaluate(m, target.value)
    if isinstance(owner, Estimator):
        owner.attributes[target.attr] = value
    elif isinstance(owner, Data) and target.attr not in {"columns", "index"}:
        set_column(owner, frozenset({target.attr}), value)
    elif isinstance(owner, Data) and target.attr == "columns":
        _rename(owner, texts_of(value))


def _rename(owner: Data, names: frozenset[str] | None) -> None:
    marks = marks_of(owner)
    owner.marks, owner.columns, owner.lacks = marks, {}, frozenset()
    owner.only, owner.table = names, None


def _set_item(m: Machine, target: ast.Subscript, value: Value) -> None:
    owner = m.evaluate(m, target.value)
    if isinstance(owner, Items):
        _put(owner, m.evaluate(m, target.slice), value)
    elif isinstance(owner, Method) and isinstance(owner.owner, Data) and owner.name in INDEXERS:
        key = target.slice
        names = None
        if isinstance(key, ast.Tuple) and len(key.elts) == 2 and not isinstance(key.elts[1], ast.Slice):
            names = texts_of(m.evaluate(m, key.elts[1]))
        _change(owner.owner, names, value)
    elif isinstance(owner, Data):
        names = None
        if not isinstance(target.slice, ast.Slice):
            names = texts_of(m.evaluate(m, target.slice))
        _store(m, target, owner, names, value)


def _store(
    m: Machine, target: ast.Subscript, owner: Data, names: frozenset[str] | None, value: Value
) -> None:
    """Put values in columns; `df["a"][mask] = value` changes the column of the table."""
    inner = target.value
    if names:
        set_column(owner, names, value)
    elif isinstance(inner, ast.Subscript):
        table = m.evaluate(m, inner.value)
        column = texts_of(m.evaluate(m, inner.slice)) if not isinstance(inner.slice, ast.Slice) else None
        _change(table if isinstance(table, Data) else owner, column, value)
    else:
        _change(owner, None, value)


def _change(owner: Data, names: frozenset[str] | None, value: Value) -> None:
    """Put values in some rows: what the column held before stays."""
    marks = marks_of(value)
    if not names:
        owner.marks |= marks
        _fill(owner, value)
        return
    for name in names:
        known = owner.columns.get(name, Column())
        sources = value.sources if isinstance(value, Data) else frozenset()
        owner.columns[name] = Column(known.marks | marks, known.sources | sources)


def set_column(owner: Data, names: frozenset[str], value: Value) -> None:
    """Put a value into columns of a table."""
    marks = marks_of(value)
    sources = value.sources if isinstance(value, Data) else frozenset()
    for name in names:
        own = {(owner.table, name)} if len(names) == 1 else sources
        owner.columns[name] = Column(marks, sources - own)
        if isinstance(value, Data) and value.dates and value.grouped != "index":
            owner.dates |= {name}
    owner.lacks -= names
    if owner.only is not None:
        owner.only |= names
    _fill(owner, value)


def _fill(owner: Data, value: Value) -> None:
    if not owner.rows and isinstance(value, Data):
        owner.rows = value.rows


def _put(owner: Items, key: Value, value: Value) -> None:
    if owner.keys is not None and isinstance(key, Scalar) and key.value is not None:
        for position, name in enumerate(owner.keys):
            if isinstance(name, Scalar) and name.value == key.value and owner.known is not None:
                owner.known[position] = value
                return
        if owner.known is not None and len(owner.known) == len(owner.keys):
            owner.keys.append(key)
            owner.known.append(value)
            return
    owner.rest = joined(owner.rest, _loose(value))


def _loose(value: Value) -> Value:
    return altered(value) if isinstance(value, Data) else value
