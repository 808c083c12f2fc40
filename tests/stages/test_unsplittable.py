"""Notebooks that stay one function."""

from __future__ import annotations

import pytest

from mlscaffold.stages.unsplittable import unsplittable
from tests.stages.notebooks import traced

WHOLE: dict[str, tuple[str, ...]] = {
    "variables by name": ("a = 1", "b = globals()['a']"),
    "code in a string": ("exec('a = 1')", "b = 2"),
    "a timed string": ("import timeit\ntimeit.timeit('f()', globals=globals())",),
    "a function sees a builtin and a variable": ("def f(x):\n    return len(x)\nf([1])", "len = max\nf([1])"),
    "in a function": ("def f():\n    return globals()",),
    "tests of the notebook": ("import unittest", "unittest.main(argv=[''], exit=False)"),
    "tests under another name": ("from unittest import main", "main(argv=[''], exit=False)"),
    "examples of the notebook": ("import doctest", "doctest.testmod()"),
    "its module is imported": ("import __main__\nprint(__main__.a)",),
    "its module is looked up": ("import sys\nm = sys.modules['__main__']",),
    "its module by name": ("import importlib\nm = importlib.import_module('__main__')",),
    "a clock of its own": ("import time\ntime.time = lambda: 0",),
    "a clock set by name": ("import time\nsetattr(time, 'time', lambda: 0)",),
    "a clock in a function": ("import time\ndef f():\n    time.time_ns = lambda: 0",),
    "the name that is missing": ("try:\n    a\nexcept NameError as error:\n    print(error)",),
    "a query in a function": ("limit = 1", "def f(df):\n    return df.query('a > @limit')"),
    "a query in a comprehension": ("limit = 1", "b = [df.query('a > @limit') for df in dfs]"),
    "an expression in a lambda": ("import pandas as pd\na = 1", "f = lambda: pd.eval('a + 1')"),
}
SPLIT: dict[str, tuple[str, ...]] = {
    "plain": ("a = 1", "b = a"),
    "a value in a string": ("a = eval('[1]')",),
    "code with names of its own": ("names = {}\nexec('a = 1', names)",),
    "a function sees a builtin only": ("def f(x):\n    return len(x)\nf([1])",),
    "a method of that name": ("a.globals()",),
    "tests of a class": ("import unittest", "unittest.TextTestRunner().run(unittest.TestSuite())"),
    "examples of another module": ("import doctest, os", "doctest.testmod(os)"),
    "tests of another module": ("import unittest", "unittest.main(module='tools', exit=False)"),
    "another loaded module": ("import sys\nm = sys.modules['os']",),
    "the clock is read": ("import time\na = time.time()",),
    "no waiting": ("import time\ntime.sleep = lambda s: None",),
    "a name is defined if it is missing": ("try:\n    a\nexcept NameError:\n    a = 1",),
    "another error is shown": ("try:\n    a = 1\nexcept ValueError as error:\n    print(error)",),
    "a query": ("limit = 1", "b = df.query('a > @limit')"),
    "a query with names of its function": (
        "limit = 1",
        "def f(df, limit):\n    return df.query('a > @limit')",
    ),
    "an expression": ("import pandas as pd\na = 1", "b = pd.eval('a + 1')"),
}


@pytest.mark.parametrize("cells", WHOLE.values(), ids=WHOLE)
def test_whole(cells: tuple[str, ...]) -> None:
    assert unsplittable(traced(*cells).statements) is not None


@pytest.mark.parametrize("cells", SPLIT.values(), ids=SPLIT)
def test_split(cells: tuple[str, ...]) -> None:
    assert unsplittable(traced(*cells).statements) is None
