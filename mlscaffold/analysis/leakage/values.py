"""Abstract values of a notebook's names."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from mlscaffold.analysis.leakage.leak import Place
from mlscaffold.analysis.leakage.rows import NONE, Condition, RowSet


class Mark(NamedTuple):
    """A source of a value that must not reach a model.

    Args:
        kind: `statistic` of rows; `future` for later rows; `time` for rows in time order; `group` for rows that belong together.
        rows: the rows that it was computed from.
        place: the call that computed it.
    """

    kind: str
    rows: RowSet
    place: Place


Marks = frozenset[Mark]
Sources = frozenset[tuple[Hashable, str]]
NO_MARKS: Marks = frozenset()
NO_SOURCES: Sources = frozenset()


@dataclass(slots=True)
class Column:
    """A column that the notebook added to a table."""

    marks: Marks = NO_MARKS
    sources: Sources = NO_SOURCES


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A training run of a model.

    Args:
        rows: training rows.
        marks: marks of these rows.
        place: the call.
        leaked: feature columns that contain the target.
        settings: identifies the model's settings; equal for repeated training with equal settings.
    """

    rows: RowSet
    marks: Marks
    place: Place
    leaked: tuple[str, ...] = ()
    settings: Hashable = None


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A prediction or a score of a trained model on data.

    Args:
        model: number of the model.
        fit: the preceding training run.
        rows: input rows.
        marks: marks of these rows.
        place: the call.
        kind: `predict`, `score`, `forward` for a network, or `folds` for a cross validation.
        several_models: whether it represents a test of each of several models.
    """

    model: int
    fit: Fit
    rows: RowSet
    marks: Marks
    place: Place
    kind: str
    several_models: bool = False


@dataclass(slots=True)
class Data:
    """A table, column, array or text with rows.

    Args:
        rows: its rows.
        marks: marks of the whole.
        columns: columns that the notebook added, by name.
        table: the table of its columns, None for unnamed columns.
        column_names: names of all its columns, None if unknown.
        dropped: names of dropped columns.
        is_row: whether it is a single row.
        sources: columns that it equals or derives from, row by row.
        trials: predictions in it.
        grouped: `groups` after groupby, `window` after rolling, `mask` for a condition, `index` for labels of rows,
            `draws` for positions at random.
        key: the identifier that it was grouped by.
        estimator: the estimator, if the value turns out to be one.
        dates: names of columns of parsed dates, `*` for a column itself.
        column: name of the column, if it is an unchanged column.
        condition: the comparison that a mask is the result of.
        last_of: the table whose last column is one of its unnamed columns.
        is_last_of: the table of which it is the last column.
    """

    rows: RowSet = NONE
    marks: Marks = NO_MARKS
    columns: dict[str, Column] = field(default_factory=dict)
    table: Hashable = None
    column_names: frozenset[str] | None = None
    dropped: frozenset[str] = frozenset()
    is_row: bool = False
    sources: Sources = NO_SOURCES
    trials: frozenset[Trial] = frozenset()
    grouped: str = ""
    key: str = ""
    estimator: Estimator | None = None
    dates: frozenset[str] = frozenset()
    column: str = ""
    condition: Condition | None = None
    last_of: Hashable = None
    is_last_of: Hashable = None


def changed_copy(data: Data, **changes: object) -> Data:
    """Return data with some fields changed: `dataclasses.replace`, ten times as fast, for the most frequent call.

    Args:
        data: the data; the copy shares its columns.
        changes: the changed fields.
    """
    result = Data(
        data.rows, data.marks, data.columns, data.table, data.column_names, data.dropped, data.is_row, data.sources, data.trials,
        data.grouped, data.key, data.estimator, data.dates, data.column, data.condition,
        data.last_of, data.is_last_of,
    )  # fmt: skip
    for name, value in changes.items():
        setattr(result, name, value)
    return result


@dataclass(slots=True)
class Estimator:
    """An object with a `fit` method.

    Args:
        name: its class, "model" if unknown.
        number: number of the estimator within the notebook.
        adds_statistics: whether transformed data contain statistics of the fitted data.
        predicts: whether it is a model and not a preprocessing step.
        marks: learned statistics.
        fits: its training runs in order.
        rows: rows of the last fit.
        attributes: attributes set by the notebook.
        definition: its class, if the notebook defines it.
        labelled: whether it was fitted with labels.
        selects_columns: whether a step before the model may select columns.
        construction: key of its constructor call, equal for equal settings; None if unknown.
        carried: statistics of layers that were adapted before they became part of it.
    """

    name: str
    number: int = 0
    adds_statistics: bool = True
    predicts: bool = True
    marks: Marks = NO_MARKS
    fits: list[Fit] = field(default_factory=list)
    rows: RowSet = NONE
    attributes: dict[str, Value] = field(default_factory=dict)
    definition: Class | None = None
    construction: Hashable = None
    selects_columns: bool = False
    labelled: bool = True
    carried: Marks = NO_MARKS


BUT = "all but"
"""The kind of names of columns of which only those are known that are not among them."""


@dataclass(slots=True)
class Items:
    """A list, tuple or dictionary of known items; `rest` represents all unknown items.

    The keys of a dictionary are its keys; those of the kind `BUT` are the names that are left out.
    """

    known: list[Value] | None
    rest: Value = None
    keys: list[Value] | None = None
    kind: str = "list"


class Scalar(NamedTuple):
    """A constant or number.

    Args:
        value: the text or number; a set of possible texts; `int` for any integer.
        marks: marks of the value.
    """

    value: object = None
    marks: Marks = NO_MARKS


class Named(NamedTuple):
    """An imported or built-in object by its dotted name."""

    name: str


class Method(NamedTuple):
    """A bound method or indexer of a value."""

    receiver: Value
    name: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function or lambda of the notebook with its enclosing names."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    closure: dict[str, Value]
    cell: int
    receiver: Value = None


@dataclass(frozen=True, slots=True)
class Class:
    """A class of the notebook."""

    node: ast.ClassDef
    closure: dict[str, Value]
    cell: int


@dataclass(frozen=True, slots=True)
class Folds:
    """A splitter such as KFold."""

    cut: Hashable
    kind: str
    shuffles: bool
    place: Place


class Piece(NamedTuple):
    """Positions of the rows of one part of a split."""

    cut: Hashable
    piece: Hashable


Value: TypeAlias = (
    "Data | Estimator | Items | Scalar | Named | Method | Function | Class | Folds | Piece | None"
)
