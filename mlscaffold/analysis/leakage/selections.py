"""Rows and columns of a table that a key selects."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable

from mlscaffold.analysis.leakage.evaluation import repeat_rows
from mlscaffold.analysis.leakage.provenance import (
    copied,
    marks_of,
    texts_of,
    without_names,
)
from mlscaffold.analysis.leakage.rows import RowSet, part, text_of
from mlscaffold.analysis.leakage.state import ExecutionState
from mlscaffold.analysis.leakage.values import (
    BUT,
    Data,
    Items,
    Piece,
    Scalar,
    Value,
    changed_copy,
)
from mlscaffold.analysis.leakage.vocabulary import PART_NAME, ROWS_NAME

LAST = ast.UnaryOp(ast.USub(), ast.Constant(1))
"""The key of the last column: `-1`."""


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


def selected(state: ExecutionState, receiver: Data, key: ast.expr) -> Value:
    """Return what `data[key]` selects: columns of groups, rows, or rows and columns of an array."""
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
