"""Runs work on syntax trees in a thread with a large stack: trees are as deep as sums and chains are long."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

FRAMES = 60_000
"""Nested calls: the deepest tree that is analyzed has 2,500 levels, and LibCST takes some twenty calls for each."""
STACK = 2**29  # bytes of addresses, used only as far as needed: 8 KB of C stack for each of the calls
_inside = threading.local()
_lock = threading.Lock()
_limits: list[int] = []
"""The limit before, then one for each block that is open; empty outside."""


def with_deep_stack(work: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return a function that runs in a thread with a large stack, where its own calls of such functions stay.

    The caller waits, and can be interrupted; so the function must leave nothing that has to be cleaned up.
    """

    @wraps(work)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        if getattr(_inside, "yes", False):
            return work(*args, **kwargs)
        return _in_thread(lambda: work(*args, **kwargs))

    return run


@contextmanager
def _deep_recursion() -> Iterator[None]:
    """Let calls nest deeply as long as one of several blocks in different threads is open; then as before."""
    with _lock:
        if not _limits:
            _limits.append(sys.getrecursionlimit())
            sys.setrecursionlimit(max(_limits[0], FRAMES))
        _limits.append(FRAMES)
    try:
        yield
    finally:
        with _lock:
            _limits.pop()
            if len(_limits) == 1:
                sys.setrecursionlimit(_limits.pop())


def _in_thread(work: Callable[[], Result]) -> Result:
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        _inside.yes = True
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 - it is raised again in the caller's thread
            errors.append(error)

    with _deep_recursion():
        before = threading.stack_size(STACK)
        try:
            thread = threading.Thread(target=run, daemon=True)
            thread.start()
        finally:
            threading.stack_size(before)
        thread.join()
    for error in errors:
        raise error
    return results[0]
