"""The process of a run: calls have a timeout, seeds repeat random numbers, loaded modules are listed."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest

from mlscaffold.verification.probe.process import (
    TimeoutExceededError,
    call_with_timeout,
    loaded_modules,
    seed,
)


def test_a_call_that_takes_too_long_is_interrupted() -> None:
    with pytest.raises(TimeoutExceededError):
        call_with_timeout(1, lambda: time.sleep(30))


def test_a_fast_call_returns_its_result() -> None:
    assert call_with_timeout(60, lambda: 3) == 3


def test_a_seed_repeats_the_numbers_of_python_and_numpy() -> None:
    drawn = []
    for _ in range(2):
        seed(3, ("numpy", "no_such_library"))
        drawn.append((random.random(), float(np.random.random())))
    assert drawn[0] == drawn[1]


def test_loaded_modules_are_listed_by_their_top_level() -> None:
    assert "numpy" in loaded_modules()
    assert not any("." in name for name in loaded_modules())
