"""Attributes, items and slices of values."""

from __future__ import annotations

import ast
from functools import reduce

from mlscaffold.analysis.leakage.provenance import (
    joined,
    marks_of,
    texts_of,
    visible,
    without_names,
)
from mlscaffold.analysis.leakage.rows import Rows, part, text_of
from mlscaffold.analysis.leakage.selections import column, located, selected
from mlscaffold.analysis.leakage.state import ExecutionState
from mlscaffold.analysis.leakage.values import (
    NO_MARKS,
    Data,
    Estimator,
    Items,
    Method,
    Named,
    Piece,
    Scalar,
    Value,
    changed_copy,
)
from mlscaffold.analysis.leakage.vocabulary import LEARNED, PART_NAME

INDEXERS = frozenset({"loc", "iloc", "ix", "at", "iat"})
SAME = frozenset({"str", "dt", "cat", "T"})
ARRAYS = frozenset({"values", "array", "A", "data_"})
SHAPES = frozenset({"shape", "size", "ndim", "dtype", "dtypes", "empty", "nbytes"})


def attribute(state: ExecutionState, node: ast.Attribute) -> Value:
    """Return the value of an attribute."""
    receiver = state.evaluate(state, node.value)
    name = node.attr
    if isinstance(receiver, Named):
        return Named(f"{receiver.name}.{name}")
    if isinstance(receiver, Estimator):
        return _of_estimator(receiver, name)
    if not isinstance(receiver, Data):
        return Method(receiver, name) if receiver is not None else None
    if name in SHAPES:
        return Scalar()
    if name in INDEXERS or receiver.grouped in {"groups", "window"}:
        return Method(receiver, name) if name in INDEXERS else receiver
    if name == "index":
        marks = NO_MARKS if receiver.rows else marks_of(receiver)
        return Data(receiver.rows, marks, is_row=receiver.is_row, grouped="index")
    if name == "columns":
        return _names(receiver)
    if name in ARRAYS:
        return without_names(receiver)
    if name in SAME:
        return receiver
    return _field(receiver, name)


def _names(receiver: Data) -> Value:
    return (
        Items([Scalar(name) for name in sorted(receiver.column_names)])
        if receiver.column_names
        else Items([], Scalar(str))
    )


def _field(receiver: Data, name: str) -> Value:
    if receiver.table is None or name in {"images", "data", "target", "text", "features", "labels"}:
        piece = PART_NAME.search(name)
        found = without_names(receiver)
        found.rows = part(receiver.rows, "field", name) if piece else receiver.rows
        return found
    if PART_NAME.search(name) and not receiver.columns:
        return changed_copy(without_names(receiver), rows=part(receiver.rows, "field", name))
    return column(receiver, name)


def _of_estimator(receiver: Estimator, name: str) -> Value:
    if name in receiver.attributes:
        return receiver.attributes[name]
    if name.endswith("_estimator_") or name in {"named_steps", "steps", "model", "estimator", "module"}:
        return receiver
    if name == "labels_":
        return Data(receiver.rows, receiver.marks)
    if name in LEARNED:
        return Scalar(None, receiver.marks)
    return Method(receiver, name)


def subscript(state: ExecutionState, node: ast.Subscript) -> Value:
    """Return the value of a subscript: an item, rows or columns."""
    receiver = state.evaluate(state, node.value)
    if receiver is None or isinstance(receiver, Named):
        receiver = _unknown_table(state, node, receiver)
    if isinstance(receiver, Method) and isinstance(receiver.receiver, Data) and receiver.name in INDEXERS:
        return located(state, receiver.receiver, node.slice, receiver.name)
    if isinstance(receiver, Items):
        return _item(state, receiver, node.slice)
    if isinstance(receiver, Estimator):
        state.evaluate(state, node.slice)
        return receiver
    if isinstance(receiver, Scalar):
        return Scalar(None, receiver.marks)
    if isinstance(receiver, Named):
        return _of_named(state, receiver, node.slice)
    return selected(state, receiver, node.slice) if isinstance(receiver, Data) else None


def _unknown_table(state: ExecutionState, node: ast.Subscript, receiver: Value) -> Value:
    """Return a table from elsewhere, such as another module, if columns are taken of it by their names."""
    is_list = isinstance(node.slice, (ast.List, ast.Name, ast.Constant))
    names = texts_of(state.evaluate(state, node.slice)) if is_list else None
    if not names or not isinstance(node.value, ast.Name):
        return receiver
    found = Data(rows=frozenset({Rows(("elsewhere", node.value.id))}), table=("elsewhere", node.value.id))
    state.scope[node.value.id] = found
    return found


def _of_named(state: ExecutionState, receiver: Named, key: ast.expr) -> Value:
    """Return the result of `np.c_[a, b]` or `np.r_[a, b]`."""
    value = state.evaluate(state, key)
    items = value.known or () if isinstance(value, Items) else ()
    return reduce(joined, items, None) if receiver.name.endswith(("c_", "r_")) else None


def _item(state: ExecutionState, receiver: Items, key: ast.expr) -> Value:
    if isinstance(key, ast.Slice):
        return _cut_list(state, receiver, key)
    index = state.evaluate(state, key)
    if marks_of(index) and isinstance(receiver.rest, Scalar) and not receiver.known:
        return Items(
            [], Scalar(receiver.rest.value, marks_of(index))
        )  # names of columns, chosen by what a model learned
    wanted = index.value if isinstance(index, Scalar) else None
    if isinstance(wanted, str) and not receiver.known and isinstance(receiver.rest, Data):
        return _named_part(receiver.rest, wanted)
    known = receiver.known or []
    if receiver.keys is not None:
        for name, value in zip(receiver.keys, known, strict=False):
            if isinstance(name, Scalar) and name.value == wanted and wanted is not None:
                return value
    elif isinstance(wanted, int) and -len(known) <= wanted < len(known) and receiver.rest is None:
        return known[wanted]
    if isinstance(index, Piece) or (isinstance(index, Data) and index.rows):
        return element(receiver)
    return element(receiver)


def _named_part(rest: Data, name: str) -> Data:
    """Return the item of a dictionary of tables, whose key may name a part of the rows."""
    return changed_copy(rest, rows=part(rest.rows, "field", name)) if PART_NAME.search(name) else rest


def _cut_list(state: ExecutionState, receiver: Items, key: ast.Slice) -> Value:
    rest = receiver.rest
    if isinstance(rest, Data):
        rest = changed_copy(rest, rows=part(rest.rows, "slice", text_of(key)))
    low, high = (state.evaluate(state, edge) for edge in (key.lower, key.upper))
    edges = [edge.value if isinstance(edge, Scalar) else None for edge in (low, high)]
    if rest is None and all(isinstance(edge, int | None) for edge in edges):
        return Items((receiver.known or [])[slice(*edges)], kind=receiver.kind)  # type: ignore[arg-type]
    return Items(receiver.known, rest, kind=receiver.kind)


def element(value: Value) -> Value:
    """Return one value for any item of an iterable."""
    if isinstance(value, Items):
        found = value.rest
        iterated = value.keys if value.kind == "dict" and value.keys else value.known
        for item in iterated or ():
            found = _either(found, item)
        return found
    if isinstance(value, Data):
        return changed_copy(value, is_row=True, columns=dict(visible(value)), estimator=None)
    return Scalar(None, value.marks) if isinstance(value, Scalar) and value.marks else None


def _either(left: Value, right: Value) -> Value:
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        texts = [texts_of(left), texts_of(right)]
        known = frozenset().union(*(t for t in texts if t)) if all(texts) else None
        return Scalar(known, left.marks | right.marks)
    return joined(left, right)
