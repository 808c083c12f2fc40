"""Which statements must stay together because code in a value sees a name that is bound anew."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.late_binding import late_stretches
from tests.analysis.following import follow

STRETCHES = [
    ("a lambda in a dict", ["k = 2", "d = {'f': lambda x: x * k}", "k = 5", "y = d['f'](1)", "z = 1"], [(1, 3)]),
    ("a lambda used before and after", ["k = 2", "fs = [lambda: k]", "fs[0]()", "k = 5", "fs[0]()"], [(1, 4)]),
    ("a lambda taken out first", ["k = 2", "fs = [lambda: k]", "f = fs[0]", "k = 5", "f()"], [(1, 4)]),
    ("a generator", ["k = 2", "g = (x * k for x in [1])", "k = 5", "list(g)"], [(1, 3)]),
    ("a closure", ["k = 2", "def make(): return lambda: k", "f = make()", "k = 5", "f()"], [(2, 4)]),
    ("an object whose methods read", ["k = 2", "class K:\n    def m(self): return k", "o = K()", "k = 5", "o.m()"], [(2, 4)]),
    ("a lambda put into a list", ["k = 2", "fs = []", "fs.append(lambda: k)", "k = 5", "fs[0]()"], [(2, 4)]),
    ("a loop that makes lambdas over its name", ["fs = []", "for i in [1]:\n    fs.append(lambda: i)", "i = 5", "fs[0]()"], [(1, 3)]),
    ("a name that is bound once", ["k = 2", "fs = [lambda: k]", "fs[0]()"], []),
    ("a name bound again after the last use", ["k = 2", "fs = [lambda: k]", "fs[0]()", "k = 5"], []),
    ("a value that is gone", ["k = 2", "fs = [lambda: k]", "fs = 1", "k = 5", "print(fs)"], []),
    ("a default", ["k = 2", "fs = [lambda k=k: k]", "k = 5", "fs[0]()"], []),
    ("a list made at once", ["k = 2", "xs = [x * k for x in [1]]", "k = 5", "print(xs)"], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statements", "stretches"), [s[1:] for s in STRETCHES], ids=[s[0] for s in STRETCHES]
)
def test_stretches(statements: list[str], stretches: list[tuple[int, int]]) -> None:
    assert list(late_stretches(follow(*statements))) == stretches
