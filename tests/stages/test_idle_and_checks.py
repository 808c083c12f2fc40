"""Statements that do nothing are dropped; those that change or check something are not, and checks keep their place."""

from __future__ import annotations

import pytest

from mlscaffold.stages.exploration import separate_exploration
from tests.stages.notebooks import READ, running

NUMPY = "import numpy as np\na, b = np.ones(3), np.ones(3)\n"
KEYS = "from collections import defaultdict\nd = defaultdict(list)\n"
COUNTS = "class C:\n    n = 0\n    @property\n    def size(self):\n        self.n += 1\n        return self.n\nc = C()\n"
KEPT: dict[str, str] = {
    "an output by position": NUMPY + "np.add(a, b, a)",
    "an output of a method": NUMPY + "a.round(0, a)",
    "limits with an output": NUMPY + "np.clip(a, 0, 5, a)",
    "an output by keyword": NUMPY + "np.exp(a, out=a)",
    "no copy": NUMPY + "np.nan_to_num(a, copy=False)",
    "no copy by position": NUMPY + "np.nan_to_num(a, False)",
    "an estimator without a copy": NUMPY
    + "from sklearn.preprocessing import StandardScaler\nStandardScaler(copy=False).fit_transform(a)",
    "a key": KEYS + "d['a']",
    "a key in a function": KEYS + "def f(x, k): return x[k]\nf(d, 'a')",
    "a key in a container": KEYS + "hold = {'d': d}\nhold['d']['a']",
    "a key by its method": KEYS + "list(map(d.__getitem__, 'ab'))",
    "a missing key of a class": "class M(dict):\n    def __missing__(self, k): self[k] = 1\nm = M()\nm['x']",
    "a key of an environment": "import os\nos.environ['HOME']",
    "an item of an iterator": "it = iter([1, 2])\n2 in it",
    "an item of an iterator in a container": "box = {'it': iter([1, 2])}\n2 in box['it']",
    "a mutable default": "def f(x, seen=[]):\n    seen.append(x)\nf(1)",
    "a mutable default of a lambda": "f = lambda x, seen=[]: seen.append(x)\nf(1)",
    "an attribute of a function": "def f(): f.n += 1\nf.n = 0\nf()",
    "a cache": "import functools\n@functools.cache\ndef f(x): return x\nf(1)",
    "a property with an effect": COUNTS + "c.size",
    "waiting for a queue": "import queue\njobs = queue.Queue()\njobs.join()",
    "waiting for a thread": "import threading\nt = threading.Thread()\nt.join(timeout=1)",
    "a function that prints each value": "list(map(print, [1]))",
    "an option by setattr": "import pandas as pd\nsetattr(pd.options.display, 'width', 9)",
    "a property in a list": COUNTS + "cs = [C()]\ncs[0].size",
}
CHECKS: dict[str, str] = {
    "a function that raises": "def check(v):\n    if v < 0: raise ValueError\ncheck(1)",
    "a function that asserts": "def check(v): assert v > 0\ncheck(1)",
    "through another function": "def inner(v): assert v > 0\ndef check(v): return inner(v)\ncheck(1)",
    "a method": "class V:\n    def check(self, v): assert v > 0\nv = V()\nv.check(1)",
    "creating an instance": "class V:\n    def __init__(self, v): assert v > 0\nV(1)",
    "a property": "class V:\n    @property\n    def ok(self): assert True\nv = V()\nv.ok",
    "a model of pydantic": "from pydantic import BaseModel\nclass Row(BaseModel):\n    n: int\nRow(n=1)",
    "numpy": "import numpy as np\nnp.testing.assert_allclose(1, 1)",
    "pandas": READ + "\npd.testing.assert_frame_equal(df, df)",
    "unittest": "import unittest\nt = unittest.TestCase()\nt.assertEqual(1, 1)",
    "sklearn": READ + "\nfrom sklearn.utils.validation import check_array\ncheck_array(df)",
    "a conversion": "x = '1'\nint(x)",
    "a conversion of a column": READ + "\ndf.a.astype(int)",
    "a file": "open('a.csv')",
    "a validated merge": READ + "\ndf.merge(df, on='a', validate='one_to_one')",
    "an unknown library": "import lib\nlib.validate(1)",
    "assert": "a = 1\nassert a > 0",
}
IDLE: dict[str, str] = {
    "a joined text": "'-'.join(['a', 'b'])",
    "a name": "a = 1\na",
    "an item of a list": "a = [1]\na[0]",
    "a column": READ + "\ndf['a']",
    "the first rows": READ + "\ndf.head()",
    "a sum": NUMPY + "np.add(a, b)",
    "a copy": NUMPY + "np.nan_to_num(a)",
    "a pure function": "def f(v): return v + 1\nf(1)",
    "a default that is only read": "def f(v=[]): return len(v)\nf()",
    "a column in a function": READ + "\ndef f(t): return t['a'].mean()\nf(df)",
    "a property that only reads": "class C:\n    @property\n    def n(self): return 1\nc = C()\nc.n",
    "an item of a range": "r = range(3)\n2 in [1]",
}
LOOKS = "\n".join(f"print(df.a.sum() + {i})" for i in range(5))


def sources(cell: str) -> list[str]:
    return [unit.traced.statement.source for unit in running(cell)]


@pytest.mark.parametrize("cell", [*KEPT.values(), *CHECKS.values()], ids=[*KEPT, *CHECKS])
def test_a_statement_that_does_something_is_kept(cell: str) -> None:
    assert sources(cell + "\nlast = 0")[-2] == cell.rsplit("\n", maxsplit=1)[-1]


@pytest.mark.parametrize("cell", IDLE.values(), ids=IDLE)
def test_a_statement_that_does_nothing_is_dropped(cell: str) -> None:
    assert cell.rsplit("\n", maxsplit=1)[-1] not in sources(cell + "\nlast = 0")


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_nothing_that_shows_passes_a_check(check: str) -> None:
    group = running(READ, LOOKS, f"{check}\nnumber = 1", LOOKS, "total = number")
    order = [unit for part in separate_exploration(group, frozenset()) for unit in part]
    last = check.rsplit("\n", maxsplit=1)[-1]
    at = next(i for i, unit in enumerate(order) if unit.cell == 3 and unit.traced.statement.source == last)
    assert {unit.cell for unit in order[:at] if unit.kind == "display"} <= {2}
    assert {unit.cell for unit in order[at:] if unit.kind == "display"} <= {4}
