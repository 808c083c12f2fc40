"""The chosen calls run the most lines, then show other values and results."""

from __future__ import annotations

from typing import Any

from mlscaffold.verification.probe.call_log import (
    ALL,
    CHOSEN,
    LOOKED,
    Call,
    Follower,
    Life,
    Log,
    choose,
    choose_lives,
)


def call(argument: Any, result: Any, *arcs: int) -> Call:
    return Call(
        "f",
        [{"source": repr(argument)}],
        {},
        result={"source": repr(result)},
        arcs=frozenset(("f", 0, arc) for arc in arcs),
    )


def test_each_line_is_run_by_a_chosen_call() -> None:
    calls = [call(1, 0, 1, 2), call(2, 0, 1, 2), call(3, 0, 1, 3), call(40, 0, 1, 4)]
    assert {arc for one in choose(calls, 3) for arc in one.arcs} == {("f", 0, line) for line in (1, 2, 3, 4)}


def test_short_calls_come_first_and_results_differ() -> None:
    calls = [call("a long text", 1, 1), call("a", 1, 1), call("b", 2, 1), call("c", 2, 1)]
    assert [one.arguments[0]["source"] for one in choose(calls)] == ["'a'", "'b'"]


def test_a_table_is_as_long_as_people_read() -> None:
    assert len(choose(call(number, number, 1) for number in range(50))) == CHOSEN


def test_calls_keep_the_order_of_the_run() -> None:
    calls = [call(3, 3, 1), call(1, 1, 1, 2, 3)]
    assert choose(calls) == calls


def test_equal_calls_are_noted_once_and_silent_ones_never() -> None:
    log = Log("helpers", "f")
    for one in (call(1, 1), call(1, 1), call(2, None)):
        log.note(one)
    assert len(log.calls) == 1
    assert log.silent
    quiet = Log("helpers", "f", quiet=True)
    quiet.note(call(2, None))
    assert len(quiet.calls) == 1


def test_later_calls_are_looked_at_less_and_less() -> None:
    log = Log("helpers", "f")
    wanted = [number for number in range(1_000_000) if log.wants()]
    assert wanted[: ALL - 1] == list(range(ALL - 1))
    assert len(wanted) == LOOKED
    assert wanted[-1] > 1000


def test_a_rejected_function_is_not_looked_at() -> None:
    log = Log("helpers", "f")
    log.reject("it draws random numbers")
    log.reject("another reason")
    assert (log.wants(), log.why) == (False, "it draws random numbers")


def test_lines_are_followed_in_one_file() -> None:
    def branch(number: int) -> int:
        if number > 1:
            return 1
        return 2

    found = []
    for number in (0, 1, 2):
        with Follower(__file__) as follower:
            branch(number)
        found.append(follower.arcs)
    assert found[0] == found[1] != found[2]
    with Follower("elsewhere.py") as follower:
        branch(1)
    assert not follower.arcs


def test_instances_that_run_other_lines_are_chosen() -> None:
    lives = [Life(None, call(1, 1, 1), None, None, [call(1, 1, *arcs)]) for arcs in ((2,), (2,), (2, 3))]
    assert choose_lives(lives) == [lives[2]]
    assert choose_lives([]) == []
