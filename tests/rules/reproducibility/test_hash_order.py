"""Whether the iteration order affects later values."""

from __future__ import annotations

import pytest

from mlscaffold.rules.reproducibility.hash_order import keeps_order
from tests.rules.lint_targets import index_of

CACHED: dict[str, str] = {
    "a list that is used": "x = list(f())\ny = x[0]",
    "a comprehension": "x = [a for a in f()]",
    "a loop that collects": "for a in f():\n    xs.append(a)",
    "a name in a loop": "s = f()\nx = [a for a in s]",
    "an argument": "df = concat(map(g, f()))",
    "a difference": "x = list(f() - g)\nprint(x[0])",
    "a column": "df['a'] = list(f())",
    "the result of a function": "def h():\n    return list(f())",
}
LOST: dict[str, str] = {
    "sorted at once": "x = sorted(f())",
    "sorted later": "x = list(f())\nx.sort()",
    "counted": "x = len(list(f()))",
    "a list that is only searched": "x = list(f())\ny = 1 in x",
    "a loop that collects nothing": "for a in f():\n    print(a)",
    "a dictionary": "x = {a: 1 for a in f()}",
    "a set again": "x = f() - g\ny = len(x)",
    "a name never used": "x = f()",
    "alone": "f()",
    "a text in any order": "x = sum(a for a in f())",
}


@pytest.mark.parametrize("source", CACHED.values(), ids=CACHED.keys())
def test_kept(source: str) -> None:
    index = index_of(source)
    assert keeps_order(next(iter(index.calls("f"))), index)


@pytest.mark.parametrize("source", LOST.values(), ids=LOST.keys())
def test_lost(source: str) -> None:
    index = index_of(source)
    assert not keeps_order(next(iter(index.calls("f"))), index)
