"""Delta debugging finds the refactorings that change something."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mlscaffold.stages.opt_outs import Pairs
from mlscaffold.verification.prove import minimal

GROUPS = [frozenset({("copied-arguments", cell)}) for cell in range(1, 41)]


def cells(groups: Sequence[Pairs]) -> set[int]:
    return {cell for group in groups for _, cell in group}


@pytest.mark.parametrize(
    "guilty",
    [
        pytest.param({1}, id="the first"),
        pytest.param({40}, id="the last"),
        pytest.param({17}, id="one in the middle"),
        pytest.param({3, 30}, id="two in different halves"),
        pytest.param({5, 6, 7}, id="three neighbours"),
    ],
)
def test_exactly_the_guilty_refactorings_are_left_out(guilty: set[int]) -> None:
    found = minimal(GROUPS, lambda left_out: guilty <= cells(left_out))

    assert found is not None
    assert cells(found) == guilty


def test_one_among_forty_is_found_in_few_runs() -> None:
    runs = []

    def is_equal(left_out: Sequence[Pairs]) -> bool:
        runs.append(left_out)
        return {29} <= cells(left_out)

    minimal(GROUPS, is_equal)

    assert len(runs) <= 14


def test_a_difference_of_another_cause_has_no_guilty_refactoring() -> None:
    assert minimal(GROUPS, lambda _: False) is None


def test_without_further_runs_the_best_known_set_is_returned() -> None:
    budget = [3]

    def is_equal(left_out: Sequence[Pairs]) -> bool | None:
        budget[0] -= 1
        return {29} <= cells(left_out) if budget[0] >= 0 else None

    found = minimal(GROUPS, is_equal)

    assert found is not None
    assert {29} <= cells(found)
    assert len(found) < len(GROUPS)


def test_a_set_that_is_known_to_be_equal_is_not_run_again() -> None:
    runs: list[Sequence[Pairs]] = []
    minimal(GROUPS[:1], lambda left_out: bool(runs.append(left_out)), known=True)

    assert not runs
