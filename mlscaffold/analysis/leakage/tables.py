"""Methods of tables, columns and arrays."""

from __future__ import annotations

from collections.abc import Callable

from mlscaffold.analysis.leakage import evaluation
from mlscaffold.analysis.leakage.assignments import set_column
from mlscaffold.analysis.leakage.provenance import copied, data_of, marks_of, texts_of, visible, without_names
from mlscaffold.analysis.leakage.rows import part, text_of
from mlscaffold.analysis.leakage.selections import called_part, column, columns
from mlscaffold.analysis.leakage.state import Arguments, ExecutionState
from mlscaffold.analysis.leakage.subscripts import element
from mlscaffold.analysis.leakage.values import (
    Column,
    Data,
    Function,
    Items,
    Marks,
    Scalar,
    Value,
    changed_copy,
)
from mlscaffold.analysis.leakage.vocabulary import IDENTIFIER, REDUCERS

IN_ORDER = frozenset({"shift", "diff", "pct_change", "rolling", "expanding", "ewm"})
RUNNING = frozenset({"cumsum", "cumcount", "cummax", "cummin", "cumprod", "ngroup", "rank"})


def group(_state: ExecutionState, receiver: Data, _name: str, args: Arguments) -> Data:
    """Group a table; keep the name of a column that identifies persons or things."""
    names = texts_of(args.get(0, "by")) or frozenset()
    key = next((name for name in sorted(names) if IDENTIFIER.search(name)), "")
    return changed_copy(copied(receiver), grouped="groups", key=key, sources=frozenset())


def grouped(state: ExecutionState, receiver: Data, name: str, args: Arguments) -> Value:
    """Evaluate a method of groups or windows; a window holds earlier rows only."""
    plain = changed_copy(copied(receiver), grouped="", sources=frozenset(), column="")
    plain.marks |= group_marks(state, receiver, name, args)
    if receiver.grouped == "window" or name in RUNNING | {"head", "tail", "first", "nth"}:
        return plain
    if name in IN_ORDER:
        return in_order(state, plain, name, args)
    if name in {"ffill", "bfill", "fillna", "sample"}:
        return plain
    result = state.source(args.node)
    result.marks = marks_of(plain) | state.mark("statistic", receiver.rows, args.node, f"groupby.{name}")
    return result


def group_marks(state: ExecutionState, receiver: Data, name: str, args: Arguments) -> Marks:
    """Return the mark of rows that belong to one person or thing."""
    return state.mark("group", receiver.rows, args.node, f"groupby.{name}") if receiver.key else frozenset()


def in_order(state: ExecutionState, receiver: Data, name: str, args: Arguments) -> Data:
    """Evaluate a method that mixes earlier or later rows into a row."""
    step = args.constant(0, "periods")
    later = isinstance(step, int) and step < 0 and name in {"shift", "pct_change", "diff"}
    later = later or (name == "rolling" and args.constant(None, "center") is True)
    result = without_names(receiver)
    result.sources = frozenset()
    result.marks |= state.mark("future" if later else "time", receiver.rows, args.node, name)
    result.grouped = "window" if name in {"rolling", "expanding", "ewm"} else ""
    return result


BACKWARD = frozenset({"bfill", "backfill", "interpolate"})
PER_ROW = frozenset({"apply", "map", "applymap", "progress_apply", "transform", "assign", "pipe", "swifter"})
NOTHING = frozenset(
    "plot hist info boxplot to_csv to_excel to_pickle keys nunique unique scatter show".split()
)
MASKS = frozenset("isnull isna notnull duplicated isin between eq contains startswith".split())
UNNAMED = frozenset("rename pivot pivot_table unstack reshape flatten dot transpose".split())
PIECES = frozenset({"head", "tail", "query", "take", "truncate", "nlargest", "nsmallest"})


def method(state: ExecutionState, receiver: Data, name: str, args: Arguments) -> Value:
    """Evaluate a method of data."""
    if receiver.grouped == "window" or (receiver.grouped == "groups" and name not in {"transform", "apply"}):
        return grouped(state, receiver, name, args)
    return METHODS.get(name, _default)(state, receiver, name, args)


def _chosen(_state: ExecutionState, receiver: Data, _name: str, args: Arguments) -> Data:
    """Evaluate `select` of polars and Spark: some columns, unknown ones without names."""
    texts = [texts_of(value) for value in args.positional]
    if args.keywords or any(text is None for text in texts) or not texts:
        result = copied(receiver)
        result.table = None
        return result
    return columns(receiver, frozenset().union(*(text or () for text in texts)))


def _insert(_state: ExecutionState, receiver: Data, _name: str, args: Arguments) -> Value:
    names = texts_of(args.get(1, "column"))
    if names:
        set_column(receiver, names, args.get(2, "value"))
    return None


def _default(state: ExecutionState, receiver: Data, name: str, args: Arguments) -> Value:
    """Evaluate a row-wise method: the same rows, with the marks of the arguments."""
    result = copied(receiver)
    result.marks |= args.marks()
    forward = name == "interpolate" and args.constant(0, "method") in {"pad", "ffill"}
    if (name in BACKWARD and not forward) or args.constant(None, "method") in {"bfill", "backfill"}:
        result.marks |= state.mark("future", receiver.rows, args.node, "bfill")
    others = [d for d in (data_of(v) for v in args.all()) if d is not None]
    if not result.rows and others:
        result.rows = others[0].rows
    return _changed(receiver, result, args)


def _changed(receiver: Data, result: Data, args: Arguments) -> Value:
    """Return the result, or store it in the receiver if the call is in place."""
    if args.constant(None, "inplace") is not True:
        return result
    receiver.marks, receiver.columns, receiver.dropped, receiver.column_names = (
        result.marks,
        result.columns,
        result.dropped,
        result.column_names,
    )
    receiver.rows, receiver.table, receiver.sources = result.rows, result.table, result.sources
    return None


def reduced(state: ExecutionState, receiver: Data, name: str, args: Arguments, axis: int = 0) -> Value:
    """Return a statistic of rows; along columns, or of one row, it is row-wise."""
    if args.by_column() or args.constant(axis, "axis") == 1 or receiver.is_row:
        return without_names(receiver)
    marks = marks_of(receiver) | state.mark("statistic", receiver.rows, args.node, name)
    return Data(marks=marks, trials=receiver.trials)


def _per_row(state: ExecutionState, receiver: Data, name: str, args: Arguments) -> Value:
    """Call a function argument for each row, a whole table, or groups."""
    if name == "assign":
        return _assigned(state, receiver, args)
    function = args.get(0, "func", "arg")
    statistic = function.value if isinstance(function, Scalar) else None
    if receiver.grouped == "groups":
        output = changed_copy(without_names(receiver), grouped="", sources=frozenset())
        output.marks |= group_marks(state, receiver, name, args)
        if not isinstance(statistic, str) or statistic in REDUCERS:
            output.marks |= state.mark("statistic", receiver.rows, args.node, f"groupby.{name}")
        return output
    output = without_names(receiver)
    output.sources = receiver.sources
    if isinstance(function, Function):
        whole = name in {"pipe", "transform"} or _by_columns(receiver, name, args)
        argument = changed_copy(receiver) if whole else element(receiver)
        inner = Arguments(args.node, [argument, *args.positional[1:]], args.keywords)
        result = state.call(state, function, inner)
        if name == "pipe":
            return result
        output.marks |= marks_of(result)
    else:
        output.marks |= args.marks()
    if receiver.column_names is not None or receiver.table is not None:
        output.table, output.column_names, output.dropped = (
            receiver.table,
            receiver.column_names,
            receiver.dropped,
        )
    return output


def _by_columns(receiver: Data, name: str, args: Arguments) -> bool:
    """Return whether `apply` passes whole columns: on a table with the default axis."""
    is_table = not (receiver.sources or receiver.column or receiver.is_row)
    return name == "apply" and (is_table or args.constant(1, "axis") == 0) and not args.by_column()


def _assigned(state: ExecutionState, receiver: Data, args: Arguments) -> Data:
    table = copied(receiver)
    for name, value in args.keywords.items():
        result = value
        if isinstance(value, Function):
            result = state.call(state, value, Arguments(args.node, [table], {}))
        set_column(table, frozenset({name}), result)
    return table


def _drop(_state: ExecutionState, receiver: Data, _name: str, args: Arguments) -> Value:
    """Drop rows or columns."""
    columns = args.get(None, "columns")
    labels = args.get(0, "labels") if columns is None else columns
    by_column = columns is not None or args.by_column() or args.constant(1, "axis") == 1
    result = copied(receiver)
    if not by_column and not _is_known(receiver, labels):
        removed = data_of(labels)
        if removed is not None and removed.rows:
            result.rows = part(receiver.rows, "slice", ("without", text_of(args.node), removed.rows))
        return _changed(receiver, result, args)
    names = texts_of(labels)
    if names is None:
        result = without_names(result)
    else:
        result.dropped |= names
        result.column_names = result.column_names - names if result.column_names is not None else None
        result.columns = visible(result)
    return _changed(receiver, result, args)


def _is_known(receiver: Data, labels: Value) -> bool:
    names = texts_of(labels)
    return (
        bool(names)
        and names is not None
        and (
            names <= receiver.columns.keys() or bool(receiver.column_names and names <= receiver.column_names)
        )
    )


def _pop(_state: ExecutionState, receiver: Data, _name: str, args: Arguments) -> Value:
    names = texts_of(args.get(0, "item"))
    if not names:
        return receiver
    name = next(iter(names))
    popped = column(receiver, name)
    receiver.dropped |= {name}
    receiver.columns.pop(name, None)
    return popped


def join_columns(receiver: Data, other: Value) -> Data:
    """Return a table with the columns of another added."""
    result = copied(receiver)
    right = data_of(other)
    if right is None:
        return result
    result.rows = receiver.rows or right.rows
    result.marks |= marks_of(right)
    result.columns |= {
        n: Column(c.marks, c.sources) for n, c in visible(right).items() if n not in result.columns
    }
    result.column_names = None
    return result


def _append(_state: ExecutionState, receiver: Data, _name: str, args: Arguments) -> Data:
    other = data_of(args.get(0, "other"))
    result = copied(receiver)
    if other is not None:
        result.rows |= other.rows
        result.marks |= marks_of(other)
        result.trials |= other.trials
    return result


def lengthen(state: ExecutionState, receiver: Data | None, name: str, args: Arguments) -> Value:
    """Return a table with several rows for each original row."""
    if receiver is None:
        return None
    result = without_names(receiver)
    result.table = state.site(args.node)
    result.marks |= state.mark("group", receiver.rows, args.node, name)
    return result


def _sort(state: ExecutionState, receiver: Data, name: str, args: Arguments) -> Value:
    """Sort rows by time if dates were parsed."""
    result = copied(receiver)
    names = texts_of(args.get(0, "by", "keys")) or frozenset()
    if name == "resample" or (names & receiver.dates and len(names) == 1):
        result.marks |= state.mark("time", receiver.rows, args.node, name)
    if name == "resample":
        result.grouped = "window"
    return _changed(receiver, result, args)


METHODS: dict[str, Callable[[ExecutionState, Data, str, Arguments], Value]] = {
    **dict.fromkeys(NOTHING, lambda _state, _data, _name, _args: Scalar()),
    **dict.fromkeys(IN_ORDER, in_order),
    **dict.fromkeys(REDUCERS, reduced),
    **dict.fromkeys(PER_ROW, _per_row),
    **dict.fromkeys(
        PIECES,
        lambda _state, data, _name, args: changed_copy(
            copied(data), rows=part(data.rows, "slice", text_of(args.node))
        ),
    ),
    **dict.fromkeys(
        MASKS, lambda _state, data, _name, _args: changed_copy(without_names(data), grouped="mask")
    ),
    **dict.fromkeys(UNNAMED, lambda _state, data, _name, args: _changed(data, without_names(data), args)),
    **dict.fromkeys(
        ("merge", "join"), lambda _state, data, _name, args: join_columns(data, args.get(0, "right", "other"))
    ),
    **dict.fromkeys(("explode", "melt"), lengthen),
    **dict.fromkeys(("set_index", "sort_values", "resample", "asfreq"), _sort),
    **dict.fromkeys(
        ("items", "iteritems", "iterrows", "itertuples"),
        lambda _state, data, _name, _args: Items([], Items([Scalar(), element(data)], kind="tuple")),
    ),
    **dict.fromkeys(
        ("glob", "rglob", "joinpath"),
        lambda _state, data, _name, args: changed_copy(data, rows=called_part(data.rows, args.all())),
    ),
    "select": _chosen,
    "backward": lambda state, data, _name, _args: state.trained_on(data.trials),
    "groupby": group,
    "sample": evaluation.sample,
    **dict.fromkeys(("integers", "choice"), lambda _state, _data, _name, args: evaluation.drawn(args)),
    "drop": _drop,
    "append": _append,
    "pop": _pop,
    "insert": _insert,
}
