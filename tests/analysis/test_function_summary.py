"""Effects of using a notebook function or class."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.effects import FunctionSummary, Relation
from tests.analysis.following import follow


def summary(*cells: str, name: str = "f") -> FunctionSummary:
    return dict(follow(*cells).summaries)[name]


CHANGES = [
    ("a parameter", "def f(v, w): v.append(w)", "v"),
    ("an item of it", "def f(v): v['k']['j'] = 1", "v"),
    ("an alias of it", "def f(v):\n    w = v\n    w += [1]", "v"),
    (
        "a copy of it that shares its items",
        "def f(v):\n    v = list(v)\n    v = v[:] * 0\n    v.append(1)",
        "v",
    ),
    ("something new under its name", "def f(v):\n    v = 3\n    v = {}\n    v['k'] = 1", ""),
    ("what it holds", "def f(v):\n    for w in v: w.append(1)", "v"),
    ("from a comprehension", "def f(v): return [w.pop() for w in v]", "v"),
    ("from a function inside", "def f(v):\n    def g(): v.append(1)\n    g()", "v"),
    ("nothing", "def f(v): return v + 1", ""),
]


@pytest.mark.parametrize(("source", "names"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_parameters_that_it_changes(source: str, names: str) -> None:
    assert summary(source).changes == frozenset(names.split())


RESULTS = [
    ("an argument", "def f(v): return v", True, ""),
    ("an argument in something", "def f(v): return {'k': [v]}", True, ""),
    ("an alias", "def f(v):\n    w = v\n    return w", True, ""),
    ("something new", "def f(v): return v + 1", False, ""),
    ("a new object under the argument's name", "def f(v):\n    v = len(v)\n    return v", False, ""),
    ("something of the notebook", "k = []\ndef f(): return k", False, "k"),
    ("a closure over an argument", "def f(v): return lambda: v", True, ""),
    ("nothing", "def f(v): pass", False, ""),
]


@pytest.mark.parametrize(
    ("source", "returns_arguments", "shares"), [r[1:] for r in RESULTS], ids=[r[0] for r in RESULTS]
)
def test_names_that_its_result_shares(source: str, returns_arguments: bool, shares: str) -> None:
    found = summary(source)
    assert (found.returns_arguments, found.shares) == (returns_arguments, frozenset(shares.split()))


LATER = [
    ("a closure", "def f():\n    def g(): pass\n    return g", True, ""),
    ("a lambda", "def f(): return lambda: 1", True, ""),
    ("a generator", "def f():\n    yield 1", True, "generator"),
    ("a coroutine", "async def f(): return 1", True, ""),
    ("a class", "class f: pass", True, "__main__.f"),
    ("a value", "def f(): return 1", False, ""),
]


@pytest.mark.parametrize(("source", "runs_later", "kind"), [r[1:] for r in LATER], ids=[r[0] for r in LATER])
def test_whether_its_result_runs_code_later(source: str, runs_later: bool, kind: str) -> None:
    found = summary(source)
    assert (found.runs_later, found.kind) == (runs_later, kind)


def test_imports_are_no_reads() -> None:
    assert summary("import math\nk = 1\ndef f(): return math.pi + k + len([])").reads >= {"k"}
    assert "math" not in summary("import math\ndef f(): return math.pi").reads


def test_a_function_that_stores_one_argument_in_another() -> None:
    assert summary("def f(d, v): d['k'] = v").stores == (("d", "v", Relation.SAME),)


def test_a_decorator_adds_the_effects_of_its_wrapper() -> None:
    found = summary("k = []\ndef deco(g):\n    def h(): k.append(1)\n    return h\n@deco\ndef f(): print(1)")
    assert (found.mutates, found.side_effects) == ({"k"}, {"print"})


def test_a_class_does_what_its_methods_do() -> None:
    found = summary("k = n = []\nclass f:\n    m = n\n    def go(self): k.append(1)", name="f")
    assert (found.mutates, "k" in found.reads) == ({"k"}, True)
    assert [name for name, _ in found.methods] == ["go"]


def test_a_class_has_the_methods_of_its_base() -> None:
    methods = dict(summary("class B:\n    def go(self): self.n = 1\nclass f(B): pass").methods)
    assert methods["go"].changes == {"self"}


CHANGED_BY_USE = [
    ("an item", "def __getitem__(self, i): self.n = i", True),
    ("a property", "@property\n    def p(self): self.n = 1", True),
    ("the start", "def __init__(self): self.n = 0", False),
    ("a method", "def go(self): self.n = 0", False),
    ("an item that only reads", "def __getitem__(self, i): return i", False),
]


@pytest.mark.parametrize(
    ("method", "changes_on_use"), [r[1:] for r in CHANGED_BY_USE], ids=[r[0] for r in CHANGED_BY_USE]
)
def test_objects_that_change_when_used(method: str, changes_on_use: bool) -> None:
    assert summary(f"class f:\n    {method}").changes_on_use is changes_on_use
