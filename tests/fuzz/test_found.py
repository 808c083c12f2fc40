"""Bugs that generated notebooks have found, as small examples."""

from __future__ import annotations

import pytest

from tests.fuzz.running import differences, run_notebook

FOUND = {
    "a name that only a skipped branch reads": (
        "s = 'ab'",
        "c = len(s) or next(lazy)",
        "c = len(s) or next(lazy)",
    ),
    "a value in brackets over several lines": (
        "s = 'ab'",
        "n = (\n    len(s)  # one\n    + len(s)\n)",
        "m = n + 1",
    ),
    "a function that is deleted": ("def g(v):\n    return v + b", "del g"),
    "a function defined twice that reads other variables each time": (
        "a, b, n = 1, 2, 3",
        "xs = [1]",
        "def p():\n    return len(xs) + b",
        "c = p()",
        "def p():\n    return n",
        "d = p()",
    ),
    "a first version that reads a later name": (
        "xs = [3, 1]",
        "def change(values):\n    values[0] = len(data)",
        "def change(values, data=None):\n    return values + [0]",
        "xs = change(xs)",
        "data = xs + [1]",
    ),
    "a function that reads the name of its result": (
        "a = 1",
        "def h(v):\n    return total if v > 5 else 0",
        "total = h(a)",
        "total",
    ),
    "a global statement for a name that is not bound": (
        "c = 1",
        "def p():\n    global c\n    return c",
        "e = p()",
    ),
    "a variable shared by global and called like the logger": (
        "xs = [3]",
        "def q():\n    global logger\n    logger = 2\n    return logger",
        "e = q()",
        "print(xs)",
    ),
    "a loop over functions with a function's name": (
        "def h(v):\n    return v + 5",
        "for h in [max, min]:\n    n = h(1, 2)",
    ),
    "a function called like an import before it": (
        "from math import floor as h",
        "n = 2",
        "xs = [h(v) for v in [1.5]]",
        "def h(v):\n    return v + n",
        "ys = [h(v) for v in [1]]",
    ),
    "a function that calls a variable that becomes a function": (
        "a = 1",
        "h = max",
        "def f(v):\n    return h(v) + 2",
        "def h(v):\n    return v + a",
        "n = f(2)",
    ),
    "a list that a dict holds and that changes later": (
        "ys = [4, 5]\nd = {'k': 7}",
        "d['k'] = ys",
        "ys.append(1)",
        "n = d.pop('k')",
    ),
}


@pytest.mark.parametrize("shares", [(), (1,)], ids=["cut at the best places", "cut everywhere"])
@pytest.mark.parametrize("cells", FOUND.values(), ids=FOUND)
def test_same_values(cells: tuple[str, ...], shares: tuple[int, ...]) -> None:
    ran = run_notebook([[cell] for cell in cells])
    assert ran.cells == cells
    assert differences(ran, (), shares) == []
