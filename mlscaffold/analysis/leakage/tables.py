"""What the methods of tables, columns and arrays make of rows."""

from __future__ import annotations

from collections.abc import Callable

from mlscaffold.analysis.leakage import row_order, splits
from mlscaffold.analysis.leakage.assignments import set_column
from mlscaffold.analysis.leakage.reading import copied, data_of, marks_of, nameless, texts_of, visible
from mlscaffold.analysis.leakage.rows import part
from mlscaffold.analysis.leakage.spelling import text_of
from mlscaffold.analysis.leakage.state import Given, Machine
from mlscaffold.analysis.leakage.subscripts import called_part, column, element
from mlscaffold.analysis.leakage.values import Column, Data, Function, Items, Scalar, Value, altered
from mlscaffold.analysis.leakage.vocabulary import REDUCERS

PER_ROW = frozenset({"apply", "map", "applymap", "progress_apply", "transform", "assign", "pipe", "swifter"})
NOTHING = frozenset(
    "plot hist info boxplot to_csv to_excel to_pickle keys nunique unique scatter show".split()
)
MASKS = frozenset("isnull isna notnull duplicated isin between eq contains startswith".split())
UNNAMED = frozenset("rename pivot pivot_table unstack reshape flatten dot transpose".split())
PIECES = frozenset({"head", "tail", "query", "take", "truncate", "nlargest", "nsmallest"})


def method(m: Machine, owner: Data, name: str, given: Given) -> Value:
    """Follow a method of data."""
    if owner.grouped == "window" or (owner.grouped == "groups" and name not in {"transform", "apply"}):
        return row_order.grouped(m, owner, name, given)
    return METHODS.get(name, _default)(m, owner, name, given)


def _nothing(_m: Machine, _owner: Data, _name: str, _given: Given) -> Value:
    return Scalar()


def _backward(m: Machine, owner: Data, _name: str, _given: Given) -> Value:
    m.trained_on(owner.trials)
    return None


def _cut(_m: Machine, owner: Data, _name: str, given: Given) -> Value:
    return altered(copied(owner), rows=part(owner.rows, "slice", text_of(given.node)))


def _insert(_m: Machine, owner: Data, _name: str, given: Given) -> Value:
    names = texts_of(given.get(1, "column"))
    if names:
        set_column(owner, names, given.get(2, "value"))
    return None


def _unnamed(_m: Machine, owner: Data, _name: str, given: Given) -> Value:
    return _changed(owner, nameless(owner), given)


def _within(_m: Machine, owner: Data, _name: str, given: Given) -> Value:
    return altered(owner, rows=called_part(owner.rows, given.all()))


def _rows_one_by_one(_m: Machine, owner: Data, _name: str, _given: Given) -> Value:
    return Items([], Items([Scalar(), element(owner)], kind="tuple"))


def _condition(_m: Machine, owner: Data, _name: str, _given: Given) -> Value:
    return altered(nameless(owner), grouped="mask")


def _merge(_m: Machine, owner: Data, _name: str, given: Given) -> Value:
    return joined_with(owner, given.get(0, "right", "other"))


def _default(m: Machine, owner: Data, name: str, given: Given) -> Value:
    """Row by row: the same rows, and all that the arguments held."""
    made = copied(owner)
    made.marks |= given.marks()
    if name in {"bfill", "backfill"} or given.constant(None, "method") in {"bfill", "backfill"}:
        made.marks |= m.mark("future", owner.rows, given.node, "bfill")
    others = [d for d in (data_of(v) for v in given.all()) if d is not None]
    if not made.rows and others:
        made.rows = others[0].rows
    return _changed(owner, made, given)


def _changed(owner: Data, made: Data, given: Given) -> Value:
    """Return what was made, or put it in the owner where the call changes it in place."""
    if given.constant(None, "inplace") is not True:
        return made
    owner.marks, owner.columns, owner.lacks, owner.only = made.marks, made.columns, made.lacks, made.only
    owner.rows, owner.table, owner.sources = made.rows, made.table, made.sources
    return None


def reduced(m: Machine, owner: Data, name: str, given: Given, axis: int = 0) -> Value:
    """Return a statistic of rows; of one row, or along columns, it is none."""
    if given.by_column() or given.constant(axis, "axis") == 1 or owner.one:
        return nameless(owner)
    marks = marks_of(owner) | m.mark("statistic", owner.rows, given.node, name)
    return Data(marks=marks, trials=owner.trials)


def _per_row(m: Machine, owner: Data, name: str, given: Given) -> Value:
    """Call what a method is given for each row, for a whole table, or for groups of rows."""
    if name == "assign":
        return _assigned(m, owner, given)
    function = given.get(0, "func", "arg")
    statistic = function.value if isinstance(function, Scalar) else None
    if owner.grouped == "groups":
        made = altered(nameless(owner), grouped="", sources=frozenset())
        made.marks |= row_order.belonging(m, owner, name, given)
        if not isinstance(statistic, str) or statistic in REDUCERS:
            made.marks |= m.mark("statistic", owner.rows, given.node, f"groupby.{name}")
        return made
    made = nameless(owner)
    made.sources = owner.sources
    if isinstance(function, Function):
        whole = name in {"pipe", "transform"} or _by_columns(owner, name, given)
        argument = altered(owner) if whole else element(owner)
        inner = Given(given.node, [argument, *given.positional[1:]], given.named)
        result = m.called(m, function, inner)
        if name == "pipe":
            return result
        made.marks |= marks_of(result)
    else:
        made.marks |= given.marks()
    if owner.only is not None or owner.table is not None:
        made.table, made.only, made.lacks = owner.table, owner.only, owner.lacks
    return made


def _by_columns(owner: Data, name: str, given: Given) -> bool:
    """Say whether `apply` gives whole columns: of a table, where no other axis is asked for."""
    is_table = owner.table is not None and not owner.sources
    return name == "apply" and (is_table or given.constant(1, "axis") == 0) and not given.by_column()


def _assigned(m: Machine, owner: Data, given: Given) -> Data:
    made = copied(owner)
    for name, value in given.named.items():
        result = value
        if isinstance(value, Function):
            result = m.called(m, value, Given(given.node, [made], {}))
        set_column(made, frozenset({name}), result)
    return made


def _drop(_m: Machine, owner: Data, _name: str, given: Given) -> Value:
    """Rows or columns taken out."""
    columns = given.get(None, "columns")
    labels = given.get(0, "labels") if columns is None else columns
    by_column = columns is not None or given.by_column() or given.constant(1, "axis") == 1
    made = copied(owner)
    if not by_column and not _is_known(owner, labels):
        held = data_of(labels)
        if held is not None and held.rows:
            made.rows = part(owner.rows, "slice", ("without", text_of(given.node), held.rows))
        return _changed(owner, made, given)
    names = texts_of(labels)
    if names is None:
        made = nameless(made)
    else:
        made.lacks |= names
        made.only = made.only - names if made.only is not None else None
        made.columns = visible(made)
    return _changed(owner, made, given)


def _is_known(owner: Data, labels: Value) -> bool:
    names = texts_of(labels)
    return (
        bool(names)
        and names is not None
        and (names <= owner.columns.keys() or bool(owner.only and names <= owner.only))
    )


def _pop(_m: Machine, owner: Data, _name: str, given: Given) -> Value:
    names = texts_of(given.get(0, "item"))
    if not names:
        return owner
    name = next(iter(names))
    taken = column(owner, name)
    owner.lacks |= {name}
    owner.columns.pop(name, None)
    return taken


def joined_with(owner: Data, other: Value) -> Data:
    """Return a table with the columns of another beside its own."""
    made = copied(owner)
    right = data_of(other)
    if right is None:
        return made
    made.rows = owner.rows or right.rows
    made.marks |= marks_of(right)
    made.columns |= {
        n: Column(c.marks, c.sources) for n, c in visible(right).items() if n not in made.columns
    }
    made.only = None
    return made


def _appended(_m: Machine, owner: Data, _name: str, given: Given) -> Data:
    other = data_of(given.get(0, "other"))
    made = copied(owner)
    if other is not None:
        made.rows |= other.rows
        made.marks |= marks_of(other)
        made.trials |= other.trials
    return made


def lengthened(m: Machine, name: str, owner: Data | None, given: Given) -> Value:
    """Return a table that has several rows for each row of before."""
    if owner is None:
        return None
    made = nameless(owner)
    made.table = m.site(given.node)
    made.marks |= m.mark("group", owner.rows, given.node, name)
    return made


def _ordered(m: Machine, owner: Data, name: str, given: Given) -> Value:
    """Rows in the order of time, where dates were parsed."""
    made = copied(owner)
    names = texts_of(given.get(0, "by", "keys")) or frozenset()
    if name == "resample" or (names & owner.dates and len(names) == 1):
        made.marks |= m.mark("time", owner.rows, given.node, name)
    if name == "resample":
        made.grouped = "window"
    return _changed(owner, made, given)


def _lengthen(m: Machine, owner: Data, name: str, given: Given) -> Value:
    return lengthened(m, name, owner, given)


def _sample(m: Machine, owner: Data, _name: str, given: Given) -> Value:
    return splits.sampled(m, owner, given)


METHODS: dict[str, Callable[[Machine, Data, str, Given], Value]] = {
    **dict.fromkeys(NOTHING, _nothing),
    **dict.fromkeys(row_order.IN_ORDER, row_order.in_order),
    **dict.fromkeys(REDUCERS, reduced),
    **dict.fromkeys(PER_ROW, _per_row),
    **dict.fromkeys(PIECES, _cut),
    **dict.fromkeys(MASKS, _condition),
    **dict.fromkeys(UNNAMED, _unnamed),
    **dict.fromkeys(("merge", "join"), _merge),
    **dict.fromkeys(("explode", "melt"), _lengthen),
    **dict.fromkeys(("set_index", "sort_values", "resample", "asfreq"), _ordered),
    **dict.fromkeys(("items", "iteritems", "iterrows", "itertuples"), _rows_one_by_one),
    **dict.fromkeys(("glob", "rglob", "joinpath"), _within),
    "backward": _backward,
    "groupby": row_order.group,
    "sample": _sample,
    "drop": _drop,
    "append": _appended,
    "pop": _pop,
    "insert": _insert,
}
