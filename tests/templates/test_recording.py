"""Values of recorded tests: described, restored, compared; what cannot be restored raises an error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from mlscaffold.projects.template import templates

TESTS = templates() / "recording" / "{{ cookiecutter.project_slug }}" / "tests"
UNFIT = (ValueError, TypeError)
ROWS = pd.DataFrame({"a": [1, 2, 3], "b": [0.1, np.nan, np.inf], "c": ["x", None, "z"]})
DATES = pd.date_range("2020-01-01", periods=3, freq="D")


@pytest.fixture(scope="module")
def values() -> Iterator[Any]:
    sys.path.insert(0, str(TESTS))
    import recorded_values

    yield recorded_values
    sys.path.remove(str(TESTS))
    del sys.modules["recorded_values"]


def described(values: Any, value: object, most: int = 400) -> Any:
    return json.loads(values.to_text(values.describe(value, "who_buys", most)))


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        0.1,
        "text",
        [1, "a", None],
        (1, 2.5),
        {"a": [1], 2: (3,)},
        {1, 2},
        float("inf"),
        pd.Timestamp("2020-01-02 03:00", tz="UTC"),
        np.float64(0.5),
        np.int32(4),
        np.arange(6).reshape(2, 3),
        np.array([0.5, np.nan, -np.inf]),
        np.array(["a", "bc"]),
        np.array([], dtype=float),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
        ROWS,
        ROWS.iloc[:0],
        ROWS.set_index("c"),
        ROWS.set_index(["a", "c"]),
        ROWS["b"],
        pd.Series([1, 2], index=DATES[:2]),
        pd.Series([True, False], name=3),
        pd.DataFrame({"d": DATES, "e": DATES.tz_localize("UTC"), "t": DATES - DATES[0]}),
        pd.DataFrame({"k": pd.Categorical(["b", "a", None], ["b", "a"], ordered=True)}),
        pd.DataFrame({"i": pd.array([1, None], "Int64"), "o": [[1], {"a": 2}]}),
        pd.DataFrame(np.arange(4.0).reshape(2, 2)),
        pd.DataFrame({"a": [1], "b": [2]}).rename(columns={"b": "a"}),
        pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")])),
        pd.Index([3, 1], name="n"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_is_restored(values: Any, value: object) -> None:
    description = described(values, value, sys.maxsize)
    again = values.restore(description)
    assert type(again) is type(value)
    assert described(values, again, sys.maxsize) == description
    if isinstance(value, pd.DataFrame):
        pd.testing.assert_frame_equal(again, value, check_freq=False)
    elif isinstance(value, np.ndarray):
        np.testing.assert_array_equal(again, value, strict=True)


@pytest.mark.parametrize(
    "value",
    [
        LogisticRegression(),
        {"model": StandardScaler()},
        object(),
        PurePosixPath("a"),
        pd.Series([pd.Interval(0, 1)]),
        print,
        range(3),
        pd.DataFrame(np.zeros((2, 200))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_that_cannot_be_restored_is_an_error(values: Any, value: object) -> None:
    with pytest.raises(UNFIT):
        values.restore(described(values, value, sys.maxsize))


def test_a_large_value_cannot_be_restored_from_its_sample(values: Any) -> None:
    for value in (np.arange(1000), pd.DataFrame(np.zeros((900, 9))), list(range(500))):
        with pytest.raises(UNFIT):
            values.restore(described(values, value))


def changed(frame: pd.DataFrame, row: int, column: str, value: object) -> pd.DataFrame:
    frame = frame.copy()
    frame.loc[row, column] = value
    return frame


LARGE = pd.DataFrame({"a": np.arange(5000.0), "b": [f"row {i}" for i in range(5000)]})


def search() -> GridSearchCV:
    return GridSearchCV(LogisticRegression(), {"C": [1, 2]}, cv=2).fit(X, Y)


X, Y = np.arange(20.0).reshape(10, 2) % 7, np.arange(10) % 2


@pytest.mark.parametrize(
    ("one", "two", "place"),
    [
        (1, 2, "value: recorded 1, now 2"),
        (1, 1.0, "value: recorded 1, now 1.0"),
        ("a", "b", "value: recorded a, now b"),
        ([1, 2], [1, 2, 3], "value: recorded [1, 2], now [1, 2, 3]"),
        ({"a": 1}, {"a": 2}, "pairs[0][1]"),
        (0.5, 0.50001, "value"),
        (ROWS, changed(ROWS, 1, "a", 5), "columns[0].items[1]"),
        (ROWS, ROWS.astype({"a": "float64"}), "columns[0].dtype"),
        (ROWS, ROWS.rename(columns={"a": "d"}), "names[0]"),
        (ROWS, ROWS.set_axis([1, 2, 3]), "index"),
        (LARGE, changed(LARGE, 1, "a", 77.0), "columns[0].sum"),
        (LARGE, changed(LARGE, 1, "b", "other"), "columns[1].checksum"),
        (np.zeros(3), np.zeros(3, dtype="float32"), "dtype"),
        (np.zeros((2, 3)), np.zeros((3, 2)), "shape"),
        (LogisticRegression(C=1), LogisticRegression(C=2), "value.C"),
        (LogisticRegression().fit(X, Y), LogisticRegression().fit(X, 1 - Y), "coef_"),
        (LogisticRegression(), LogisticRegression().fit(X, Y), "value"),
        (
            make_pipeline(StandardScaler(), LogisticRegression()),
            make_pipeline(StandardScaler(with_mean=False), LogisticRegression()),
            "with_mean",
        ),
        (
            RandomForestClassifier(4, random_state=0).fit(X, Y),
            RandomForestClassifier(4, random_state=1).fit(X, Y),
            "",
        ),
        (ROWS, None, "now None"),
    ],
)
def test_a_difference_is_found_and_placed(values: Any, one: object, two: object, place: str) -> None:
    found = values.difference(described(values, one), described(values, two))
    assert found
    assert place in found


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (0.5, 0.5 + 1e-9),
        ([1e6, 1e-5], [1e6, 2e-5]),
        (np.array([1e9, 1e-3]), np.array([1e9, 2e-3])),
        ("mean 0.12345678", "mean 0.12345679"),
        (LARGE, LARGE.copy()),
        ({1, 2, 3}, {3, 2, 1}),
        (
            RandomForestClassifier(4, random_state=0).fit(X, Y),
            RandomForestClassifier(4, random_state=0).fit(X, Y),
        ),
        (LogisticRegression(n_jobs=1), LogisticRegression(n_jobs=2)),
        (search(), search()),
        (object(), object()),
    ],
)
def test_noise_is_no_difference(values: Any, one: object, two: object) -> None:
    assert values.difference(described(values, one), described(values, two)) == ""


def float32(*values: float) -> Any:
    return np.array(values, dtype="float32")


def mixed(exact: float, single: float) -> pd.DataFrame:
    return pd.DataFrame({"exact": [exact], "single": float32(single)})


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (np.array([1.0]), np.array([1.0 + 5e-7]), False),
        (float32(1.0), float32(1.0 + 5e-6), True),
        (float32(1.0), float32(1.0 + 1e-3), False),
        (mixed(1.0, 1.0), mixed(1.0, 1.0 + 5e-6), True),
        (mixed(1.0, 1.0), mixed(1.0 + 5e-7, 1.0), False),
        ({"loss": 1.0}, {"loss": 1.0 + 5e-8}, True),
    ],
)
def test_numbers_of_32_bits_have_a_tolerance_of_their_own(
    values: Any, one: object, two: object, same: bool
) -> None:
    first, second = described(values, one), described(values, two)
    assert (values.difference(first, second) == "") == same


def test_unstable_values_are_not_compared(values: Any) -> None:
    recorded = {"a": 1, "b": {"kind": "varies"}, "c": [[1], {"kind": "varies"}]}
    assert values.difference(recorded, {"a": 1, "b": None, "c": [[1], [9]]}) == ""
    assert values.difference(recorded, {"a": 2, "b": None, "c": [[1], [9]]}) != ""


def test_a_cycle_ends(values: Any) -> None:
    value: list[Any] = []
    value.append(value)
    assert described(values, value) == [{"kind": "list"}]


def test_objects_of_the_project_are_described_by_their_fields(values: Any) -> None:
    class Own:
        def __init__(self) -> None:
            self.rows = [1]

    assert "rows" not in described(values, Own())
    Own.__module__ = "who_buys.data"
    assert described(values, Own())["rows"] == [1]


def test_a_large_table_is_described_by_sums_and_a_sample(values: Any) -> None:
    node = described(values, pd.DataFrame({str(column): np.arange(1000.0) for column in range(50)}))
    assert node["columns"][0]["sum"] == 499500.0
    assert len(values.to_text(node)) < 30_000
    wide = described(values, pd.DataFrame(np.arange(4000.0).reshape(2, 2000)))
    assert (wide["cells"]["shape"], wide["cells"]["sum"]) == ([2, 2000], 7998000.0)


def test_text_has_one_row_per_line(values: Any) -> None:
    text = values.to_text({"rows": [list(range(40)), list(range(40))], "name": "x"})
    assert len(text.splitlines()) == 5
    assert json.loads(text)["rows"][0] == list(range(40))


def test_figures_are_described_by_their_data(values: Any) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    def drawn(height: float, title: str = "t", left: float = 0.0, color: str = "b") -> Any:
        figure, axes = plt.subplots()
        axes.bar([0, 1], [1, height], color=color)
        axes.plot([0, 1], [2, 3])
        axes.scatter([left], [1])
        axes.fill_between([0, 1], [left, 1])
        axes.imshow(np.eye(2))
        axes.set_title(title)
        axes.set_xlim(0, 9)
        axes.set_ylim(0, 9)
        plt.close(figure)
        return described(values, figure)

    assert values.difference(drawn(2), drawn(2)) == ""
    assert "shapes" in values.difference(drawn(2), drawn(3))
    assert "texts" in values.difference(drawn(2), drawn(2, "u"))
    assert "colors" in values.difference(drawn(2), drawn(2, color="r"))
    assert "points" in values.difference(drawn(2), drawn(2, left=0.5))


def test_the_helpers_are_within_their_size() -> None:
    assert all(
        len((TESTS / f"recorded_{name}.py").read_text().splitlines()) <= 300 for name in ("values", "stages")
    )
