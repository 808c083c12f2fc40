"""Attributes, items and slices of values."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable
from functools import reduce

from mlscaffold.analysis.leakage.evaluation import repeat_rows
from mlscaffold.analysis.leakage.provenance import (
    copied,
    joined,
    marks_of,
    texts_of,
    visible,
    without_names,
)
from mlscaffold.analysis.leakage.rows import Rows, RowSet, part, text_of
from mlscaffold.analysis.leakage.state import ExecutionState
from mlscaffold.analysis.leakage.values import (
    BUT,
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
from mlscaffold.analysis.leakage.vocabulary import LEARNED, PART_NAME, ROWS_NAME

LAST = ast.UnaryOp(ast.USub(), ast.Constant(1))
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


def column(receiver: Data, name: str) -> Data:
    """Return one column of a table."""
    known = receiver.columns.get(name)
    marks = receiver.marks | (known.marks if known else frozenset())
    own = frozenset({(receiver.table, name)}) if receiver.table is not None else frozenset()
    sources = own | (known.sources if known else frozenset())
    dates = receiver.dates & {name}
    found = Data(receiver.rows, marks, is_row=receiver.is_row, sources=sources, dates=dates, column=name)
    found.grouped, found.key = receiver.grouped, receiver.key
    return found


def columns(receiver: Data, names: frozenset[str]) -> Data:
    """Return some columns of a table as a table."""
    found = copied(receiver)
    found.columns = {name: c for name, c in found.columns.items() if name in names}
    if receiver.table is not None:
        found.column_names = names
    return found


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
    return _of_data(state, receiver, node.slice) if isinstance(receiver, Data) else None


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


def located(state: ExecutionState, receiver: Data, key: ast.expr, indexer: str) -> Value:
    """Return the selection of `.loc[rows, columns]` or `.iloc[rows, columns]`."""
    if isinstance(key, ast.Tuple) and len(key.elts) == 2:
        found = rows(state, receiver, key.elts[0], row_labels=True)
        return _by_place(state, found, key.elts[1], by_name=indexer == "loc")
    return rows(state, receiver, key, row_labels=True)


def _by_place(state: ExecutionState, receiver: Data, key: ast.expr, *, by_name: bool) -> Data:
    names = texts_of(state.evaluate(state, key)) if not isinstance(key, ast.Slice) else None
    if by_name and names is not None:
        return _select(receiver, names, key)
    if isinstance(key, ast.Slice) and key.lower is None and key.upper is None:
        return receiver
    found = _with_marks(without_names(receiver), state.evaluate(state, key))
    if isinstance(key, ast.Slice):
        found.last_of = receiver.table if key.upper is None and key.step is None else None
    elif isinstance(key, ast.UnaryOp) and text_of(key) == text_of(LAST):
        found.is_last_of = receiver.table
    return found


def _with_marks(found: Data, chosen_by: Value) -> Data:
    """Return some columns with the marks of what chose them."""
    found.marks |= (
        marks_of(chosen_by) if not isinstance(chosen_by, Data) or not chosen_by.rows else frozenset()
    )
    return found


def _select(receiver: Data, names: frozenset[str], key: ast.expr) -> Data:
    if isinstance(key, (ast.List, ast.Tuple)) or len(names) > 1:
        return columns(receiver, names)
    return column(receiver, next(iter(names))) if names else receiver


def _of_data(state: ExecutionState, receiver: Data, key: ast.expr) -> Value:
    if receiver.grouped in {"groups", "window"}:
        names = texts_of(state.evaluate(state, key))
        return _select(receiver, names, key) if names else receiver
    if isinstance(key, ast.Tuple) and key.elts:
        found = rows(state, receiver, key.elts[0], row_labels=True)
        if len(key.elts) == 1:
            return found
        chosen = _with_marks(without_names(found), state.evaluate(state, key.elts[1]))
        chosen.last_of = None
        return chosen
    return rows(state, receiver, key, row_labels=False)


def rows(state: ExecutionState, receiver: Data, key: ast.expr, *, row_labels: bool) -> Data:
    """Return the rows or columns that a key selects."""
    if isinstance(key, ast.Slice):
        if key.lower is None and key.upper is None:
            return changed_copy(receiver, rows=receiver.rows)
        state.evaluate(state, key.lower), state.evaluate(state, key.upper)
        state.slices.add(text_of(key))
        return _piece(receiver, "slice", text_of(key), "slice")
    if isinstance(key, ast.Constant) and key.value in (..., None):  # as in `X[..., np.newaxis]`
        return changed_copy(receiver, rows=receiver.rows)
    value = state.evaluate(state, key)
    if isinstance(value, Piece):
        return _piece(receiver, value.cut, value.piece, "split")
    names = texts_of(value)
    if names is not None and not row_labels:
        return _select(receiver, names, key) if not isinstance(value, Items) else columns(receiver, names)
    if isinstance(value, Items) and value.kind == BUT and not row_labels:
        return _without(receiver, value)
    chosen = (
        _chosen_by(state, receiver, key, value, row_labels=row_labels) if isinstance(value, Data) else None
    )
    if chosen is not None:
        return chosen
    if isinstance(value, Scalar) and value.value is int:
        return changed_copy(receiver, is_row=True)
    if isinstance(value, Scalar) or names is not None:
        return changed_copy(without_names(receiver), is_row=row_labels and not isinstance(value, Items))
    return _unknown_key(receiver, key, value, row_labels=row_labels)


def _chosen_by(
    state: ExecutionState, receiver: Data, key: ast.expr, value: Data, *, row_labels: bool
) -> Data | None:
    """Return what labels, conditions or positions choose, None for other data."""
    if value.grouped == "index" and not row_labels and (receiver.table is not None or not value.rows):
        return _with_marks(changed_copy(copied(receiver), table=None), value)
    if value.grouped == "draws":
        found = copied(receiver)
        found.rows = repeat_rows(state, receiver, key, "rows drawn at random")
        return found
    return _piece(receiver, "filter", _key(key, value)) if value.grouped in {"mask", "index"} else None


def _without(receiver: Data, names: Items) -> Data:
    """Return a table without some columns."""
    found = copied(receiver)
    left_out = frozenset(str(one.value) for one in names.keys or () if isinstance(one, Scalar))
    found.columns = {name: column for name, column in found.columns.items() if name not in left_out}
    found.dropped |= left_out
    return _with_marks(found, names)


def _unknown_key(receiver: Data, key: ast.expr, value: Value, *, row_labels: bool) -> Data:
    """Select rows if the key looks like row labels, else columns."""
    text = key.id if isinstance(key, ast.Name) else ""
    is_condition = isinstance(key, (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.BinOp)) and not isinstance(
        value, Items
    )
    if is_condition or ROWS_NAME.search(text):
        return _piece(receiver, "filter", _key(key, value))
    if isinstance(value, Data) and value.rows and (receiver.table is None or row_labels):
        return _piece(receiver, "filter", _key(key, value))
    found = _with_marks(copied(receiver), value)
    found.table = None
    return found


def _key(key: ast.expr, value: Value) -> Hashable:
    """Return a key of a selection: the comparison, or its source and the rows of its condition."""
    if isinstance(value, Data) and value.condition is not None:
        return value.condition
    return (text_of(key), frozenset(value.rows) if isinstance(value, Data) else None)


def _piece(receiver: Data, cut: Hashable, piece: Hashable, kind: str = "filter") -> Data:
    found = copied(receiver)
    found.rows = part(receiver.rows, cut, piece, kind)
    return found


def called_part(row_set: RowSet, values: Iterable[Value]) -> RowSet:
    """Return the rows of a part that a text names, such as the folder in `path.glob("train/*.csv")`."""
    texts = [v.value for v in values if isinstance(v, Scalar) and isinstance(v.value, str)]
    name = next((text for text in texts if PART_NAME.search(text)), None)
    return row_set if name is None else part(row_set, "called", name)
