"""What a project answers for the raw rows of its sample, for its tests."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from mlscaffold.verification.probe.record_raw_rows import raw_rows


def recorder(monkeypatch: pytest.MonkeyPatch, answered: Any, otherwise: str = "") -> Any:
    module = SimpleNamespace(answered=answered, prepared_otherwise=lambda *_: otherwise)
    monkeypatch.setitem(sys.modules, "raw_rows", module)
    return SimpleNamespace(
        limits={"timeout": 5},
        recorded=None,
        values=SimpleNamespace(node=lambda value: value),
        left_out=[],
        reason=str,
    )


def test_answers_are_recorded_and_training_is_compared_where_it_can_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = recorder(monkeypatch, lambda _: {"answers": 1})
    assert raw_rows(made, "X_train") == {"outputs": {"answers": 1}, "trained": "X_train"}
    assert raw_rows(made, "") == {"outputs": {"answers": 1}, "trained": ""}
    other = recorder(monkeypatch, lambda _: {"answers": 1}, "3 rows of X_train")
    assert raw_rows(other, "X_train") == {"outputs": {"answers": 1}, "trained": ""}


def test_without_a_command_nothing_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert raw_rows(recorder(monkeypatch, lambda _: {}), None) is None


def test_what_fails_on_the_sample_has_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: Any) -> Any:
        raise ValueError("no rows")

    made = recorder(monkeypatch, failing)
    assert raw_rows(made, "X_train") is None
    assert made.left_out == ["Answers for raw rows are not tested: no rows"]
