"""Methods of tables, columns and arrays."""

from __future__ import annotations

from collections.abc import Callable

from mlscaffold.analysis.leakage import evaluation
from mlscaffold.analysis.leakage.assignments import set_column
from mlscaffold.analysis.leakage.reading import copied, data_of, marks_of, texts_of, visible, without_names
from mlscaffold.analysis.leakage.rows import part, text_of
from mlscaffold.analysis.leakage.state import Arguments, Machine
from mlscaffold.analysis.leakage.subscripts import called_part, column, element
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


def group(_m: Machine, receiver: Data, _name: str, args: Arguments) -> Data:
    """Group a table; keep the name of a column that identifies persons or things."""
    names = texts_of(args.get(0, "by")) or frozenset()
    key = next((name for name in sorted(names) if IDENTIFIER.search(name)), "")
    return changed_copy(copied(receiver), grouped="groups", key=key, sources=frozenset())


def grouped(m: Machine, receiver: Data, name: str, args: Arguments) -> Value:
    """Evaluate a method of groups or windows; a window holds earlier rows only."""
    plain = changed_copy(copied(receiver), grouped="", sources=frozenset(), column="")
    plain.marks |= belonging(m, receiver, name, args)
    if receiver.grouped == "window" or name in RUNNING | {"head", "tail", "first", "nth"}:
        return plain
    if name in IN_ORDER:
        return in_order(m, plain, name, args)
    if name in {"ffill", "bfill", "fillna", "sample"}:
        return plain
    result = m.source(args.node)
    result.marks = marks_of(plain) | m.mark("statistic", receiver.rows, args.node, f"groupby.{name}")
    return result


def belonging(m: Machine, receiver: Data, name: str, args: Arguments) -> Marks:
    """Return the mark of rows that belong to one person or thing."""
    return m.mark("group", receiver.rows, args.node, f"groupby.{name}") if receiver.key else frozenset()


def in_order(m: Machine, receiver: Data, name: str, args: Arguments) -> Data:
    """Evaluate a method that mixes earlier or later rows into a row."""
    step = args.constant(0, "periods")
    later = isinstance(step, int) and step < 0 and name in {"shift", "pct_change", "diff"}
    result = without_names(receiver)
    result.sources = frozenset()
    result.marks |= m.mark("future" if later else "time", receiver.rows, args.node, name)
    result.grouped = "window" if name in {"rolling", "expanding", "ewm"} else ""
    return result


PER_ROW = frozenset({"apply", "map", "applymap", "progress_apply", "transform", "assign", "pipe", "swifter"})
NOTHING = frozenset(
    "plot hist info boxplot to_csv to_excel to_pickle keys nunique unique scatter show".split()
)
MASKS = frozenset("isnull isna notnull duplicated isin between eq contains startswith".split())
UNNAMED = frozenset("rename pivot pivot_table unstack reshape flatten dot transpose".split())
PIECES = frozenset({"head", "tail", "query", "take", "truncate", "nlargest", "nsmallest"})


def method(m: Machine, receiver: Data, name: str, args: Arguments) -> Value:
    """Evaluate a method of data."""
    if receiver.grouped == "window" or (receiver.grouped == "groups" and name not in {"transform", "apply"}):
        return grouped(m, receiver, name, args)
    return METHODS.get(name, _default)(m, receiver, name, args)


def _insert(_m: Machine, receiver: Data, _name: str, args: Arguments) -> Value:
    names = texts_of(args.get(1, "column"))
    if names:
        set_column(receiver, names, args.get(2, "value"))
    return None


def _default(m: Machine, receiver: Data, name: str, args: Arguments) -> Value:
    """Evaluate a row-wise method: the same rows, with the marks of the arguments."""
    result = copied(receiver)
    result.marks |= args.marks()
    if name in {"bfill", "backfill"} or args.constant(None, "method") in {"bfill", "backfill"}:
        result.marks |= m.mark("future", receiver.rows, args.node, "bfill")
    others = [d for d in (data_of(v) for v in args.all()) if d is not None]
    if not result.rows and others:
        result.rows = others[0].rows
    return _changed(receiver, result, args)


def _changed(receiver: Data, result: Data, args: Arguments) -> Value:
    """Return the result, or store it in the receiver if the call is in place."""
    if args.constant(None, "inplace") is not True:
        return result
    receiver.marks, receiver.columns, receiver.lacks, receiver.only = (
        result.marks,
        result.columns,
        result.lacks,
        result.only,
    )
    receiver.rows, receiver.table, receiver.sources = result.rows, result.table, result.sources
    return None


def reduced(m: Machine, receiver: Data, name: str, args: Arguments, axis: int = 0) -> Value:
    """Return a statistic of rows; along columns, or of one row, it is row-wise."""
    if args.by_column() or args.constant(axis, "axis") == 1 or receiver.one:
        return without_names(receiver)
    marks = marks_of(receiver) | m.mark("statistic", receiver.rows, args.node, name)
    return Data(marks=marks, trials=receiver.trials)


def _per_row(m: Machine, receiver: Data, name: str, args: Arguments) -> Value:
    """Call a function argument for each row, a whole table, or groups."""
    if name == "assign":
        return _assigned(m, receiver, args)
    function = args.get(0, "func", "arg")
    statistic = function.value if isinstance(function, Scalar) else None
    if receiver.grouped == "groups":
        output = changed_copy(without_names(receiver), grouped="", sources=frozenset())
        output.marks |= belonging(m, receiver, name, args)
        if not isinstance(statistic, str) or statistic in REDUCERS:
            output.marks |= m.mark("statistic", receiver.rows, args.node, f"groupby.{name}")
        return output
    output = without_names(receiver)
    output.sources = receiver.sources
    if isinstance(function, Function):
        whole = name in {"pipe", "transform"} or _by_columns(receiver, name, args)
        argument = changed_copy(receiver) if whole else element(receiver)
        inner = Arguments(args.node, [argument, *args.positional[1:]], args.keywords)
        result = m.called(m, function, inner)
        if name == "pipe":
            return result
        output.marks |= marks_of(result)
    else:
        output.marks |= args.marks()
    if receiver.only is not None or receiver.table is not None:
        output.table, output.only, output.lacks = receiver.table, receiver.only, receiver.lacks
    return output


def _by_columns(receiver: Data, name: str, args: Arguments) -> bool:
    """Return whether `apply` passes whole columns: on a table with the default axis."""
    is_table = receiver.table is not None and not receiver.sources
    return name == "apply" and (is_table or args.constant(1, "axis") == 0) and not args.by_column()


def _assigned(m: Machine, receiver: Data, args: Arguments) -> Data:
    table = copied(receiver)
    for name, value in args.keywords.items():
        result = value
        if isinstance(value, Function):
            result = m.called(m, value, Arguments(args.node, [table], {}))
        set_column(table, frozenset({name}), result)
    return table


def _drop(_m: Machine, receiver: Data, _name: str, args: Arguments) -> Value:
    """Drop rows or columns."""
    columns = args.get(None, "columns")
    labels = args.get(0, "labels") if columns is None else columns
    by_column = columns is not None or args.by_column() or args.constant(1, "axis") == 1
    result = copied(receiver)
    if not by_column and not _is_known(receiver, labels):
        held = data_of(labels)
        if held is not None and held.rows:
            result.rows = part(receiver.rows, "slice", ("without", text_of(args.node), held.rows))
        return _changed(receiver, result, args)
    names = texts_of(labels)
    if names is None:
        result = without_names(result)
    else:
        result.lacks |= names
        result.only = result.only - names if result.only is not None else None
        result.columns = visible(result)
    return _changed(receiver, result, args)


def _is_known(receiver: Data, labels: Value) -> bool:
    names = texts_of(labels)
    return (
        bool(names)
        and names is not None
        and (names <= receiver.columns.keys() or bool(receiver.only and names <= receiver.only))
    )


def _pop(_m: Machine, receiver: Data, _name: str, args: Arguments) -> Value:
    names = texts_of(args.get(0, "item"))
    if not names:
        return receiver
    name = next(iter(names))
    popped = column(receiver, name)
    receiver.lacks |= {name}
    receiver.columns.pop(name, None)
    return popped


def joined_with(receiver: Data, other: Value) -> Data:
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
    result.only = None
    return result


def _appended(_m: Machine, receiver: Data, _name: str, args: Arguments) -> Data:
    other = data_of(args.get(0, "other"))
    result = copied(receiver)
    if other is not None:
        result.rows |= other.rows
        result.marks |= marks_of(other)
        result.trials |= other.trials
    return result


def lengthened(m: Machine, receiver: Data | None, name: str, args: Arguments) -> Value:
    """Return a table with several rows for each original row."""
    if receiver is None:
        return None
    result = without_names(receiver)
    result.table = m.site(args.node)
    result.marks |= m.mark("group", receiver.rows, args.node, name)
    return result


def _ordered(m: Machine, receiver: Data, name: str, args: Arguments) -> Value:
    """Sort rows by time if dates were parsed."""
    result = copied(receiver)
    names = texts_of(args.get(0, "by", "keys")) or frozenset()
    if name == "resample" or (names & receiver.dates and len(names) == 1):
        result.marks |= m.mark("time", receiver.rows, args.node, name)
    if name == "resample":
        result.grouped = "window"
    return _changed(receiver, result, args)


METHODS: dict[str, Callable[[Machine, Data, str, Arguments], Value]] = {
    **dict.fromkeys(NOTHING, lambda _m, _data, _name, _args: Scalar()),
    **dict.fromkeys(IN_ORDER, in_order),
    **dict.fromkeys(REDUCERS, reduced),
    **dict.fromkeys(PER_ROW, _per_row),
    **dict.fromkeys(
        PIECES,
        lambda _m, data, _name, args: changed_copy(
            copied(data), rows=part(data.rows, "slice", text_of(args.node))
        ),
    ),
    **dict.fromkeys(MASKS, lambda _m, data, _name, _args: changed_copy(without_names(data), grouped="mask")),
    **dict.fromkeys(UNNAMED, lambda _m, data, _name, args: _changed(data, without_names(data), args)),
    **dict.fromkeys(
        ("merge", "join"), lambda _m, data, _name, args: joined_with(data, args.get(0, "right", "other"))
    ),
    **dict.fromkeys(("explode", "melt"), lengthened),
    **dict.fromkeys(("set_index", "sort_values", "resample", "asfreq"), _ordered),
    **dict.fromkeys(
        ("items", "iteritems", "iterrows", "itertuples"),
        lambda _m, data, _name, _args: Items([], Items([Scalar(), element(data)], kind="tuple")),
    ),
    **dict.fromkeys(
        ("glob", "rglob", "joinpath"),
        lambda _m, data, _name, args: changed_copy(data, rows=called_part(data.rows, args.all())),
    ),
    "backward": lambda m, data, _name, _args: m.trained_on(data.trials),
    "groupby": group,
    "sample": evaluation.sampled,
    "drop": _drop,
    "append": _appended,
    "pop": _pop,
    "insert": _insert,
}
