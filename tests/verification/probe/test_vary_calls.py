"""Recorded calls are varied at the boundaries of the code."""

from __future__ import annotations

from typing import Any

import pytest

from mlscaffold.verification.probe.call_log import Call
from mlscaffold.verification.probe.vary_calls import constants, vary


def discount(count: int) -> float:
    if count >= 50:
        return 0.2
    return 0.1 if count > 9 else 0.0


def shorten(text: str, width: int = 4) -> str:
    return text if len(text) <= width else text[:width]


def marks(text: str) -> int:
    return text.count("!")


def add(number: int) -> int:
    return number + 1


def varied(function: Any, value: Any) -> dict[Any, Any]:
    def run(call: Call) -> Call:
        argument = eval(call.arguments[0]["source"])
        call.result = {"source": repr(function(argument))}
        return call

    call = run(Call(function.__name__, [{"source": repr(value)}], {}, ["value"]))
    found = vary([call], function, run)
    return {eval(one.arguments[0]["source"]): eval(one.result["source"]) for one in found if one.result}


@pytest.mark.parametrize(
    ("function", "value", "expected"),
    [
        (discount, 10, {49: 0.1, 50: 0.2, 9: 0.0}),
        (shorten, "abcdef", {}),
        (marks, "a", {"a!": 1}),
        (add, 1, {}),
    ],
)
def test_calls_are_varied_where_the_result_changes(
    function: Any, value: Any, expected: dict[Any, Any]
) -> None:
    assert varied(function, value).items() >= expected.items()


def test_constants_of_comparisons_defaults_and_calls() -> None:
    assert constants(discount) == [50, 9]
    assert constants(shorten) == [4]
    assert constants(marks) == ["!"]
    assert constants(add) == []
    assert constants(len) == []
