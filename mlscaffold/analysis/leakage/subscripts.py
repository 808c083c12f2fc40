"""What attributes and items of a value stand for."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable

from mlscaffold.analysis.leakage.reading import copied, joined, nameless, texts_of, visible
from mlscaffold.analysis.leakage.rows import Held, part
from mlscaffold.analysis.leakage.spelling import text_of
from mlscaffold.analysis.leakage.state import Machine
from mlscaffold.analysis.leakage.values import (
    Data,
    Estimator,
    Items,
    Method,
    Named,
    Piece,
    Scalar,
    Value,
    altered,
)
from mlscaffold.analysis.leakage.vocabulary import PART_NAME, ROWS_NAME

INDEXERS = frozenset({"loc", "iloc", "ix", "at", "iat"})
SAME = frozenset({"str", "dt", "cat", "T"})
ARRAYS = frozenset({"values", "array", "A", "data_"})
SHAPES = frozenset({"shape", "size", "ndim", "dtype", "dtypes", "empty", "nbytes"})


def attribute(m: Machine, node: ast.Attribute) -> Value:
    """Return what an attribute of a value stands for."""
    owner = m.evaluate(m, node.value)
    name = node.attr
    if isinstance(owner, Named):
        return Named(f"{owner.name}.{name}")
    if isinstance(owner, Estimator):
        return _of_estimator(owner, name)
    if not isinstance(owner, Data):
        return Method(owner, name) if owner is not None else None
    if name in SHAPES:
        return Scalar()
    if name in INDEXERS or owner.grouped in {"groups", "window"}:
        return Method(owner, name) if name in INDEXERS else owner
    if name == "index":
        return Data(owner.rows, one=owner.one, grouped="index")
    if name == "columns":
        return _names(owner)
    if name in ARRAYS:
        return nameless(owner)
    if name in SAME:
        return owner
    return _field(owner, name)


def _names(owner: Data) -> Value:
    return Items([Scalar(name) for name in sorted(owner.only)]) if owner.only else Items([], Scalar(str))


def _field(owner: Data, name: str) -> Value:
    if owner.table is None or name in {"images", "data", "target", "text", "features", "labels"}:
        piece = PART_NAME.search(name)
        found = nameless(owner)
        found.rows = part(owner.rows, "field", name) if piece else owner.rows
        return found
    if PART_NAME.search(name) and not owner.columns:
        return altered(nameless(owner), rows=part(owner.rows, "field", name))
    return column(owner, name)


def _of_estimator(owner: Estimator, name: str) -> Value:
    if name in owner.attributes:
        return owner.attributes[name]
    if name.endswith("_estimator_") or name in {"named_steps", "steps", "model", "estimator", "module"}:
        return owner
    if name == "labels_":
        return Data(owner.rows, owner.marks)
    return Method(owner, name)


def column(owner: Data, name: str) -> Data:
    """Return one column of a table."""
    known = owner.columns.get(name)
    marks = owner.marks | (known.marks if known else frozenset())
    own = frozenset({(owner.table, name)}) if owner.table is not None else frozenset()
    sources = own | (known.sources if known else frozenset())
    dates = owner.dates & {name}
    found = Data(owner.rows, marks, one=owner.one, sources=sources, dates=dates, column=name)
    found.grouped, found.key = owner.grouped, owner.key
    return found


def columns(owner: Data, names: frozenset[str]) -> Data:
    """Return some columns of a table, as a table."""
    found = copied(owner)
    found.columns = {name: c for name, c in found.columns.items() if name in names}
    if owner.table is not None:
        found.only = names
    return found


def subscript(m: Machine, node: ast.Subscript) -> Value:
    """Return what an item, a selection of rows or columns of a value stands for."""
    owner = m.evaluate(m, node.value)
    if isinstance(owner, Method) and isinstance(owner.owner, Data) and owner.name in INDEXERS:
        return located(m, owner.owner, node.slice, owner.name)
    if isinstance(owner, Items):
        return _item(m, owner, node.slice)
    if isinstance(owner, Estimator):
        m.evaluate(m, node.slice)
        return owner
    if isinstance(owner, Scalar):
        return Scalar(None, owner.marks)
    if isinstance(owner, Named):
        return _of_named(m, owner, node.slice)
    return _of_data(m, owner, node.slice) if isinstance(owner, Data) else None


def _of_named(m: Machine, owner: Named, key: ast.expr) -> Value:
    """Return what `np.c_[a, b]` and `np.r_[a, b]` make."""
    value = m.evaluate(m, key)
    found: Value = None
    for item in value.known or () if isinstance(value, Items) else ():
        found = joined(found, item)
    return found if owner.name.endswith(("c_", "r_")) else None


def _item(m: Machine, owner: Items, key: ast.expr) -> Value:
    if isinstance(key, ast.Slice):
        return _cut_list(m, owner, key)
    index = m.evaluate(m, key)
    wanted = index.value if isinstance(index, Scalar) else None
    known = owner.known or []
    if owner.keys is not None:
        for name, value in zip(owner.keys, known, strict=False):
            if isinstance(name, Scalar) and name.value == wanted and wanted is not None:
                return value
    elif isinstance(wanted, int) and -len(known) <= wanted < len(known) and owner.rest is None:
        return known[wanted]
    if isinstance(index, Piece) or (isinstance(index, Data) and index.rows):
        return element(owner)
    return element(owner)


def _cut_list(m: Machine, owner: Items, key: ast.Slice) -> Value:
    rest = owner.rest
    if isinstance(rest, Data):
        rest = altered(rest, rows=part(rest.rows, "slice", text_of(key)))
    low, high = (m.evaluate(m, edge) for edge in (key.lower, key.upper))
    edges = [edge.value if isinstance(edge, Scalar) else None for edge in (low, high)]
    if rest is None and all(isinstance(edge, int | None) for edge in edges):
        return Items((owner.known or [])[slice(*edges)], kind=owner.kind)  # type: ignore[arg-type]
    return Items(owner.known, rest, kind=owner.kind)


def element(value: Value) -> Value:
    """Return what stands for any item of a value that is iterated over."""
    if isinstance(value, Items):
        found = value.rest
        iterated = value.keys if value.kind == "dict" and value.keys else value.known
        for item in iterated or ():
            found = _either(found, item)
        return found
    if isinstance(value, Data):
        return altered(value, one=True, columns=dict(visible(value)), maker=None)
    return None


def _either(left: Value, right: Value) -> Value:
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        texts = [texts_of(left), texts_of(right)]
        known = frozenset().union(*(t for t in texts if t)) if all(texts) else None
        return Scalar(known, left.marks | right.marks)
    return joined(left, right)


def located(m: Machine, owner: Data, key: ast.expr, indexer: str) -> Value:
    """Return what `.loc[rows, columns]` and `.iloc[rows, columns]` select."""
    if isinstance(key, ast.Tuple) and len(key.elts) == 2:
        found = rows(m, owner, key.elts[0], row_labels=True)
        return _by_place(m, found, key.elts[1], named=indexer == "loc")
    return rows(m, owner, key, row_labels=True)


def _by_place(m: Machine, owner: Data, key: ast.expr, *, named: bool) -> Data:
    names = texts_of(m.evaluate(m, key)) if not isinstance(key, ast.Slice) else None
    if named and names is not None:
        return _select(owner, names, key)
    if isinstance(key, ast.Slice) and key.lower is None and key.upper is None:
        return owner
    return nameless(owner)


def _select(owner: Data, names: frozenset[str], key: ast.expr) -> Data:
    if isinstance(key, (ast.List, ast.Tuple)) or len(names) > 1:
        return columns(owner, names)
    return column(owner, next(iter(names))) if names else owner


def _of_data(m: Machine, owner: Data, key: ast.expr) -> Value:
    if owner.grouped in {"groups", "window"}:
        names = texts_of(m.evaluate(m, key))
        return _select(owner, names, key) if names else owner
    if isinstance(key, ast.Tuple) and key.elts:
        found = rows(m, owner, key.elts[0], row_labels=True)
        return nameless(found) if len(key.elts) > 1 else found
    return rows(m, owner, key, row_labels=False)


def rows(m: Machine, owner: Data, key: ast.expr, *, row_labels: bool) -> Data:
    """Return the rows, or the columns, that a key selects."""
    if isinstance(key, ast.Slice):
        if key.lower is None and key.upper is None:
            return altered(owner, rows=owner.rows)
        m.evaluate(m, key.lower), m.evaluate(m, key.upper)
        m.slices.add(text_of(key))
        return _piece(owner, "slice", text_of(key), "slice")
    value = m.evaluate(m, key)
    if isinstance(value, Piece):
        return _piece(owner, value.cut, value.piece, "split")
    names = texts_of(value)
    if names is not None and not row_labels:
        return _select(owner, names, key) if not isinstance(value, Items) else columns(owner, names)
    if isinstance(value, Data) and value.grouped == "index" and owner.table is not None and not row_labels:
        return altered(copied(owner), table=None)
    if isinstance(value, Data) and value.grouped in {"mask", "index"}:
        return _piece(owner, "filter", _key(key, value))
    if isinstance(value, Scalar) and value.value is int:
        return altered(owner, one=True)
    if isinstance(value, Scalar) or names is not None:
        return altered(nameless(owner), one=row_labels and not isinstance(value, Items))
    return _unknown_key(owner, key, value)


def _unknown_key(owner: Data, key: ast.expr, value: Value) -> Data:
    """Rows where the key looks like labels of rows, columns otherwise."""
    text = key.id if isinstance(key, ast.Name) else ""
    is_condition = isinstance(key, (ast.Compare, ast.BoolOp, ast.UnaryOp, ast.BinOp)) and not isinstance(
        value, Items
    )
    if is_condition or ROWS_NAME.search(text):
        return _piece(owner, "filter", _key(key, value))
    if isinstance(value, Data) and value.rows and owner.table is None:
        return _piece(owner, "filter", _key(key, value))
    found = copied(owner)
    found.table = None
    return found


def _key(key: ast.expr, value: Value) -> Hashable:
    """Name a selection by what it is, and by the rows that it was made of."""
    return (text_of(key), frozenset(value.rows) if isinstance(value, Data) else None)


def _piece(owner: Data, cut: Hashable, piece: Hashable, kind: str = "filter") -> Data:
    found = copied(owner)
    found.rows = part(owner.rows, cut, piece, kind)
    return found


def called_part(held: Held, values: Iterable[Value]) -> Held:
    """Return rows of a part that is called so by a text, such as the folder in `path.glob("train/*.csv")`."""
    texts = [v.value for v in values if isinstance(v, Scalar) and isinstance(v.value, str)]
    name = next((text for text in texts if PART_NAME.search(text)), None)
    return held if name is None else part(held, "called", name)
