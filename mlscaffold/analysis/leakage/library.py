"""What functions and classes of libraries make of the rows that they are given."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mlscaffold.analysis.leakage import fitting, lists, splits, tables, trials
from mlscaffold.analysis.leakage.reading import data_of, marks_of, merged, nameless, parts, rows_of
from mlscaffold.analysis.leakage.state import Given, Machine
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
    is_metric,
)

Follow = Callable[[Machine, str, Given], Value]
NUMBERS = frozenset(
    "len int float round abs print type isinstance hash id input range hasattr getattr".split()
)
PASSED = frozenset("list tuple sorted set reversed iter tqdm tqdm_notebook trange array asarray".split())
READERS = frozenset("read_csv read_excel read_parquet read_table".split())
LENGTHEN = frozenset({"melt", "wide_to_long", "explode"})
NUMERIC = ("np.", "numpy.", "scipy.", "stats.", "statistics.", "tf.", "torch.")


def named(m: Machine, name: str, given: Given) -> Value:
    """Follow a call of something imported or built in."""
    last = name.rpartition(".")[2]
    follow = KNOWN.get(last)
    if follow is not None:
        return follow(m, name, given)
    if last in ARRAY_REDUCERS and name.startswith(NUMERIC):
        return _reduced(m, last, given)
    if is_metric(last):
        return _score(m, given)
    if last[:1].isupper():
        return _made(m, last, given)
    return default(m, given)


def _passed(m: Machine, name: str, given: Given) -> Value:
    first = given.get(0)
    if isinstance(first, Items) and (first.known or not name.endswith("array")):
        return Items(list(first.known or ()), first.rest, first.keys, "list")
    return default(m, given)


def _stack(m: Machine, _: str, given: Given) -> Value:
    first = given.get(0)
    if not isinstance(first, Items):
        return default(m, given)
    found = [d for d in (data_of(item) for item in parts(first)) if d is not None]
    return _stacked(m, found, given) if found else None


def _stacked(m: Machine, found: list[Data], given: Given) -> Data:
    """Tables put below each other, or beside each other."""
    if given.by_column():
        first = next((d for d in found if d.rows), found[0])
        beside = merged(found)
        beside.rows = first.rows
        return beside
    result = merged(found)
    same = {id(d) for d in found}
    if len(same) < len(found):
        result.rows = splits.repeat(m, result, given.node, "concat of the same rows")
    elif len({d.table for d in found}) == 1:
        result.table, result.lacks = found[0].table, frozenset.union(*(d.lacks for d in found))
    return result


def default(m: Machine, given: Given) -> Value:
    """Follow a call of which nothing is known: all that it is given goes into what it makes."""
    found = [d for d in (data_of(value) for value in given.all()) if d is not None]
    known = next((value for value in given.all() if isinstance(value, Estimator)), None)
    if not found and known is not None:
        return m.estimator(known.name, known.carries, known.predicts)
    if not found:
        made = m.source(given.node)
        made.marks = given.marks()
        return made
    result = merged(found) if len(found) > 1 else nameless(found[0])
    result.marks |= given.marks()
    result.rows = called_part(result.rows, given.all())
    if len(found) == 1:
        first = found[0]
        result.table, result.only = first.table, first.only
        result.lacks, result.dates = first.lacks, first.dates
    return result


def _made(m: Machine, name: str, given: Given) -> Value:
    """An object of a class, or what `make_pipeline` makes."""
    data = rows_of(data_of(given.get(0, "data", "x")))
    if name == "DataFrame" and not data:
        return Data(table=m.site(given.node))
    if name in WRAPS or (
        data
        and not any(isinstance(v, Estimator) for v in given.all())
        and not name.endswith(("Classifier", "Regressor", "Model"))
    ):
        made = default(m, given)
        if isinstance(made, Data) and made.table is None and name == "DataFrame":
            made.table = m.site(given.node)
        return made
    return fitting.make(m, name, given)


def _number(_: Machine, last: str, given: Given) -> Value:
    if last == "range":
        return Items([], Scalar(int))
    first = given.get(0)
    if isinstance(first, Data) and last in {"abs", "round"}:
        return first
    return Scalar(None, frozenset() if last == "len" else given.marks())


def _scaled(m: Machine, name: str, given: Given) -> Value:
    """Whole columns are scaled, or cut where their own values say."""
    last = name.rpartition(".")[2]
    data = data_of(given.get(0, "X", "x", "a"))
    if data is None or (last == "cut" and not isinstance(given.get(1, "bins"), Scalar)):
        return default(m, given)
    made = nameless(data)
    made.sources = data.sources
    if not data.one and not given.by_column():
        made.marks |= m.mark("statistic", data.rows, given.node, last)
    with_parameter = last in {"boxcox", "yeojohnson"} and given.get(1, "lmbda") is None
    return Items([made, Scalar(None)], kind="tuple") if with_parameter else made


def _reduced(m: Machine, last: str, given: Given) -> Value:
    data = data_of(given.get(0, "a"))
    if data is None:
        return Scalar(None, given.marks())
    return tables.reduced(m, data, last, given, axis=1)


def _mapped(m: Machine, _: str, given: Given) -> Value:
    """Call a function for each item, as `map` and `filter` do."""
    target, over = given.get(0), given.get(1)
    if over is None:
        return default(m, given)
    made = m.called(m, target, Given(given.node, [element(over)], {}))
    if isinstance(over, Data):
        return Data(over.rows, over.marks | marks_of(made))
    return Items([], made)


def _again(m: Machine, name: str, given: Given) -> Value:
    """Rows that are there more than once."""
    made = default(m, given)
    last = name.rpartition(".")[2]
    if "." not in name or (last == "resample" and given.constant(1, "replace") is False):
        return made
    if isinstance(made, Data) and made.rows:
        made.rows = splits.repeat(m, made, given.node, last)
    return made


def _train(m: Machine, name: str, given: Given) -> Value:
    return (
        fitting.trained(m, name, given) if name.startswith(("xgb", "lgb", "lightgbm")) else default(m, given)
    )


def _dated(_: Machine, name: str, given: Given) -> Value:
    data = data_of(given.get(0, "arg"))
    if data is None:
        return Scalar(name)
    made = nameless(data)
    made.dates = frozenset({"*"})
    return made


def _read(m: Machine, _: str, given: Given) -> Value:
    made = m.source(given.node)
    m.files.add(made.table)
    parsed = given.get(None, "parse_dates")
    names = (
        [p.value for p in parsed.known or () if isinstance(p, Scalar)] if isinstance(parsed, Items) else []
    )
    made.dates = frozenset(str(name) for name in names)
    index = given.constant(None, "index_col")
    if given.constant(None, "parse_dates") is True or (names and index in {*names, 0}):
        made.marks = m.mark("time", made.rows, given.node, "dates as the index")
    return made


def _lengthened(m: Machine, name: str, given: Given) -> Value:
    return tables.lengthened(m, name.rpartition(".")[2], data_of(given.get(0, "frame", "df")), given)


def _merged(m: Machine, name: str, given: Given) -> Value:
    left = data_of(given.get(0, "left"))
    return tables.joined_with(left, given.get(1, "right")) if left and name != "merge" else default(m, given)


def _score(m: Machine, given: Given) -> Value:
    """Predictions are compared with labels: the tests that they come from count."""
    for value in given.all():
        data = data_of(value)
        if data is not None:
            m.scored |= data.trials
    return Scalar(None)


def _dict(_: Machine, name: str, given: Given) -> Value:
    keys: list[Value] = [Scalar(key) for key in given.named]
    return Items(list(given.named.values()), keys=keys, kind=name)


def _all(names: Iterable[str], follow: Follow) -> dict[str, Follow]:
    return dict.fromkeys(names, follow)


KNOWN: dict[str, Follow] = {
    **_all(PASSED, _passed),
    **_all(STACKS, _stack),
    **_all(NUMBERS, _number),
    **_all({*SCALES, "cut"}, _scaled),
    **_all(READERS, _read),
    **_all(LENGTHEN, _lengthened),
    **_all({"map", "filter"}, _mapped),
    **_all({"resample", "repeat", "tile"}, _again),
    **_all({"train", "cv"}, _train),
    **_all(SPLITTERS, splits.splitter),
    **_all(FOLDED, trials.cross_validation),
    **_all(FROM_ESTIMATOR, trials.shown),
    **_all(fitting.MAKERS, fitting.make),
    "train_test_split": splits.train_test_split,
    "zip": lambda _m, _name, given: lists.zipped(given),
    "enumerate": lambda _m, _name, given: lists.numbered(given),
    "to_datetime": _dated,
    "merge": _merged,
    "dict": _dict,
}
