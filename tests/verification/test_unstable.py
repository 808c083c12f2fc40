"""Verdicts without what two runs of the notebook do not agree on."""

from __future__ import annotations

from typing import Any

import pytest

from mlscaffold.verification.unstable import WHOLE, places_of, verdict_of


def note(*places: str, opaque: tuple[str, ...] = (), cut: bool = False) -> dict[str, Any]:
    verdict = "differs" if places else "not compared" if opaque else "equal"
    return {
        "key": "1:0:a",
        "verdict": verdict,
        "why": "a reason" if verdict != "equal" else "",
        "places": [[place, "1 and 2"] for place in places],
        "opaque": [[place, "a lock"] for place in opaque],
        "cut": cut,
        "largest": 1e-9,
    }


@pytest.mark.parametrize(
    ("found", "unstable", "verdict"),
    [
        pytest.param(note(), None, "equal", id="equal"),
        pytest.param(note("['a']"), None, "differs", id="nothing unstable"),
        pytest.param(note("['a']"), frozenset({"['b']"}), "differs", id="unstable elsewhere"),
        pytest.param(note("['a']"), frozenset({"['a']"}), "equal", id="the unstable place differs"),
        pytest.param(note("['a'][0].x"), frozenset({"['a']"}), "equal", id="inside of it"),
        pytest.param(note("['ab']"), frozenset({"['a"}), "differs", id="a place that only begins alike"),
        pytest.param(note("a.b", "c"), frozenset({"a"}), "differs", id="one of two"),
        pytest.param(note(), WHOLE, "unstable", id="equal by chance"),
        pytest.param(note("x"), WHOLE, "unstable", id="as a whole"),
        pytest.param(note("a", opaque=("b",)), frozenset({"a"}), "not compared", id="the rest is opaque"),
    ],
)
def test_verdicts(found: dict[str, Any], unstable: frozenset[str] | None, verdict: str) -> None:
    assert verdict_of(found, unstable).verdict == verdict


def test_the_unstable_places_of_an_equal_value_are_named() -> None:
    found = verdict_of(note("fit_time"), frozenset({"fit_time"}))
    assert (found.why, found.largest) == ("unstable in it: fit_time", 1e-9)


def test_places_of_two_runs() -> None:
    differing = {**note("a", "b"), "places": ["a", "b"]}
    assert places_of([differing]) == {"1:0:a": {"a", "b"}}
    assert places_of([{**differing, "cut": True}]) == {"1:0:a": WHOLE}
    assert places_of([note()]) == {}
