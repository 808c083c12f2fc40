"""Only calls that give the same again, alone, are tested."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.verification.probe.replay_calls import NOTHING, OTHERWISE, UNCALLED, Replay
from mlscaffold.verification.probe.stored_values import StoredValues
from tests.verification.probe.noted_project import noted

LIMITS = {"input": 8000, "bytes": 1_000_000}


def facts_of(recorder: Any) -> dict[str, dict[str, Any]]:
    recorder.active = False
    module = importlib.import_module("recorded_values")
    facts = Replay(recorder, StoredValues(module, LIMITS, "noted")).facts()
    return {fact["name"]: fact for fact in facts}


def test_calls_are_tested_with_both_sides_of_a_boundary(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        helpers.level(60)
        fact = facts_of(recorder)["level"]
        results = {call["arguments"][0]["source"]: call["result"]["source"] for call in fact["tests"]}
        assert results == {"60": "'high'", "49": "'low'", "50": "'high'"}
        assert fact["why"] == ""


def test_what_depends_on_earlier_calls_is_left_out(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        helpers.remember(3)
        fact = facts_of(recorder)["remember"]
        assert (fact["tests"], fact["why"]) == ([], OTHERWISE)


def test_reasons_are_in_the_facts(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        helpers.say("hello")
        facts = facts_of(recorder)
        assert facts["say"]["why"] == NOTHING
        assert facts["half"]["why"] == UNCALLED


def test_an_instance_is_made_and_called_again(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        stock = helpers.Stock("nut", 5)
        stock.take(2)
        (life,) = facts_of(recorder)["Stock"]["tests"]
        assert [step["result"] for step in life["steps"]] == [{"source": "3"}]
        assert life["state"] == {"source": "{'item': 'nut', 'level': 3}"}
        assert life["looks"] == [[".empty", {"source": "False"}]]


def test_an_instance_that_others_change_is_tested_up_to_there(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        stock = helpers.Stock("nut", 5)
        stock.take(2)
        stock.level = 100
        stock.take(2)
        (life,) = facts_of(recorder)["Stock"]["tests"]
        assert [step["result"] for step in life["steps"]] == [{"source": "3"}]


def test_exceptions_of_the_project_are_tested_where_they_are_raised(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        stock = helpers.Stock("nut", 5)
        with pytest.raises(helpers.SoldOutError):
            stock.take(6)
        facts = facts_of(recorder)
        (life,) = facts["Stock"]["tests"]
        assert life["steps"][0]["error"] == ["SoldOutError", "sold out"]
        assert (facts["SoldOutError"]["tests"], facts["SoldOutError"]["why"]) == ([], "")
