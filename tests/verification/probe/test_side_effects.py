"""Side effects of a run: which events are network access, and how CPU time is measured."""

from __future__ import annotations

from typing import Any

import pytest

from mlscaffold.verification.probe.side_effects import SideEffects, Stopwatch, random_state


def noted(event: str, *arguments: Any) -> bool:
    effects = object.__new__(SideEffects)  # without an audit hook, which no process can remove again
    effects.network = False
    effects.note(event, arguments)
    return effects.network


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("urllib.Request", ("https://example.org", None)),
        ("socket.connect", (None, ("93.184.216.34", 80))),
        ("open", ("/home/ann/seaborn-data/tips.csv", "r")),
    ],
)
def test_network_access(event: str, arguments: tuple[Any, ...]) -> None:
    assert noted(event, *arguments)


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("urllib.Request", ("file:///data.csv", None)),
        ("socket.connect", (None, ("127.0.0.1", 80))),
        ("socket.connect", (None, "/run/socket")),
        ("open", ("data/tips.csv", "r")),
        ("open", (3, "r")),
    ],
)
def test_no_network_access(event: str, arguments: tuple[Any, ...]) -> None:
    assert not noted(event, *arguments)


def test_work_takes_time() -> None:
    stopwatch = Stopwatch()
    sum(number * number for number in range(1_000_000))
    assert stopwatch.seconds() > 0


def test_drawing_changes_the_random_state() -> None:
    import random

    before = random_state()
    assert random_state() == before
    random.random()
    assert random_state() != before
