"""Rows and marks of values, and the union of several values."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from mlscaffold.analysis.leakage.rows import NONE, RowSet
from mlscaffold.analysis.leakage.values import (
    NO_MARKS,
    Column,
    Data,
    Estimator,
    Items,
    Marks,
    Scalar,
    Value,
    changed_copy,
)

MAX_DEPTH = 6  # nested lists; by judgement: notebooks nest two or three, and a list may contain itself


def parts(value: Value, depth: int = 0) -> Iterator[Value]:
    """Yield a value, or the items of nested lists; the depth limit ends lists that contain themselves."""
    if isinstance(value, Items):
        for item in [*(value.known or ()), value.rest] if depth < MAX_DEPTH else ():
            yield from parts(item, depth + 1)
    else:
        yield value


def rows_of(value: Value) -> RowSet:
    """Return all rows that a value holds."""
    if isinstance(value, Data):
        return value.rows
    if isinstance(value, Items):
        found = [item.rows for item in parts(value) if isinstance(item, Data)]
        return frozenset().union(*found) if found else NONE
    return NONE


def visible(data: Data) -> dict[str, Column]:
    """Return the columns that the notebook added to a table and has not dropped."""
    if not data.columns:
        return data.columns
    names = data.columns.keys() - data.dropped
    names = names if data.column_names is None else names & data.column_names
    return {name: data.columns[name] for name in names}


def marks_of(value: Value) -> Marks:
    """Return all marks of a value."""
    if isinstance(value, Data):
        found = value.marks
        for column in visible(value).values():
            found |= column.marks
        return found
    if isinstance(value, Scalar):
        return value.marks
    if isinstance(value, Estimator):
        return value.marks
    if isinstance(value, Items):
        return union(marks_of(item) for item in parts(value))
    return NO_MARKS


def union(found: Iterable[Marks]) -> Marks:
    """Return all marks of several values."""
    return frozenset().union(*found)


def data_of(value: Value) -> Data | None:
    """Return a value as data, a list of data as the union of all; None if nothing in it is data."""
    if isinstance(value, Data):
        return value
    if isinstance(value, Estimator) and _is_dataset(value):
        value = Items(list(value.attributes.values()))
    if not isinstance(value, Items):
        return None
    found = [item for item in parts(value) if isinstance(item, Data)]
    return merged(found) if found else None


def _is_dataset(value: Estimator) -> bool:
    """Return whether an instance of a notebook class returns rows by index."""
    body = value.definition.node.body if value.definition else ()
    return any(isinstance(s, ast.FunctionDef) and s.name == "__getitem__" for s in body)


def merged(found: list[Data]) -> Data:
    """Return data with all rows and marks of several."""
    return Data(
        rows=frozenset().union(*(d.rows for d in found)),
        marks=union(marks_of(d) for d in found),
        sources=frozenset().union(*(d.sources for d in found)),
        trials=frozenset().union(*(d.trials for d in found)),
    )


def copied(data: Data) -> Data:
    """Return a copy, so that changing one leaves the other unchanged."""
    return changed_copy(
        data, columns={name: Column(c.marks, c.sources) for name, c in visible(data).items()}, estimator=None
    )


def without_names(data: Data) -> Data:
    """Return the same rows without column names."""
    return Data(
        data.rows, marks_of(data), is_row=data.is_row, sources=data.sources, trials=data.trials, last_of=data.last_of,
        is_last_of=data.is_last_of,
    )  # fmt: skip


def texts_of(value: Value) -> frozenset[str] | None:
    """Return the texts of a text or a list of texts, None for any other value."""
    if isinstance(value, Scalar):
        if isinstance(value.value, frozenset):
            return value.value
        return frozenset({value.value}) if isinstance(value.value, str) else None
    if isinstance(value, Items) and value.known and value.rest is None:
        found = [item.value for item in value.known if isinstance(item, Scalar)]
        names = frozenset(text for text in found if isinstance(text, str))
        return names if len(found) == len(value.known) and len(names) == len(set(found)) else None
    return None


def joined(left: Value, right: Value, depth: int = 0) -> Value:
    """Return the value of a name after either of two branches."""
    if left is right or right is None or depth > MAX_DEPTH:
        return left
    if left is None:
        return right
    if isinstance(left, Data) and isinstance(right, Data):
        return _either(left, right)
    if isinstance(left, Estimator) and isinstance(right, Estimator):
        return left if left.fits and not right.fits else right
    if isinstance(left, Items) and isinstance(right, Items) and _alike(left, right):
        known = [joined(a, b, depth + 1) for a, b in zip(left.known or (), right.known or (), strict=True)]
        return Items(known, joined(left.rest, right.rest, depth + 1), left.keys, left.kind)
    if isinstance(left, (Data, Estimator, Items)):
        return left
    return right


def _alike(left: Items, right: Items) -> bool:
    return left.known is not None and right.known is not None and len(left.known) == len(right.known)


def _either(left: Data, right: Data) -> Data:
    found = merged([left, right])
    if left.table == right.table:
        found.table, found.dropped = left.table, left.dropped | right.dropped
        found.column_names = (
            left.column_names | right.column_names
            if left.column_names is not None and right.column_names is not None
            else None
        )
    return found
