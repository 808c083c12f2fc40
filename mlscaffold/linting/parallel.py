"""Work on many items with all cores: forked processes, which start at once and know what their parent knows."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
WORTH = 8  # a process costs about as much as half a dozen files


def spread(
    items: Sequence[Item], weight: Callable[[Item], int], work: Callable[[Item], Result], processes: int
) -> list[Result | None]:
    """Do some work for each item.

    Args:
        items: the items.
        weight: how much work an item is, relative to others.
        work: what to do; what it gives can be pickled.
        processes: how many processes may work.

    Returns:
        What the work gave, in the order of the items; None where the process that had the item died.
    """
    count = min(processes, len(items) // WORTH) if hasattr(os, "fork") else 1
    if count < 2:
        return [work(item) for item in items]
    mine, *others = shares([weight(item) for item in items], count)
    started = [_start([items[place] for place in share], work) for share in others]
    results: list[Result | None] = [None] * len(items)
    for place in mine:
        results[place] = work(items[place])
    for share, (process, pipe) in zip(others, started, strict=True):
        for place, result in zip(share, _collect(process, pipe, len(share)), strict=True):
            results[place] = result
    return results


def shares(weights: Sequence[int], count: int) -> list[list[int]]:
    """Deal places out so that shares weigh about the same: the heaviest first, each to the lightest share."""
    dealt: list[list[int]] = [[] for _ in range(count)]
    loads = [0] * count
    for place in sorted(range(len(weights)), key=lambda place: -weights[place]):
        lightest = loads.index(min(loads))
        dealt[lightest].append(place)
        loads[lightest] += weights[place] + 1
    return dealt


def _start(items: Sequence[Item], work: Callable[[Item], Result]) -> tuple[int, int]:
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    status = 1
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump([work(item) for item in items], pipe, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)  # nothing of the parent's may be flushed or cleaned up twice


def _collect(process: int, pipe: int, count: int) -> list[Result | None]:
    with os.fdopen(pipe, "rb") as file:
        content = file.read()
    _, status = os.waitpid(process, 0)
    if status:
        return [None] * count
    results: list[Result | None] = pickle.loads(content)  # noqa: S301 - written by our own child just now
    return results
