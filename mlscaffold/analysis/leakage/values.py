"""What a name of a notebook may stand for while its statements are followed."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from mlscaffold.analysis.leakage.leak import Place
from mlscaffold.analysis.leakage.rows import NONE, Held


class Mark(NamedTuple):
    """Something that went into a value and that may not reach a model.

    Args:
        kind: `statistic` of rows; `future` for later rows; `time` for rows in time order; `group` for rows that belong together.
        rows: the rows that it was computed of.
        place: the place that did it.
    """

    kind: str
    rows: Held
    place: Place


Marks = frozenset[Mark]
Sources = frozenset[tuple[Hashable, str]]
NO_MARKS: Marks = frozenset()
NO_SOURCES: Sources = frozenset()


@dataclass(slots=True)
class Column:
    """What is known of a column that the notebook itself put into a table."""

    marks: Marks = NO_MARKS
    sources: Sources = NO_SOURCES


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A model was trained.

    Args:
        rows: rows that it was trained on.
        marks: what went into them.
        place: the call.
        leaked: columns of its features that hold the target.
        which: what tells it from trainings of other models, the same for a repetition of the same one.
    """

    rows: Held
    marks: Marks
    place: Place
    leaked: tuple[str, ...] = ()
    which: Hashable = None


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """A trained model was given data to predict or to score.

    Args:
        model: the number of the model.
        fit: the training that came before.
        rows: rows that it was given.
        marks: what went into them.
        place: the call.
        how: `predict`, `score`, `forward` for a network, or `folds` for a cross validation.
        many: whether it stands for one test of each of several models.
    """

    model: int
    fit: Fit
    rows: Held
    marks: Marks
    place: Place
    how: str
    many: bool = False


@dataclass(slots=True)
class Data:
    """A table, column, array or text with rows.

    Args:
        rows: the rows that it holds.
        marks: what went into all of it.
        columns: columns that the notebook made, by name.
        table: which table its columns belong to, None where they have no names.
        only: the names of all its columns, where they are known.
        lacks: names of columns that were taken out.
        one: it is one row at a time.
        sources: columns whose values are its values, row by row.
        trials: predictions that went into it.
        grouped: `groups` after groupby, `window` after rolling, `mask` for a condition, `index` for labels of rows.
        key: names that it was grouped by.
        maker: the estimator that it is, should it turn out to be one.
        dates: names of columns of parsed dates, `*` for a column itself.
        column: the name of the column that it is, unchanged.
    """

    rows: Held = NONE
    marks: Marks = NO_MARKS
    columns: dict[str, Column] = field(default_factory=dict)
    table: Hashable = None
    only: frozenset[str] | None = None
    lacks: frozenset[str] = frozenset()
    one: bool = False
    sources: Sources = NO_SOURCES
    trials: frozenset[Trial] = frozenset()
    grouped: str = ""
    key: str = ""
    maker: Estimator | None = None
    dates: frozenset[str] = frozenset()
    column: str = ""


def altered(data: Data, **changes: object) -> Data:
    """Return data with other fields; it is `dataclasses.replace`, ten times as fast, and called as often as any.

    Args:
        data: the data; both share its columns.
        changes: the fields that are other.
    """
    made = Data(
        data.rows, data.marks, data.columns, data.table, data.only, data.lacks, data.one, data.sources, data.trials,
        data.grouped, data.key, data.maker, data.dates, data.column,
    )  # fmt: skip
    for name, value in changes.items():
        setattr(made, name, value)
    return made


@dataclass(slots=True)
class Estimator:
    """Something with a fit method.

    Args:
        name: its class, "model" where it is not known.
        number: which of the notebook's estimators it is.
        carries: whether what it transforms holds statistics of what it was fitted on.
        predicts: whether it is a model and not a step of preparation.
        marks: statistics that it learned.
        fits: its trainings as a model, the last one last.
        rows: the rows that it was last fitted on.
        attributes: what the notebook stored in it.
        definition: its class, where the notebook defines it.
        picks: whether a step before the model may choose among the columns.
        made: how it was made: equal for two that were made alike, None where that is not known.
    """

    name: str
    number: int = 0
    carries: bool = True
    predicts: bool = True
    marks: Marks = NO_MARKS
    fits: list[Fit] = field(default_factory=list)
    rows: Held = NONE
    attributes: dict[str, Value] = field(default_factory=dict)
    definition: Class | None = None
    made: Hashable = None
    picks: bool = False


@dataclass(slots=True)
class Items:
    """A list, tuple or dictionary of known items; `rest` stands for the items that are not known one by one."""

    known: list[Value] | None
    rest: Value = None
    keys: list[Value] | None = None
    kind: str = "list"


class Scalar(NamedTuple):
    """One constant or number.

    Args:
        value: the text or number; a set of texts where it is one of them; `int` for any number that counts.
        marks: what went into it.
    """

    value: object = None
    marks: Marks = NO_MARKS


class Named(NamedTuple):
    """Something imported or built in, by its dotted name."""

    name: str


class Method(NamedTuple):
    """A method or indexer of a value, before it is used."""

    owner: Value
    name: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function or lambda of the notebook, with the names around it."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    around: dict[str, Value]
    cell: int
    owner: Value = None


@dataclass(frozen=True, slots=True)
class Class:
    """A class of the notebook."""

    node: ast.ClassDef
    around: dict[str, Value]
    cell: int


@dataclass(frozen=True, slots=True)
class Folds:
    """What splits rows: KFold and the like; `rows` where it already knows them."""

    cut: Hashable
    kind: str
    shuffles: bool
    place: Place


class Piece(NamedTuple):
    """Positions of the rows of one piece of a split."""

    cut: Hashable
    piece: Hashable


Value: TypeAlias = (
    "Data | Estimator | Items | Scalar | Named | Method | Function | Class | Folds | Piece | None"
)
