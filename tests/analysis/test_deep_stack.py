"""Work on deep trees runs in a thread of its own; results and errors come back."""

from __future__ import annotations

import sys
import threading

import pytest

from mlscaffold.analysis.deep_stack import with_deep_stack

LEVELS = 20_000


@with_deep_stack
def depth(levels: int) -> int:
    return 0 if levels == 0 else 1 + plain_depth(levels - 1)


def plain_depth(levels: int) -> int:
    return 0 if levels == 0 else 1 + plain_depth(levels - 1)


def test_calls_may_be_nested_deeply() -> None:
    assert depth(LEVELS) == LEVELS


def test_errors_reach_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        with_deep_stack(lambda: 1 // 0)()


def test_calls_inside_stay_in_the_thread() -> None:
    names = with_deep_stack(lambda: {threading.current_thread().name, inner()})()
    assert len(names) == 1
    assert names != {threading.current_thread().name}


@with_deep_stack
def inner() -> str:
    return threading.current_thread().name


def test_endless_recursion_is_an_error_and_no_crash() -> None:
    def endless(number: int) -> int:
        return endless(number + 1)

    with pytest.raises(RecursionError):
        with_deep_stack(endless)(0)


def test_the_limit_is_as_before_afterwards() -> None:
    before = sys.getrecursionlimit()
    inside = with_deep_stack(sys.getrecursionlimit)()
    assert inside > before
    assert sys.getrecursionlimit() == before
