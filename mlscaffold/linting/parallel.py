"""Map a function over many items on all cores, in forked processes: they start at once and share the parent's state."""

import os
import pickle
from collections.abc import Callable, Sequence
from typing import TypeVar

from mlscaffold.analysis.deep_stack import with_deep_stack

Item = TypeVar("Item")
Result = TypeVar("Result")
ITEMS_PER_PROCESS = 8  # the fewest that pay: starting a process costs as much as linting about six files


def map_parallel(
    items: Sequence[Item], weight: Callable[[Item], int], work: Callable[[Item], Result], processes: int
) -> list[Result | None]:
    """Map a function over items.

    Args:
        items: the items.
        weight: returns the relative cost of an item.
        work: the function; its results can be pickled.
        processes: how many processes to use.

    Returns:
        The results in the order of the items; None if the process of an item died.
    """
    count = min(processes, len(items) // ITEMS_PER_PROCESS) if hasattr(os, "fork") else 1
    if count < 2:
        return [*_done(items, work)]
    own, *others = shares([weight(item) for item in items], count)
    results: list[Result | None] = [None] * len(items)
    middle = own.pop(len(own) // 2)  # first, so that what its work loads is loaded once, not in each process
    results[middle] = _done([items[middle]], work)[0]
    started = [_start([items[place] for place in share], work) for share in others]
    for place, one in zip(own, _done([items[place] for place in own], work), strict=True):
        results[place] = one
    for share, (process, pipe) in zip(others, started, strict=True):
        for place, result in zip(share, _collect(process, pipe, len(share)), strict=True):
            results[place] = result
    return results


def shares(weights: Sequence[int], count: int) -> list[list[int]]:
    """Distribute places into shares of about equal weight: the heaviest first, each to the lightest share."""
    distributed: list[list[int]] = [[] for _ in range(count)]
    loads = [0] * count
    for place in sorted(range(len(weights)), key=lambda place: -weights[place]):
        lightest = loads.index(min(loads))
        distributed[lightest].append(place)
        loads[lightest] += weights[place] + 1
    return distributed


@with_deep_stack
def _done(items: Sequence[Item], work: Callable[[Item], Result]) -> list[Result]:
    """Return the results of a process, all from one thread with a large stack: one per item costs a twentieth of the time."""
    return [work(item) for item in items]


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
            pickle.dump(_done(items, work), pipe, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)  # the parent's buffers and exit handlers must not run twice


def _collect(process: int, pipe: int, count: int) -> list[Result | None]:
    with os.fdopen(pipe, "rb") as file:
        content = file.read()
    _, status = os.waitpid(process, 0)
    if status:
        return [None] * count
    results: list[Result | None] = pickle.loads(content)  # noqa: S301 - our own child wrote it
    return results
