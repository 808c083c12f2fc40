from __future__ import annotations

import os

import pytest

from mlscaffold.linting.parallel import map_parallel, shares


def doubled(item: int) -> tuple[int, int]:
    return item * 2, os.getpid()


def dying(item: int) -> int:
    if item == 0:
        os._exit(7)
    return item


def failing(item: int) -> int:
    if item == 0:
        raise ValueError
    return item


def test_returns_results_in_order_from_several_processes() -> None:
    results = map_parallel(list(range(40)), lambda item: item, doubled, 2)
    assert [one[0] for one in results if one] == [item * 2 for item in range(40)]
    assert len({one[1] for one in results if one}) == 2


@pytest.mark.parametrize(
    ("items", "processes"), [pytest.param(5, 4, id="few items"), pytest.param(40, 1, id="one core")]
)
def test_starts_no_process_for_little_work(items: int, processes: int) -> None:
    results = map_parallel(list(range(items)), lambda item: item, doubled, processes)
    assert {one[1] for one in results if one} == {os.getpid()}


@pytest.mark.parametrize("work", [pytest.param(dying, id="killed"), pytest.param(failing, id="failed")])
def test_a_process_that_dies_loses_only_its_own_items(work: object) -> None:
    results = map_parallel([*range(1, 40), 0], lambda item: {1: 1000, 0: 999}.get(item, 1), work, 2)  # type: ignore[arg-type]
    lost = [place for place, one in enumerate(results) if one is None]
    assert 39 in lost
    assert 10 < len(lost) < 30


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        pytest.param([9, 1, 1, 1], [[0], [1, 2, 3]], id="one heavy"),
        pytest.param([0, 0, 0, 0], [[0, 2], [1, 3]], id="no weights"),
    ],
)
def test_shares_have_about_the_same_weight(weights: list[int], expected: list[list[int]]) -> None:
    assert shares(weights, 2) == expected
