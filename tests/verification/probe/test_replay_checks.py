"""Columns that matter, the target, and rows to predict in other ways."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mlscaffold.verification.probe.match_rows import Mismatch, matrix
from mlscaffold.verification.probe.replay_checks import (
    check_answers,
    check_unusual,
    needed_columns,
    target_columns,
)

ROWS = pd.DataFrame({"age": range(20, 60), "city": ["Rome", "Bonn"] * 20, "bought": [0, 0, 1, 1] * 10})


def prepared(features: Any) -> list[Any]:
    return needed_columns(SimpleNamespace(apply=features), None, ROWS, matrix(features(None, ROWS)))


def test_columns_that_move_a_feature_are_needed() -> None:
    assert prepared(lambda _, rows: rows[["age"]] / 2) == ["age"]
    assert prepared(lambda _, rows: pd.DataFrame({"a": rows["age"], "c": rows["city"] == "Rome"})) == [
        "age",
        "city",
    ]


def test_what_depends_on_the_order_is_a_mismatch() -> None:
    with pytest.raises(Mismatch, match="order"):
        prepared(lambda _, rows: rows[["age"]].cumsum())


def test_the_target_is_the_column_that_tells_it() -> None:
    features = matrix(ROWS[["age"]])
    target = ROWS["bought"].map({0: "no", 1: "yes"})
    assert target_columns(target, ROWS[["age"]], features, ROWS) == ["bought"]
    assert target_columns(None, None, features, ROWS) == []


def answers(give: Any) -> list[str]:
    def predict(_: Any, rows: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({"prediction": give(rows)})

    return check_answers(SimpleNamespace(predict=predict), None, ROWS, ["age"], np.array(ROWS["age"] > 40))


def test_rows_are_asked_in_several_ways() -> None:
    assert "one by one" in answers(lambda rows: (rows["age"] > 40).to_numpy())


def test_answers_that_depend_on_other_rows_are_a_mismatch() -> None:
    with pytest.raises(Mismatch, match="answered otherwise"):
        answers(lambda rows: (rows["age"] > rows["age"].mean()).to_numpy())


def unusual(predict: Any) -> list[str]:
    return check_unusual(SimpleNamespace(predict=predict), None, ROWS, ["age", "city"])


def test_an_unusual_row_has_an_answer_or_an_error_that_names_its_column() -> None:
    def named(_: Any, rows: pd.DataFrame) -> list[int]:
        for name in ("age", "city"):
            if rows[name].isna().any() or "never seen" in set(rows[name]):
                raise ValueError(f"row 1: {name} is not known")
        return [0]

    assert unusual(named) == ["with missing and new values"]
    assert unusual(lambda _, rows: [0] * len(rows)) == ["with missing and new values"]


def test_an_error_that_names_no_column_is_a_mismatch() -> None:
    def unnamed(_: Any, rows: pd.DataFrame) -> list[int]:
        if "never seen" in set(rows["city"]):
            raise ValueError("wrong")
        return [0]

    with pytest.raises(Mismatch, match="with a new city"):
        unusual(unnamed)
