"""Results of calling functions and classes of libraries."""

from __future__ import annotations

from collections.abc import Callable

from mlscaffold.analysis.leakage import evaluation, fitting, tables
from mlscaffold.analysis.leakage.reading import data_of, marks_of, merged, parts, rows_of, without_names
from mlscaffold.analysis.leakage.state import Arguments, Machine
from mlscaffold.analysis.leakage.subscripts import called_part, element
from mlscaffold.analysis.leakage.values import Data, Estimator, Items, Scalar, Value
from mlscaffold.analysis.leakage.vocabulary import (
    ARRAY_REDUCERS,
    FOLDED,
    FROM_ESTIMATOR,
    SCALES,
    SPLITTERS,
    STACKS,
    WRAPS,
    scores_predictions,
)

Handler = Callable[[Machine, str, Arguments], Value]
NUMBERS = frozenset(
    "len int float round abs print type isinstance hash id input range hasattr getattr".split()
)
PASSED = frozenset("list tuple sorted set reversed iter tqdm tqdm_notebook trange array asarray".split())
READERS = frozenset("read_csv read_excel read_parquet read_table".split())
LENGTHEN = frozenset({"melt", "wide_to_long", "explode"})
NUMERIC = ("np.", "numpy.", "scipy.", "stats.", "statistics.", "tf.", "torch.")


def call_named(m: Machine, name: str, args: Arguments) -> Value:
    """Evaluate a call of an imported or built-in function."""
    last = name.rpartition(".")[2]
    handler = HANDLERS.get(last)
    if handler is not None:
        return handler(m, name, args)
    if last in ARRAY_REDUCERS and name.startswith(NUMERIC):
        return _reduced(m, last, args)
    if scores_predictions(last):
        return _score(m, args)
    if last[:1].isupper():
        return _instance(m, last, args)
    return default(m, args)


def _passed(m: Machine, name: str, args: Arguments) -> Value:
    first = args.get(0)
    if isinstance(first, Items) and (first.known or not name.endswith("array")):
        return Items(list(first.known or ()), first.rest, first.keys, "list")
    return default(m, args)


def _stack(m: Machine, _: str, args: Arguments) -> Value:
    first = args.get(0)
    if not isinstance(first, Items):
        return default(m, args)
    found = [d for d in (data_of(item) for item in parts(first)) if d is not None]
    return _stacked(m, found, args) if found else None


def _stacked(m: Machine, found: list[Data], args: Arguments) -> Data:
    """Concatenate tables by rows or by columns."""
    if args.by_column():
        first = next((d for d in found if d.rows), found[0])
        beside = merged(found)
        beside.rows = first.rows
        return beside
    result = merged(found)
    same = {id(d) for d in found}
    if len(same) < len(found):
        result.rows = evaluation.repeat(m, result, args.node, "concat of the same rows")
    elif len({d.table for d in found}) == 1:
        result.table, result.lacks = found[0].table, frozenset.union(*(d.lacks for d in found))
    return result


def default(m: Machine, args: Arguments) -> Value:
    """Evaluate an unknown call: its result depends on all its arguments."""
    found = [d for d in (data_of(value) for value in args.all()) if d is not None]
    known = next((value for value in args.all() if isinstance(value, Estimator)), None)
    if not found and known is not None:
        return m.estimator(known.name, known.carries, known.predicts)
    if not found:
        unknown = m.source(args.node)
        unknown.marks = args.marks()
        return unknown
    result = merged(found) if len(found) > 1 else without_names(found[0])
    result.marks |= args.marks()
    result.rows = called_part(result.rows, args.all())
    if len(found) == 1:
        first = found[0]
        result.table, result.only = first.table, first.only
        result.lacks, result.dates = first.lacks, first.dates
    return result


def _instance(m: Machine, name: str, args: Arguments) -> Value:
    """Return an instance of a class, or the result of `make_pipeline`."""
    data = rows_of(data_of(args.get(0, "data", "x")))
    if name == "DataFrame" and not data:
        return Data(table=m.site(args.node))
    if name in WRAPS or (
        data
        and not any(isinstance(v, Estimator) for v in args.all())
        and not name.endswith(("Classifier", "Regressor", "Model"))
    ):
        result = default(m, args)
        if isinstance(result, Data) and result.table is None and name == "DataFrame":
            result.table = m.site(args.node)
        return result
    return fitting.make(m, name, args)


def _number(_: Machine, last: str, args: Arguments) -> Value:
    if last == "range":
        return Items([], Scalar(int))
    first = args.get(0)
    if isinstance(first, Data) and last in {"abs", "round"}:
        return first
    return Scalar(None, frozenset() if last == "len" else args.marks())


def _scaled(m: Machine, name: str, args: Arguments) -> Value:
    """Scale whole columns, or bin them by their own quantiles."""
    last = name.rpartition(".")[2]
    data = data_of(args.get(0, "X", "x", "a"))
    if data is None or (last == "cut" and not isinstance(args.get(1, "bins"), Scalar)):
        return default(m, args)
    result = without_names(data)
    result.sources = data.sources
    if not data.one and not args.by_column():
        result.marks |= m.mark("statistic", data.rows, args.node, last)
    with_parameter = last in {"boxcox", "yeojohnson"} and args.get(1, "lmbda") is None
    return Items([result, Scalar(None)], kind="tuple") if with_parameter else result


def _reduced(m: Machine, last: str, args: Arguments) -> Value:
    data = data_of(args.get(0, "a"))
    if data is None:
        return Scalar(None, args.marks())
    return tables.reduced(m, data, last, args, axis=1)


def _mapped(m: Machine, _: str, args: Arguments) -> Value:
    """Call a function for each item, as `map` and `filter` do."""
    target, over = args.get(0), args.get(1)
    if over is None:
        return default(m, args)
    result = m.called(m, target, Arguments(args.node, [element(over)], {}))
    if isinstance(over, Data):
        return Data(over.rows, over.marks | marks_of(result))
    return Items([], result)


def _repeat(m: Machine, name: str, args: Arguments) -> Value:
    """Repeat rows."""
    result = default(m, args)
    last = name.rpartition(".")[2]
    if "." not in name or (last == "resample" and args.constant(1, "replace") is False):
        return result
    if isinstance(result, Data) and result.rows:
        result.rows = evaluation.repeat(m, result, args.node, last)
    return result


def _train(m: Machine, name: str, args: Arguments) -> Value:
    return fitting.trained(m, name, args) if name.startswith(("xgb", "lgb", "lightgbm")) else default(m, args)


def _dated(_: Machine, name: str, args: Arguments) -> Value:
    data = data_of(args.get(0, "arg"))
    if data is None:
        return Scalar(name)
    result = without_names(data)
    result.dates = frozenset({"*"})
    return result


def _read(m: Machine, _: str, args: Arguments) -> Value:
    result = m.source(args.node)
    m.files.add(result.table)
    parsed = args.get(None, "parse_dates")
    names = (
        [p.value for p in parsed.known or () if isinstance(p, Scalar)] if isinstance(parsed, Items) else []
    )
    result.dates = frozenset(str(name) for name in names)
    index = args.constant(None, "index_col")
    if args.constant(None, "parse_dates") is True or (names and index in {*names, 0}):
        result.marks = m.mark("time", result.rows, args.node, "dates as the index")
    return result


def _lengthened(m: Machine, name: str, args: Arguments) -> Value:
    return tables.lengthened(m, data_of(args.get(0, "frame", "df")), name.rpartition(".")[2], args)


def _merged(m: Machine, name: str, args: Arguments) -> Value:
    left = data_of(args.get(0, "left"))
    return tables.joined_with(left, args.get(1, "right")) if left and name != "merge" else default(m, args)


def _score(m: Machine, args: Arguments) -> Value:
    """Compare predictions with labels: the tests that produced them count as scored."""
    for value in args.all():
        data = data_of(value)
        if data is not None:
            m.scored |= data.trials
    return Scalar(None)


def _dict(_: Machine, name: str, args: Arguments) -> Value:
    keys: list[Value] = [Scalar(key) for key in args.keywords]
    return Items(list(args.keywords.values()), keys=keys, kind=name)


def _numbered(_m: Machine, _name: str, args: Arguments) -> Items:
    """Evaluate `enumerate`."""
    first = args.get(0)
    if isinstance(first, Items) and first.known and first.rest is None:
        return Items([Items([Scalar(int), item], kind="tuple") for item in first.known])
    return Items([], Items([Scalar(int), element(first)], kind="tuple"))


def _zipped(_m: Machine, _name: str, args: Arguments) -> Items:
    """Evaluate `zip`."""
    lists = args.positional
    if all(isinstance(v, Items) and v.known and v.rest is None for v in lists):
        known = [v.known for v in lists if isinstance(v, Items) and v.known]
        return Items([Items(list(row), kind="tuple") for row in zip(*known, strict=False)])
    return Items([], Items([element(value) for value in lists], kind="tuple"))


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(PASSED, _passed),
    **dict.fromkeys(STACKS, _stack),
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys({*SCALES, "cut"}, _scaled),
    **dict.fromkeys(READERS, _read),
    **dict.fromkeys(LENGTHEN, _lengthened),
    **dict.fromkeys({"map", "filter"}, _mapped),
    **dict.fromkeys({"resample", "repeat", "tile"}, _repeat),
    **dict.fromkeys({"train", "cv"}, _train),
    **dict.fromkeys(SPLITTERS, evaluation.splitter),
    **dict.fromkeys(FOLDED, evaluation.cross_validation),
    **dict.fromkeys(FROM_ESTIMATOR, evaluation.shown),
    **dict.fromkeys(fitting.MAKERS, fitting.make),
    "train_test_split": evaluation.train_test_split,
    "zip": _zipped,
    "enumerate": _numbered,
    "to_datetime": _dated,
    "merge": _merged,
    "dict": _dict,
}
