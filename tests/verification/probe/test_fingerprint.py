"""Fingerprints: what they find, and what they tolerate."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier  # type: ignore[import-untyped]  # it has no stubs
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]  # it has no stubs

from mlscaffold.verification.probe.compare import compare
from mlscaffold.verification.probe.describe import describe
from mlscaffold.verification.probe.fingerprint import fingerprint

ROWS = 5000
SMALL = 20_000  # bytes of a fingerprint of a table: fifty of them are a megabyte, which compresses to a fifth


def kept(value: Any) -> Any:
    """Return the fingerprint of a value as it is in the file of expectations."""
    return json.loads(json.dumps(fingerprint(describe(value))))


def verdict(one: Any, other: Any) -> str:
    return compare(kept(one), kept(other))[0]


def table() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "amount": rng.normal(10, 3, ROWS),
            "count": rng.integers(0, 9, ROWS),
            "city": rng.choice(["Oslo", "Bergen", "Tromsø"], ROWS),
            "day": pd.Timestamp("2020-01-01") + pd.to_timedelta(np.arange(ROWS), "h"),
            "flag": rng.random(ROWS) < 0.5,
        }
    )


def with_cell(frame: pd.DataFrame, row: int, column: str, value: Any) -> pd.DataFrame:
    frame.loc[row, column] = value
    return frame


Change = Callable[[pd.DataFrame], Any]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda t: t, id="nothing"),
        pytest.param(lambda t: t.copy(), id="a copy"),
        pytest.param(lambda t: t.assign(amount=t.amount * (1 + 1e-9)), id="noise in each number"),
        pytest.param(lambda t: with_cell(t, 7, "amount", t.amount[7] * (1 + 1e-12)), id="noise in one number"),
        pytest.param(lambda t: t.sample(frac=1, random_state=0).sort_index(), id="there and back"),
        pytest.param(lambda t: t.assign(amount=t.amount[::-1].cumsum()[::-1].diff(-1).fillna(t.amount.iloc[-1])), id="another order of sums"),
    ],
)  # fmt: skip
def test_what_is_the_same_is_equal(change: Change) -> None:
    assert verdict(table(), change(table())) == "equal"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda t: with_cell(t, 4321, "amount", t.amount[4321] * 1.01), id="one number by a percent"),
        pytest.param(lambda t: with_cell(t, 99, "count", t["count"][99] + 1), id="one whole number"),
        pytest.param(lambda t: with_cell(t, 99, "city", "Bodø"), id="one text"),
        pytest.param(lambda t: with_cell(t, 99, "day", pd.Timestamp("2021-01-01")), id="one date"),
        pytest.param(lambda t: with_cell(t, 99, "flag", not t.flag[99]), id="one truth value"),
        pytest.param(lambda t: with_cell(t, 99, "amount", np.nan), id="a missing number"),
        pytest.param(lambda t: t.iloc[:-1], id="a row less"),
        pytest.param(lambda t: t.iloc[::-1], id="reversed"),
        pytest.param(lambda t: t.iloc[::-1].reset_index(drop=True), id="reversed with a new index"),
        pytest.param(lambda t: t.assign(amount=t.amount.sort_values().to_numpy()), id="one column sorted"),
        pytest.param(lambda t: t.assign(amount=t.amount.iloc[[1, 0, *range(2, ROWS)]].to_numpy()), id="two numbers swapped"),
        pytest.param(lambda t: t[["count", "amount", "city", "day", "flag"]], id="order of columns"),
        pytest.param(lambda t: t.rename(columns={"city": "town"}), id="name of a column"),
        pytest.param(lambda t: t.astype({"count": "int32"}), id="dtype"),
        pytest.param(lambda t: t.astype({"amount": "float32"}), id="precision"),
        pytest.param(lambda t: t.set_index(t.index + 1), id="index"),
        pytest.param(lambda t: t.assign(amount=-t.amount), id="sign"),
        pytest.param(lambda t: t.amount, id="a column of it"),
    ],
)  # fmt: skip
def test_what_differs_is_found(change: Change) -> None:
    assert verdict(table(), change(table())) == "differs"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(1, 2, id="number"),
        pytest.param(1, 1.0, id="type of a number"),
        pytest.param(0.1, 0.1 + 1e-7, id="decimal"),
        pytest.param("a", "b", id="text"),
        pytest.param("a" * 999, "a" * 998 + "b", id="long text"),
        pytest.param(b"a", b"b", id="bytes"),
        pytest.param(1 + 2j, 1 + 3j, id="complex number"),
        pytest.param([1, 2], [2, 1], id="order of a list"),
        pytest.param([1, 2], (1, 2), id="type of a container"),
        pytest.param(list(range(9999)), [*range(9998), 7], id="long list"),
        pytest.param(list(range(9999)), list(range(9998)), id="length of a long list"),
        pytest.param([0.5] * 999, [*[0.5] * 998, 0.6], id="long list of decimals"),
        pytest.param({"a": 1}, {"b": 1}, id="key"),
        pytest.param({n: n / 3 for n in range(999)}, {n: n / 3 + (n == 5) for n in range(999)}, id="long mapping"),
        pytest.param({1, 2}, {1, 3}, id="set"),
        pytest.param(np.zeros(3), np.zeros(4), id="shape"),
        pytest.param(np.zeros((2, 3)), np.zeros((3, 2)), id="dimensions"),
        pytest.param(np.float32(1), np.float64(1), id="numpy scalar"),
        pytest.param(np.arange(999) % 7, np.arange(999) % 5, id="array of whole numbers"),
        pytest.param(pd.Categorical(["a", "b"]), pd.Categorical(["a", "b"], ordered=True), id="order of categories"),
        pytest.param(LogisticRegression(), LogisticRegression(C=2), id="parameter of a model"),
    ],
)  # fmt: skip
def test_each_kind_of_value_is_compared(one: Any, other: Any) -> None:
    assert verdict(one, one) == "equal"
    assert verdict(one, other) == "differs"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(0.1 + 0.2, 0.3, id="decimal"),
        pytest.param(float("nan"), float("nan"), id="not a number"),
        pytest.param([1 / 3] * 999, [1 / 3 + 1e-12] * 999, id="list of decimals"),
        pytest.param(np.array([1e-17, 5.0]), np.array([-3e-17, 5.0]), id="what is left of a sum"),
        pytest.param(np.linspace(0, 1, 999), np.linspace(0, 1, 999) * (1 + 1e-10), id="array"),
        pytest.param(np.full(999, np.nan), np.full(999, np.nan), id="missing numbers"),
        pytest.param({"a": {"b": [1.0]}}, {"a": {"b": [1.0 + 1e-11]}}, id="nested"),
    ],
)
def test_rounding_is_tolerated(one: Any, other: Any) -> None:
    assert verdict(one, other) == "equal"


def test_a_model_is_compared_by_all_it_has_learned() -> None:
    frame = table()
    rows, target = frame[["amount", "count"]], frame["flag"]

    def fitted(**options: Any) -> RandomForestClassifier:
        return RandomForestClassifier(10, **options).fit(rows[:300], target[:300])

    assert verdict(fitted(random_state=0), fitted(random_state=0)) == "equal"
    assert verdict(fitted(random_state=0), fitted(random_state=1)) == "differs"
    other = RandomForestClassifier(10, random_state=0).fit(rows[1:301], target[1:301])
    assert compare(kept(fitted(random_state=0)), kept(other))[1].startswith("at estimators_")


def test_it_is_small_and_the_same_each_time() -> None:
    assert kept(table()) == kept(table())
    assert len(json.dumps(kept(table()))) < SMALL
    wide = pd.DataFrame(np.random.default_rng(0).random((50, 3000)))
    assert len(json.dumps(kept(wide))) < SMALL


def test_texts_of_a_long_column_are_not_in_it() -> None:
    assert "Bergen" not in json.dumps(kept(table()))


def test_the_message_names_the_place() -> None:
    why = compare(kept(table()), kept(with_cell(table(), 0, "count", 77)))[1]
    assert why == "at ['count']: 2 in the notebook, 77 in the project"
