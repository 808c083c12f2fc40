"""Values described and compared: what is equal, what differs, and what cannot be compared."""

from __future__ import annotations

import argparse
import io
import math
import queue
import re
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from IPython.utils.capture import CapturedIO
from IPython.utils.text import SList
from scipy import sparse
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from mlscaffold.verification.probe import exact_arrays
from mlscaffold.verification.probe.compare import compare, compare_nodes
from mlscaffold.verification.probe.describe import describe
from mlscaffold.verification.probe.transcript import Stream, Transcript

mpl.use("Agg")
X = np.arange(12.0).reshape(6, 2)
Y = np.array([0, 1, 0, 1, 1, 0])


class Opaque:
    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("it holds a connection")


def helper(row: Any) -> Any:
    return row


def with_default(value: Any) -> Any:
    def sized(size: Any = value) -> Any:
        return size

    return sized


def closure(held: Any) -> Any:
    return lambda: held


def exhausted(values: Any) -> Any:
    list(values)
    return values


class Own:
    def __init__(self, size: int) -> None:
        self.size = size
        self.me = self


def table(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"a": [1, 2, 3], "b": [0.5, None, 1.5], "c": ["x", "y", None], **columns})


def figure(height: float = 1.0, title: str = "t", kind: str = "plot") -> Any:
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.add_subplot()
    getattr(axes, kind)([1, 2, 3], [0, height, 2])
    axes.set_title(title)
    return figure


def parser(default: int = 1, help_text: str = "rows") -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog=str(id(object())))
    group = made.add_argument_group("data")
    group.add_argument("--rows", type=int, default=default, help=help_text)
    made.add_argument("files", nargs="*", choices=["a", "b"])
    made.add_subparsers().add_parser("inner").add_argument("--deep", action="store_true")
    return made


def forest(seed: int) -> Any:
    return RandomForestClassifier(n_estimators=3, random_state=seed).fit(X, Y)


def pipeline(c: float) -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(C=c)).fit(X, Y)


def changed(value: Any, at: Any, new: Any) -> Any:
    value[at] = new
    return value


def later(value: Any, change: Callable[[Any], Any]) -> tuple[Any, Any]:
    """Describe a value, change it in place, and describe it again."""
    before = describe(value)
    change(value)
    return before, describe(value)


SAME = {
    "numbers": (lambda: [1, 2.5, True, None, "x", b"y", 2j], lambda: [1, 2.5, True, None, "x", b"y", 2j]),
    "a rounding error": (lambda: 0.1 + 0.2, lambda: 0.3),
    "not a number": (lambda: [math.nan], lambda: [float("nan")]),
    "the order of a set": (lambda: {"a", "b", "c"}, lambda: {"c", "b", "a"}),
    "the order of keys": (lambda: {"a": 1, "b": 2}, lambda: {"b": 2, "a": 1}),
    "an array": (lambda: X, lambda: X + 1e-13),
    "a single-precision array": (
        lambda: X.astype("float32") + 0.1,
        lambda: np.nextafter(X.astype("float32") + 0.1, 100, dtype="float32"),
    ),
    "what is left of a sum whose terms cancel": (
        lambda: np.array([1e6, 0.0, 3.0]),
        lambda: np.array([1e6, 1e-10, 3.0]),
    ),
    "an array of objects": (
        lambda: np.array([1, "x", None], dtype=object),
        lambda: np.array([1, "x", None], dtype=object),
    ),
    "a frame": (table, lambda: table().copy()),
    "a frame with an index of its own": (
        lambda: table().set_index(["a", "c"]),
        lambda: table().set_index(["a", "c"]),
    ),
    "categories and dates": (
        lambda: table(d=pd.Categorical(["u", "v", "u"]), e=pd.to_datetime(["2020-01-01"] * 3, utc=True)),
        lambda: table(d=pd.Categorical(["u", "v", "u"]), e=pd.to_datetime(["2020-01-01"] * 3, utc=True)),
    ),
    "sparse matrices with entries in another order": (
        lambda: sparse.coo_matrix(([1.0, 2.0], ([0, 1], [1, 0]))),
        lambda: sparse.coo_matrix(([2.0, 1.0], ([1, 0], [0, 1]))),
    ),
    "a fitted model": (lambda: LinearRegression().fit(X, Y), lambda: LinearRegression().fit(X, Y)),
    "a forest": (lambda: forest(0), lambda: forest(0)),
    "a pipeline": (lambda: pipeline(1.0), lambda: pipeline(1.0)),
    "a figure": (figure, figure),
    "a parser of arguments": (parser, parser),
    "a group of arguments": (lambda: parser()._action_groups[2], lambda: parser()._action_groups[2]),
    "the standard output of a notebook": (lambda: Stream(Transcript(), "print"), lambda: sys.__stdout__),
    "the standard error output": (lambda: Stream(Transcript(), "error"), lambda: sys.__stderr__),
    "what holds the standard output": (lambda: [Stream(Transcript(), "print")], lambda: [sys.__stdout__]),
    "a figure with points": (lambda: figure(kind="scatter"), lambda: figure(kind="scatter")),
    "a figure with areas": (lambda: figure(kind="fill_between"), lambda: figure(kind="fill_between")),
    "an object of a class of the notebook": (lambda: Own(1), lambda: Own(1)),
    "a generator of random numbers": (lambda: np.random.default_rng(3), lambda: np.random.default_rng(3)),
    "a class": (lambda: Own, lambda: Own),
    "a function": (lambda: helper, lambda: helper),
    "a lambda and the function that it became": (lambda: lambda row: row, lambda: helper),
    "a generator at the same place": (lambda: (x for x in "ab"), lambda: (x for x in "ab")),
    "a file in memory": (lambda: io.StringIO("a"), lambda: io.StringIO("a")),
    "the lines of a command": (lambda: SList(["a", "b"]), lambda: ["a", "b"]),
    "captured output": (lambda: CapturedIO(io.StringIO("a"), None), lambda: io.StringIO("a")),
    "a view of bytes": (lambda: memoryview(b"a"), lambda: memoryview(b"a")),
    "a queue": (queue.Queue, queue.Queue),
    "a lock": (threading.Lock, threading.Lock),
    "a match of a pattern": (lambda: re.match("a+", "aab"), lambda: re.match("a+", "aab")),
    "a list twice in another": (lambda: [(part := [1]), part], lambda: [[1], [1]]),
}
OTHER = {
    "a number": (lambda: 1.0, lambda: 1.001, "1.0 in the notebook, 1.001 in the project"),
    "a number's type": (lambda: 1, lambda: 1.0, "1 in the notebook, 1.0 in the project"),
    "a length": (lambda: [1], lambda: [1, 2], "a list of 1 in the notebook, a list of 2 in the project"),
    "a key": (lambda: {"a": 1}, lambda: {"b": 1}, "the key 'a' is only in the notebook"),
    "a value deep inside": (
        lambda: {"a": [1, {"b": 2}]},
        lambda: {"a": [1, {"b": 3}]},
        "at ['a'][1]['b']: 2",
    ),
    "an element of a set": (lambda: {1, 2}, lambda: {1, 3}, "2 in the notebook, 3 in the project"),
    "an element of an array": (lambda: X, lambda: changed(X.copy(), (0, 1), 9), "1 of 12 values differ"),
    "a type of an array": (
        lambda: X,
        lambda: X.astype("float32"),
        "float64 6 x 2 in the notebook, float32 6 x 2",
    ),
    "a small number": (lambda: 1.8e-11, lambda: 2e-14, "1.8e-11 in the notebook, 2e-14 in the project"),
    "a small number in an array": (
        lambda: np.array([1.8e-11, 1e-9]),
        lambda: np.array([2e-14, 1e-9]),
        "1 of 2 values differ",
    ),
    "a duration under its usual name": (
        lambda: {"mean_fit_time": 1.0},
        lambda: {"mean_fit_time": 2.0},
        "at ['mean_fit_time']: 1.0",
    ),
    "a column with the name of a duration": (
        lambda: pd.DataFrame({"score_time": [41, 51]}),
        lambda: pd.DataFrame({"score_time": [12, 22]}),
        "at ['score_time']: 2 of 2 values differ",
    ),
    "the default of a function": (lambda: with_default(1), lambda: with_default(2), "at size: 1"),
    "what a closure holds": (lambda: closure([1]), lambda: closure([1, 2]), "at held: a list of 1"),
    "a function of another name": (lambda: helper, lambda: with_default, "the function helper"),
    "a generator that went on": (lambda: (x for x in "a"), lambda: exhausted(x for x in "a"), "ended"),
    "an item of a view": (lambda: memoryview(b"a"), lambda: memoryview(b"b"), "97 in the notebook, 98"),
    "what a file in memory holds": (lambda: io.StringIO("a"), lambda: io.StringIO("b"), "content: 'a'"),
    "a cell of a frame": (
        table,
        lambda: table(a=[1, 2, 4]),
        "at ['a']: 1 of 3 values differ, the first is 3",
    ),
    "a column of a frame": (table, lambda: table(z=1), "'z' only in the project"),
    "the rows of a frame": (table, lambda: table().iloc[:2], "3 rows in the notebook, 2 in the project"),
    "the index of a frame": (table, lambda: table().set_axis([3, 4, 5]), "index"),
    "missing and filled": (
        table,
        lambda: table(b=[0.5, 0.0, 1.5]),
        "nan in the notebook, 0.0 in the project",
    ),
    "a parameter of a model": (lambda: LogisticRegression(C=1), lambda: LogisticRegression(C=2), "at C: 1"),
    "fitted and not": (lambda: LinearRegression().fit(X, Y), LinearRegression, "coef_"),
    "another default of an argument": (parser, lambda: parser(default=2), "arguments[1]['default']"),
    "another help of an argument": (parser, lambda: parser(help_text="lines"), "arguments[1]['help']"),
    "another stream": (lambda: sys.__stderr__, lambda: sys.__stdout__, "stderr"),
    "another forest": (lambda: forest(0), lambda: forest(1), "estimators_[0].random_state"),
    "a step of a pipeline": (lambda: pipeline(1.0), lambda: pipeline(2.0), "steps[1][1].C"),
    "a height in a figure": (figure, lambda: figure(height=1.5), "axes[0].lines[0]"),
    "a point of a figure": (
        lambda: figure(kind="scatter"),
        lambda: figure(1.5, kind="scatter"),
        "axes[0].points[0].offsets: 1 of 6 values differ, the first is 1.0 in the notebook, 1.5 in the project",
    ),
    "an area of a figure": (
        lambda: figure(kind="fill_between"),
        lambda: figure(1.5, kind="fill_between"),
        "axes[0].points[0].paths[0]",
    ),
    "a title of a figure": (
        figure,
        lambda: figure(title="u"),
        "title: 't' in the notebook, 'u' in the project",
    ),
    "a bar for a line": (figure, lambda: figure(kind="bar"), "axes[0].lines: only in the notebook"),
    "a field of an object": (lambda: Own(1), lambda: Own(2), "at size: 1 in the notebook, 2 in the project"),
    "a class of the same shape": (lambda: [1], lambda: (1,), "a list of 1 in the notebook, a tuple of 1"),
    "text and number": (lambda: "1", lambda: 1, "'1' in the notebook, 1 in the project"),
}
UNKNOWN = {
    "a connection": (Opaque, "an Opaque cannot be inspected (TypeError: it holds a connection)"),
    "code": (lambda: helper.__code__, "a code cannot be inspected"),
}


@pytest.mark.parametrize("case", SAME, ids=list(SAME))
def test_equal(case: str) -> None:
    expected, actual = (describe(make()) for make in SAME[case])
    assert compare(expected, actual) == ("equal", "")


@pytest.mark.parametrize("case", OTHER, ids=list(OTHER))
def test_different(case: str) -> None:
    left, right, message = OTHER[case]
    verdict, why = compare(describe(left()), describe(right()))
    assert verdict == "differs"
    assert message in why


@pytest.mark.parametrize("case", UNKNOWN, ids=list(UNKNOWN))
def test_values_that_cannot_be_compared_are_never_equal(case: str) -> None:
    make, message = UNKNOWN[case]
    verdict, why = compare(describe(make()), describe(make()))
    assert verdict == "not compared"
    assert message in why


def test_a_part_that_cannot_be_compared_is_named_and_not_equal() -> None:
    verdict, why = compare(describe({"f": 1, "g": Opaque()}), describe({"f": 1, "g": Opaque()}))
    assert (verdict, why) == ("not compared", "equal except for what cannot be inspected: ['g']")
    assert compare(describe({"f": 1, "g": Opaque()}), describe({"f": 2, "g": Opaque()}))[0] == "differs"


@pytest.mark.parametrize(("other", "verdict"), [(0, "equal"), (1, "differs"), (1e-13, "differs")])
def test_a_very_large_array_is_compared_bit_by_bit(
    monkeypatch: pytest.MonkeyPatch, other: float, verdict: str
) -> None:
    monkeypatch.setattr(exact_arrays, "EXACT_BYTES", 80)
    found = [describe(np.zeros(100)), describe(changed(np.zeros(100), 77, other))]
    assert "digest" in found[0]
    assert compare(*found)[0] == verdict


def test_a_very_long_list_is_compared_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlscaffold.verification.probe.describe.ITEMS", 2)
    verdict, why = compare(describe([1, 2, 3]), describe([1, 2, 4]))
    assert (verdict, why) == ("not compared", "only 2 of its items were compared")


def test_the_largest_difference_is_known() -> None:
    found = compare_nodes(describe([1.0, np.array([2.0])]), describe([1.0 + 1e-9, np.array([2.0 + 1e-8])]))
    assert found.largest == pytest.approx(5e-9, rel=0.01)


def test_all_places_are_known_up_to_a_limit() -> None:
    found = compare_nodes(describe(list(range(20))), describe(list(range(1, 21))))
    assert [place for place, _ in found.differences] == [f"[{number}]" for number in range(20)]
    assert compare_nodes(describe([0] * 1000), describe([1] * 1000)).cut


def test_the_place_of_a_file_in_the_project_is_its_place_beside_the_notebook() -> None:
    project = describe(["/x/project/data/a.csv", Path("/x/project/data/a.csv")], root="/x/project")
    assert compare(describe(["a.csv", Path("in/a.csv")]), project) == ("equal", "")
    assert compare(describe(["b.csv", Path("in/a.csv")]), project)[0] == "differs"


def test_private_attributes_of_a_class_of_the_notebook_count() -> None:
    one, other = (type("Own", (), {"__module__": "__main__"})() for _ in range(2))
    one.size = other.size = 1
    one._hidden = 3
    assert compare(describe(one), describe(other)) == ("differs", "at _hidden: only in the notebook")


def test_a_later_change_does_not_affect_a_description() -> None:
    before, after = later(table(), lambda frame: frame.insert(0, "new", 1))
    assert compare(before, after)[0] == "differs"
    before, after = later([[1]], lambda items: items[0].append(2))
    assert compare(before, after)[0] == "differs"


def test_a_function_that_takes_a_variable_as_a_parameter_is_still_a_function() -> None:
    def plain() -> None: ...

    verdict, _ = compare(describe({"f": plain}), describe({"f": partial(plain, 1)}))
    assert verdict == "equal"


def test_a_class_of_the_notebook_is_the_same_in_the_package() -> None:
    notebook, package = type("Model", (), {}), type("Model", (), {})
    notebook.__module__, package.__module__ = "__main__", "who_buys.helpers"
    assert compare(describe(notebook()), describe(package(), "who_buys")) == ("equal", "")
    assert compare(describe(notebook()), describe(package(), "others"))[0] == "differs"


def test_an_unbound_name_of_the_notebook_is_none_in_the_project() -> None:
    assert compare({"kind": "unbound"}, None) == ("equal", "")
    assert compare({"kind": "unbound"}, 1)[0] == "differs"


def test_attributes_that_are_set_on_first_access_do_not_count() -> None:
    accessed, fresh = Own(1), Own(1)
    accessed._cached = 3  # type: ignore[attr-defined]
    accessed._colwidths = {("", 9): [4]}  # type: ignore[attr-defined]
    assert compare(describe(accessed), describe(fresh)) == ("equal", "")
    accessed.shown = 3  # type: ignore[attr-defined]
    assert compare(describe(accessed), describe(fresh)) == ("differs", "at shown: only in the notebook")


@pytest.mark.parametrize("items", [10, 3], ids=["few different texts", "many different texts"])
@pytest.mark.parametrize("dtype", ["object", "str", "string"])
def test_very_many_texts_are_compared_completely(
    monkeypatch: pytest.MonkeyPatch, dtype: str, items: int
) -> None:
    pandas = pytest.importorskip("pandas")
    monkeypatch.setattr("mlscaffold.verification.probe.exact_tables.EXACT_ITEMS", items)
    texts = pandas.Series(["a", "b", None, "c", "d"] * 10, dtype=dtype)
    others = [changed(texts.copy(), place, text) for place, text in ((7, "z"), (0, "b"), (1, None))]
    assert compare(describe(texts), describe(texts.copy()))[0] == "equal"
    assert {compare(describe(texts), describe(other))[0] for other in others} == {"differs"}
