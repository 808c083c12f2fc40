"""Results of calling functions and classes of libraries."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from mlscaffold.analysis.leakage import evaluation, fitting, tables
from mlscaffold.analysis.leakage.provenance import (
    data_of,
    marks_of,
    merged,
    parts,
    rows_of,
    texts_of,
    without_names,
)
from mlscaffold.analysis.leakage.rows import Rows
from mlscaffold.analysis.leakage.selections import called_part, columns
from mlscaffold.analysis.leakage.state import Arguments, ExecutionState
from mlscaffold.analysis.leakage.subscripts import element
from mlscaffold.analysis.leakage.values import NO_SOURCES, Column, Data, Estimator, Items, Scalar, Value
from mlscaffold.analysis.leakage.vocabulary import (
    ARRAY_REDUCERS,
    ASSOCIATIONS,
    FOLDED,
    FROM_ESTIMATOR,
    SCALES,
    SPLITTERS,
    STACKS,
    WRAPS,
    scores_predictions,
)

Handler = Callable[[ExecutionState, str, Arguments], Value]
NUMBERS = frozenset("len int float round abs print type isinstance hash id input range hasattr".split())
PASS_THROUGH = frozenset(
    "list tuple sorted set reversed iter tqdm tqdm_notebook trange array asarray".split()
)
READERS = frozenset("read_csv read_excel read_parquet read_table".split())
LENGTHEN = frozenset({"melt", "wide_to_long", "explode"})
NUMERIC = ("np.", "numpy.", "scipy.", "stats.", "statistics.", "tf.", "torch.")


def call_named(state: ExecutionState, name: str, args: Arguments) -> Value:
    """Evaluate a call of an imported or built-in function."""
    last = name.rpartition(".")[2]
    handler = HANDLERS.get(last)
    if handler is not None:
        return handler(state, name, args)
    if last in ARRAY_REDUCERS and name.startswith(NUMERIC):
        return _reduce(state, last, args)
    if scores_predictions(last):
        return _score(state, args)
    if last[:1].isupper():
        return _instance(state, last, args)
    return unknown_call(state, args)


def _pass_through(state: ExecutionState, name: str, args: Arguments) -> Value:
    first = args.get(0)
    if isinstance(first, Items) and (first.known or not name.endswith("array")):
        return Items(list(first.known or ()), first.rest, first.keys, "list")
    return unknown_call(state, args)


def _stack(state: ExecutionState, _: str, args: Arguments) -> Value:
    first = args.get(0)
    if not isinstance(first, Items):
        return unknown_call(state, args)
    found = [d for d in (data_of(item) for item in parts(first)) if d is not None]
    return _concatenate(state, found, args) if found else None


def _concatenate(state: ExecutionState, found: list[Data], args: Arguments) -> Data:
    """Concatenate tables by rows or by columns."""
    if args.by_column():
        first = next((d for d in found if d.rows), found[0])
        beside = merged(found)
        beside.rows = first.rows
        return beside
    result = merged(found)
    same = {id(d) for d in found}
    if len(same) < len(found) or _same_rows(found):
        result.rows = evaluation.repeat_rows(state, result, args.node, "concat of the same rows")
    elif len({d.table for d in found}) == 1:
        result.table, result.dropped = found[0].table, frozenset.union(*(d.dropped for d in found))
    return result


def _same_rows(found: list[Data]) -> bool:
    """Return whether tables or arrays have the same rows, such as images and their mirror images."""
    return not any(one.column or one.is_row for one in found) and any(
        one.rows and one.rows == other.rows for one, other in pairwise(found)
    )


def unknown_call(state: ExecutionState, args: Arguments) -> Value:
    """Evaluate an unknown call: its result depends on all its arguments."""
    found = [d for d in (data_of(value) for value in args.all()) if d is not None]
    known = next((value for value in args.all() if isinstance(value, Estimator)), None)
    if not found and known is not None:
        return state.estimator(known.name, known.adds_statistics, known.predicts)
    if not found:
        unknown = state.source(args.node)
        unknown.marks = args.marks()
        return unknown
    result = merged(found) if len(found) > 1 else without_names(found[0])
    result.marks |= args.marks()
    result.rows = called_part(result.rows, args.all())
    if len(found) == 1:
        first = found[0]
        result.table, result.column_names = first.table, first.column_names
        result.dropped, result.dates = first.dropped, first.dates
    return result


def _instance(state: ExecutionState, name: str, args: Arguments) -> Value:
    """Return an instance of a class, or the result of `make_pipeline`."""
    data = rows_of(data_of(args.get(0, "data", "x")))
    table, names = args.get(0, "data"), texts_of(args.get(2, "columns"))
    if name == "DataFrame" and isinstance(table, Data) and table.table is not None and names:
        return columns(table, names)  # of a frame, the constructor takes these columns
    if name == "DataFrame" and isinstance(table, Items) and (named := _of_columns(state, table, args)):
        return named
    if name == "DataFrame" and not data:
        return Data(table=state.site(args.node))
    if name in WRAPS or (
        data
        and not any(isinstance(v, Estimator) for v in args.all())
        and not name.endswith(("Classifier", "Regressor", "Model"))
    ):
        result = unknown_call(state, args)
        if isinstance(result, Data) and result.table is None and name == "DataFrame":
            result.table = state.site(args.node)
        return result
    return fitting.create_estimator(state, name, args)


def _of_columns(state: ExecutionState, columns: Items, args: Arguments) -> Data | None:
    """Return a table of named columns, `DataFrame({"a": …, "b": …})`; None for any other list or dictionary."""
    names = texts_of(Items(columns.keys)) if columns.keys and columns.kind == "dict" else None
    if not names or columns.rest is not None or columns.known is None or len(columns.known) != len(names):
        return None
    found = Data(rows_of(columns), table=state.site(args.node), column_names=names)
    for key, value in zip(columns.keys or (), columns.known, strict=True):
        name, data = str(key.value) if isinstance(key, Scalar) else "", data_of(value)
        found.columns[name] = Column(marks_of(value), data.sources if data else NO_SOURCES)
        found.dates |= {name} if data and data.dates else frozenset()
    return found


def _number(_: ExecutionState, last: str, args: Arguments) -> Value:
    if last == "range":
        return Items([], Scalar(int))
    first = args.get(0)
    if isinstance(first, Data) and last in {"abs", "round"}:
        return first
    return Scalar(None, frozenset() if last == "len" else args.marks())


def _scale(state: ExecutionState, name: str, args: Arguments) -> Value:
    """Scale whole columns, or bin them by their own quantiles."""
    last = name.rpartition(".")[2]
    data = data_of(args.get(0, "X", "x", "a"))
    if data is None or (last == "cut" and not isinstance(args.get(1, "bins"), Scalar)):
        return unknown_call(state, args)
    result = without_names(data)
    result.sources = data.sources
    if not data.is_row and not args.by_column():
        result.marks |= state.mark("statistic", data.rows, args.node, last)
    with_parameter = last in {"boxcox", "yeojohnson"} and args.get(1, "lmbda") is None
    return Items([result, Scalar(None)], kind="tuple") if with_parameter else result


def _reduce(state: ExecutionState, last: str, args: Arguments) -> Value:
    data = data_of(args.get(0, "a"))
    if data is None:
        return Scalar(None, args.marks())
    return tables.reduced(state, data, last, args, axis=1)


def _associated(state: ExecutionState, last: str, args: Arguments) -> Value:
    """Rate the columns of a table by its rows and their labels."""
    data = data_of(args.get(0, "X"))
    if data is None:
        return unknown_call(state, args)
    return Data(marks=args.marks() | state.mark("statistic", data.rows, args.node, last.rpartition(".")[2]))


def _map(state: ExecutionState, _: str, args: Arguments) -> Value:
    """Call a function for each item, as `map` and `filter` do."""
    target, over = args.get(0), args.get(1)
    if over is None:
        return unknown_call(state, args)
    result = state.call(state, target, Arguments(args.node, [element(over)], {}))
    if isinstance(over, Data):
        return Data(over.rows, over.marks | marks_of(result))
    return Items([], result)


def _repeat(state: ExecutionState, name: str, args: Arguments) -> Value:
    """Repeat rows."""
    result = unknown_call(state, args)
    last = name.rpartition(".")[2]
    if "." not in name or (last == "resample" and args.constant(1, "replace") is False):
        return result
    if isinstance(result, Data) and result.rows:
        result.rows = evaluation.repeat_rows(state, result, args.node, last)
    return result


def _train(state: ExecutionState, name: str, args: Arguments) -> Value:
    return (
        fitting.train_function(state, name, args)
        if name.startswith(("xgb", "lgb", "lightgbm"))
        else unknown_call(state, args)
    )


def _to_datetime(_: ExecutionState, name: str, args: Arguments) -> Value:
    data = data_of(args.get(0, "arg"))
    if data is None:
        return Scalar(name)
    result = without_names(data)
    result.dates = frozenset({"*"})
    return result


def _read(state: ExecutionState, _: str, args: Arguments) -> Value:
    result = state.source(args.node)
    path = args.constant(0, "filepath_or_buffer", "io", "path")
    in_chunks = args.get(None, "chunksize") is not None or args.constant(None, "iterator") is True
    if isinstance(path, str) and (in_chunks or path in state.chunked):
        state.chunked.add(path)
        result.rows = frozenset({Rows(("file", path))})  # the same rows where the whole file is read
    state.files.add(result.table)
    parsed = args.get(None, "parse_dates")
    names = (
        [p.value for p in parsed.known or () if isinstance(p, Scalar)] if isinstance(parsed, Items) else []
    )
    result.dates = frozenset(str(name) for name in names)
    index = args.constant(None, "index_col")
    if args.constant(None, "parse_dates") is True or (names and index in {*names, 0}):
        result.marks = state.mark("time", result.rows, args.node, "dates as the index")
    return Items([], result) if in_chunks else result


def _lengthen(state: ExecutionState, name: str, args: Arguments) -> Value:
    return tables.lengthen(state, data_of(args.get(0, "frame", "df")), name.rpartition(".")[2], args)


def _merge(state: ExecutionState, name: str, args: Arguments) -> Value:
    left = data_of(args.get(0, "left"))
    return (
        tables.join_columns(left, args.get(1, "right"))
        if left and name != "merge"
        else unknown_call(state, args)
    )


def _score(state: ExecutionState, args: Arguments) -> Value:
    """Compare predictions with labels: the tests that produced them count as scored."""
    for value in args.all():
        data = data_of(value)
        if data is not None:
            state.scored |= data.trials
    return Scalar(None)


def _getattr(_: ExecutionState, _name: str, args: Arguments) -> Value:
    """Return an attribute that the notebook has set on an object, by its name."""
    receiver, name = args.get(0), args.constant(1)
    known = receiver.attributes if isinstance(receiver, Estimator) else {}
    return known.get(str(name)) or Scalar(None, args.marks())


def _dict(_: ExecutionState, name: str, args: Arguments) -> Value:
    pair = element(args.get(0))
    if isinstance(pair, Items) and pair.known and not args.keywords:
        return Items([], pair.known[-1], kind=name)
    keys: list[Value] = [Scalar(key) for key in args.keywords]
    return Items(list(args.keywords.values()), keys=keys, kind=name)


def _enumerate(_state: ExecutionState, _name: str, args: Arguments) -> Items:
    """Evaluate `enumerate`."""
    first = args.get(0)
    if isinstance(first, Items) and first.known and first.rest is None:
        return Items([Items([Scalar(int), item], kind="tuple") for item in first.known])
    return Items([], Items([Scalar(int), element(first)], kind="tuple"))


def _zip(_state: ExecutionState, _name: str, args: Arguments) -> Items:
    """Evaluate `zip`."""
    lists = args.positional
    if all(isinstance(v, Items) and v.known and v.rest is None for v in lists):
        known = [v.known for v in lists if isinstance(v, Items) and v.known]
        return Items([Items(list(row), kind="tuple") for row in zip(*known, strict=False)])
    return Items([], Items([element(value) for value in lists], kind="tuple"))


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(PASS_THROUGH, _pass_through),
    **dict.fromkeys(STACKS, _stack),
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys({*SCALES, "cut"}, _scale),
    **dict.fromkeys(READERS, _read),
    **dict.fromkeys(LENGTHEN, _lengthen),
    **dict.fromkeys({"map", "filter"}, _map),
    **dict.fromkeys(ASSOCIATIONS, _associated),
    **dict.fromkeys(
        ("randint", "choice", "integers", "choices"), lambda _state, _name, args: evaluation.drawn(args)
    ),
    "random_split": evaluation.random_split,
    "getattr": _getattr,
    **dict.fromkeys({"resample", "repeat", "tile"}, _repeat),
    **dict.fromkeys({"train", "cv"}, _train),
    **dict.fromkeys(SPLITTERS, evaluation.create_splitter),
    **dict.fromkeys(FOLDED, evaluation.cross_validation),
    **dict.fromkeys(FROM_ESTIMATOR, evaluation.plot_from_estimator),
    **dict.fromkeys(fitting.PIPELINE_FACTORIES, fitting.create_estimator),
    "train_test_split": evaluation.train_test_split,
    "zip": _zip,
    "enumerate": _enumerate,
    "to_datetime": _to_datetime,
    "merge": _merge,
    "dict": _dict,
}
