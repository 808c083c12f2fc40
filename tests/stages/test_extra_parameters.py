"""A function receives variables as parameters only if no caller can see it."""

from __future__ import annotations

import pytest

from mlscaffold.stages.extra_parameters import needs_name
from tests.stages.notebooks import defined, traced

FUNCTION = "rate = [1]\nrate.append(2)\ndef f(x):\n    return x, rate"
ADDED: dict[str, str] = {
    "called": "f(1)",
    "called in a comprehension": "[f(x) for x in [1]]",
    "passed to a call": "list(map(f, [1]))",
    "kept in a list": "[g(1) for g in [f]]",
    "its name is read": "f.__name__",
    "sent to another process": "from multiprocessing import Pool\nwith Pool(2) as pool:\n    pool.map(f, [1])",
}
NOT_ADDED: dict[str, str] = {
    "its signature is read": "import inspect\ninspect.signature(f)",
    "its code is read": "f.__code__",
    "used in a string": "eval('f(1)')",
    "used in a query": "df.query('@f(a)')",
    "used in a timed string": "import timeit\ntimeit.timeit('f(1)')",
    "a comprehension hides the variable": "[f(1) for rate in [1]]",
    "a lambda hides the variable": "g = lambda rate: f(rate)",
    "compared": "g = f\ng is f",
    "the key of a dictionary": "{f: 1}",
    "its type is tested": "import types\nisinstance(f, types.FunctionType)",
    "attributes of a value": "f.title = 'a'\ng = [f]",
}
NAMED: dict[str, tuple[str, bool]] = {
    "an item of a list": ("[f]", True),
    "passed to unknown code": ("fit(metric=f)", True),
    "passed to a builtin": ("map(f, [1])", False),
    "passed to a method that only calls it": ("rows.apply(f)", False),
    "called": ("f(1)", False),
}


@pytest.mark.parametrize("use", ADDED.values(), ids=ADDED)
def test_added(use: str) -> None:
    assert [moved.extra for moved in defined(FUNCTION, use).moved] == [("rate",)]


@pytest.mark.parametrize("use", NOT_ADDED.values(), ids=NOT_ADDED)
def test_not_added(use: str) -> None:
    assert defined(FUNCTION, use).moved == ()


def test_a_function_with_any_keywords_stays() -> None:
    assert defined("rate = [1]\nrate.append(2)\ndef f(**kw):\n    return rate", "f(rate=3)").moved == ()


@pytest.mark.parametrize(("use", "expected"), NAMED.values(), ids=NAMED)
def test_names_that_may_be_looked_at(use: str, expected: bool) -> None:
    assert needs_name(traced("def f(x):\n    return x", use).statements[1], "f") is expected
