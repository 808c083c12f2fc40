"""Definitions that run alike while their module is imported."""

from __future__ import annotations

import pytest

from tests.stages.notebooks import defined

ALIKE: dict[str, str] = {
    "constant defaults": "def f(x, a=1, b=(2, -3), c=None, d='e'):\n    return x",
    "a mutable default": "def f(x, seen=[]):\n    return seen",
    "a part of a module": "import numpy as np\ndef f(x, kind=np.float32):\n    return x",
    "an annotation": "import pandas as pd\ndef f(x: pd.DataFrame) -> list[int]:\n    return x",
    "a member of an enum": "from enum import Enum\nclass C(Enum):\n    A = 1\ndef f(x=C.A):\n    return x",
    "a known decorator": "from functools import lru_cache\n@lru_cache(maxsize=3)\ndef f(x):\n    return x",
    "a decorator that only wraps": "import functools\ndef d(f):\n    @functools.wraps(f)\n    def g(*a):\n        print(a)\n        return f(*a)\n    return g\n@d\ndef h(x):\n    return x",
    "a dataclass": "from dataclasses import dataclass, field\n@dataclass\nclass A:\n    x: int = 1\n    y: list = field(default_factory=list)",
    "a base of a library": "import torch\nclass A(torch.nn.Module):\n    size = 3",
    "a property": "class A:\n    @property\n    def x(self):\n        return 1\n    @x.setter\n    def x(self, v):\n        pass",
    "an instance of a plain class": "class A:\n    def __init__(self, x):\n        self.x = x\ndef f(a=A(1)):\n    return a",
}
OTHERWISE: dict[str, str] = {
    "a random default": "import numpy as np\ndef f(x=np.random.rand()):\n    return x",
    "a random attribute": "import random\nclass A:\n    x = random.random()",
    "a clock": "import time\ndef f(now=time.time()):\n    return now",
    "a file": "def f(text=open('a').read()):\n    return text",
    "an environment variable": "import os\nclass A:\n    level = os.environ['LEVEL']",
    "an option": "import pandas as pd\ndef f(n=pd.options.display.max_rows):\n    return n",
    "a part of a module that is set": "import math\nmath.pi = 3\ndef f(pi=math.pi):\n    return pi",
    "a class that prints": "class A:\n    print('made')",
    "a decorator that registers": "kinds = []\ndef d(f):\n    kinds.append(f)\n    return f\n@d\ndef g(x):\n    return x",
    "a decorator that prints": "def d(f):\n    print(f)\n    return f\n@d\ndef g(x):\n    return x",
    "an exit handler": "import atexit\n@atexit.register\ndef f():\n    pass",
    "an overload of a notebook function": "from functools import singledispatch\n@singledispatch\ndef f(x):\n    return 1\n@f.register\ndef _(x: int):\n    return 2",
    "a class whose base registers it": "class A:\n    kinds = []\n    def __init_subclass__(cls):\n        A.kinds.append(cls)\nclass B(A):\n    pass",
    "a metaclass": "class M(type):\n    def __new__(m, *a):\n        return super().__new__(m, *a)\nclass A(metaclass=M):\n    pass",
    "a table of a database": "from sqlalchemy.orm import DeclarativeBase\nclass A(DeclarativeBase):\n    pass",
    "a changed attribute of a class": "class A:\n    x = 1\nA.x = 2\ndef f(x=A.x):\n    return x",
    "subclasses that are listed": "class A:\n    pass\nprint(A.__subclasses__())",
}


def last_moves(cell: str) -> bool:
    """Return whether the last definition of a cell moves."""
    found = defined(cell)
    pinned = {first for first, _ in found.pinned}
    return bool(found.moved) and found.moved[-1].index > max(pinned, default=-1)


@pytest.mark.parametrize("cell", ALIKE.values(), ids=ALIKE)
def test_definitions_that_move(cell: str) -> None:
    assert last_moves(cell)


@pytest.mark.parametrize("cell", OTHERWISE.values(), ids=OTHERWISE)
def test_definitions_that_stay(cell: str) -> None:
    assert not last_moves(cell)
