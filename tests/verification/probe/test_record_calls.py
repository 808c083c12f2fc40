"""Calls of functions and methods are noted from outside, and nothing else about them changes."""

from __future__ import annotations

import inspect
import pickle
from pathlib import Path

import pytest

from mlscaffold.verification.probe.call_log import LOOKED
from mlscaffold.verification.probe.record_calls import FILES, GENERATOR, RANDOM
from tests.verification.probe.noted_project import calls_of, noted


def test_arguments_and_results_are_noted_once(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        assert [helpers.shorten(text) for text in ("abc", "abcdefg", "abc")] == ["abc", "abc..", "abc"]
        helpers.shorten("abc", width=2)
        assert calls_of(recorder, "shorten") == [
            (["'abc'"], "'abc'"),
            (["'abcdefg'"], "'abc..'"),
            (["'abc'"], "'..'"),
        ]


def test_an_exception_is_noted_and_raised(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        with pytest.raises(ValueError, match="negative"):
            helpers.half(-1)
        assert recorder.logs["half"].calls[0].error == ["ValueError", "negative: -1"]


def test_an_argument_that_changes_is_noted_before_and_after(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        helpers.pad([1], 2)
        (call,) = recorder.logs["pad"].calls
        assert call.arguments[0] == {"source": "[1]"}
        assert call.changed == [[0, {"source": "[1, 2]"}]]


def test_functions_are_arguments_by_name(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        helpers.apply(helpers.level, 60)
        helpers.apply(len, [1])
        assert calls_of(recorder, "apply") == [(["level", "60"], "'high'")]


@pytest.mark.parametrize(
    ("name", "arguments", "why"),
    [("draw", (), RANDOM), ("read", (__file__ + "c",), FILES), ("count", (), GENERATOR)],
)
def test_randomness_files_and_generators_are_left_out(
    name: str, arguments: tuple[str, ...], why: str, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("a")
    arguments = (str(tmp_path / "a.txt"),) if arguments else ()
    with noted(tmp_path) as (recorder, helpers):
        getattr(helpers, name)(*arguments)
        assert recorder.logs[name].why == why
        assert not recorder.logs[name].calls


def test_what_only_prints_is_not_noted(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        helpers.say("hello")
        assert not recorder.logs["say"].calls
        assert recorder.logs["say"].silent


def test_cached_and_recursive_functions_are_noted(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        assert helpers.fibonacci(5) == 5
        assert (["5"], "5") in calls_of(recorder, "fibonacci")
        assert helpers.fibonacci.cache_info().currsize == 6


def test_functions_stay_what_they_are(tmp_path: Path) -> None:
    with noted(tmp_path) as (_, helpers):
        assert pickle.loads(pickle.dumps(helpers.shorten)) is helpers.shorten
        assert list(inspect.signature(helpers.shorten).parameters) == ["text", "width"]
        assert helpers.shorten.__name__ == "shorten"


def test_stages_and_calls_outside_of_stages_are_not_noted(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        recorder.active = False
        helpers.level(1)
        assert not recorder.logs["level"].calls
        assert "stage" not in recorder.logs


def test_after_many_calls_no_more_are_looked_at(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        for number in range(100_000):
            helpers.level(number)
        log = recorder.logs["level"]
        assert log.count == 100_000
        assert log.looked == LOOKED


def test_the_calls_of_an_instance_follow_one_another(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        stock = helpers.Stock("nut")
        stock.take(10)
        stock.reset()
        (life,) = recorder.logs["Stock"].lives
        assert [step.target for step in life.steps] == ["take", "reset"]
        assert [step.result for step in life.steps] == [{"source": "40"}, {"self": True}]


def test_a_copy_of_an_instance_continues_its_calls(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        import copy

        stock = helpers.Stock("nut")
        stock.take(10)
        copy.deepcopy(stock).take(5)
        (life,) = recorder.logs["Stock"].lives
        assert [step.result for step in life.steps] == [{"source": "40"}, {"source": "35"}]


def test_an_instance_as_it_was_made_is_an_argument(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        helpers.restock(helpers.Stock("nut", 5))
        assert calls_of(recorder, "restock") == [(["Stock('nut', 5)"], "15")]


def test_static_methods_are_noted_as_functions(tmp_path: Path) -> None:
    with noted(tmp_path) as (recorder, helpers):
        helpers.Stock.price(2)
        assert calls_of(recorder, "Stock.price") == [(["2"], "6")]
