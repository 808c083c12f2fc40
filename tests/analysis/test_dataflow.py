"""Environment of each statement, summaries of functions, and undefined names."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.dataflow import late_binding_ranges
from tests.analysis.following import follow, last_effects


def undefined(*cells: str) -> list[str]:
    return [name for traced in follow(*cells).statements for name in sorted(traced.undefined)]


def test_reads_are_variables_only() -> None:
    found = last_effects("import pandas as pd\nk = 1\ndef f(): return pd", "f(), pd, len, k")
    assert found.reads == {"k"}
    assert found.uses == {"f", "pd", "len", "k"}


def test_an_undefined_name_is_reported() -> None:
    assert undefined("x = y + len([])") == ["y"]
    assert undefined("y = 1", "x = y") == []
    assert undefined("x = __file__, __name__") == []


def test_a_deleted_name_is_undefined_again() -> None:
    assert undefined("x = 1\ndel x", "print(x)") == ["x"]


def test_a_function_may_read_names_defined_before_its_call() -> None:
    assert undefined("def f(): return k", "k = 1", "f()") == []
    assert undefined("def f(): return k", "f()") == ["k"]


def test_predefined_names_are_defined() -> None:
    from mlscaffold.analysis.dataflow import trace
    from mlscaffold.analysis.statements import split

    (traced,) = trace(split(1, "show(x)", silent=False), frozenset({"show", "x"})).statements
    assert traced.undefined == frozenset()


def test_a_redefined_function_has_its_new_effects() -> None:
    cells = "a = b = 1\ndef f(): return a", "f()", "def f(): return b", "f()"
    reads = [traced.effects.reads for traced in follow(*cells).statements]
    assert (reads[2], reads[4]) == ({"a"}, {"b"})


def test_a_function_follows_the_functions_that_it_uses() -> None:
    cells = "a = b = 1\ndef g(): return a\ndef f(): return g()", "f()", "def g(): return b", "f()"
    reads = [traced.effects.reads for traced in follow(*cells).statements]
    assert (reads[3], reads[5]) == ({"a"}, {"b"})


def test_a_function_becomes_a_variable_and_back() -> None:
    assert last_effects("k = []\ndef f(): k.append(1)", "f = 3", "f").reads == {"f"}
    assert last_effects("f = 3", "def f(): pass", "f()").reads == frozenset()


def test_functions_that_call_each_other() -> None:
    assert last_effects("k = 1\ndef f(n): return g(n)\ndef g(n): return f(n) + k", "f(1)").reads == {"k"}


def test_a_name_imported_again_means_the_new_module() -> None:
    flow = follow("import json as m", "import math as m", "x = m.sqrt(2)")
    assert flow.statements[-1].effects.calls == ("math.sqrt",)


def test_types_are_current() -> None:
    flow = follow("import pandas as pd\nx = pd.DataFrame()", "x['a'] = 1", "x = 1", "if x:\n    x = 's'", "x")
    assert [traced.env.types.get("x") for traced in flow.statements[2:]] == [
        "pandas.DataFrame",
        "pandas.DataFrame",
        "int",
        "",
    ]


def test_deferred_code_is_removed_with_its_value() -> None:
    assert last_effects("k = 1\nf = lambda: k", "f = print", "f()").reads == {"f"}


def test_deferred_code_of_a_value_is_kept() -> None:
    assert last_effects("k = 1\nf = print\nif k:\n    f = lambda: k", "f()").reads == {"f", "k"}


def test_aliases_of_a_function_use_its_code() -> None:
    found = last_effects("def f(): return 1\nd = {'f': f}", "d['f']()")
    assert "f" in found.uses


def test_summaries_are_those_at_the_end() -> None:
    summaries = dict(
        follow("k = 1\ndef f(): return 1", "def f(): return k", "class K: pass", "K = 1").summaries
    )
    assert list(summaries) == ["f"]
    assert summaries["f"].reads == {"k"}


STRETCHES = [
    ("a lambda in a dict", ["k = 2", "d = {'f': lambda x: x * k}", "k = 5", "y = d['f'](1)", "z = 1"], [(1, 3)]),
    ("a lambda used before and after", ["k = 2", "fs = [lambda: k]", "fs[0]()", "k = 5", "fs[0]()"], [(1, 4)]),
    ("a lambda extracted first", ["k = 2", "fs = [lambda: k]", "f = fs[0]", "k = 5", "f()"], [(1, 4)]),
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


@pytest.mark.parametrize(("statements", "ranges"), [s[1:] for s in STRETCHES], ids=[s[0] for s in STRETCHES])
def test_late_binding_ranges(statements: list[str], ranges: list[tuple[int, int]]) -> None:
    assert list(late_binding_ranges(follow(*statements))) == ranges


NET = (
    "import torch\nfrom torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
    "        self.a = nn.Linear(1, 1)\n    def forward(self, x):\n        return self.a(x)\n"
)
CHANGES: dict[str, tuple[tuple[str, ...], str]] = {
    "a search only reads its grid": (
        ("from sklearn.model_selection import GridSearchCV\nc = [1]\ng = {'C': c}", "s = GridSearchCV(m, g)", "s.fit(X, y)"),
        "s",
    ),
    "a random search by keywords": (
        (
            "from sklearn.model_selection import RandomizedSearchCV\ng = {}",
            "s = RandomizedSearchCV(estimator=m, param_distributions=g)",
            "s.fit(X, y)",
        ),
        "s",
    ),
    "a search fits copies": (
        ("from sklearn.svm import SVC\nfrom sklearn.model_selection import GridSearchCV\nm = SVC()", "s = GridSearchCV(m, {})", "s.fit(X, y)"),
        "s",
    ),
    "a pipeline": (
        ("from sklearn.svm import SVC\nfrom sklearn.pipeline import make_pipeline\nm = SVC()", "p = make_pipeline(m)", "p.fit(X, y)"),
        "p",
    ),
    "a search with a generator": (
        (
            "import numpy as np\nfrom sklearn.model_selection import RandomizedSearchCV\nr = np.random.default_rng()",
            "s = RandomizedSearchCV(m, {}, random_state=r)",
            "s.fit(X, y)",
        ),
        "s",
    ),
    "a layer of torch": (("from torch import nn\nm = nn.Linear(1, 1)\nx = [1]", "p = m(x)"), ""),
    "a loss of torch": (("from torch import nn\nf = nn.L1Loss()\np, y = [1], [1]", "l = f(p, y)"), ""),
    "a normalization of torch": (("from torch import nn\nm = nn.BatchNorm1d(1)\nx = [1]", "p = m(x)"), "m"),
    "a module of the notebook": ((NET, "m = Net()\nx = [1]", "p = m(x)"), ""),
    "what a module of the notebook gives": ((NET, "m = Net()\nx = [1]", "p = m(x).detach().numpy()"), ""),
    "a module of the notebook that is moved": ((NET, "m = Net()\nd = torch.device('cpu')", "m.to(d)"), "m"),
    "its parameters": ((NET, "m = Net()", "o = torch.optim.SGD(m.parameters(), lr=1)"), ""),
    "a method that it defines itself": (
        (NET + "    def eval(self):\n        rows.append(1)\n", "rows = []\nm = Net()", "m.eval()"),
        "rows",
    ),
    "a module of a module of the notebook": (
        (NET, "class Deep(Net):\n    pass", "m = Deep()\nx = [1]", "m.eval()\n"),
        "m",
    ),
    "batches": (
        (
            "import torch\nfrom torch.utils.data import DataLoader\nd = torch.device('cpu')\nl = DataLoader(u)",
            "for i, (x, y) in enumerate(l):\n    x.to(d)",
        ),
        "",
    ),
    "items of something unknown": (("l, d = [[1, 2]], [1]", "for x, y in l:\n    x.to(d)"), "l x"),
    "an unknown function": (("from x import m\nx = [1]", "p = m(x)"), "x"),
    "another class of the notebook": (
        ("class A:\n    def __call__(self, x):\n        x.append(1)\na = A()\nx = []", "a(x)"),
        "x",
    ),
    "a polars frame that is selected from": (
        ("import polars as pl\nd = pl.read_csv('a.csv')\ne = pl.scan_csv('a.csv').collect()", "d.select('b').join(e, on='b')"),
        "",
    ),
    "a polars frame that is extended": (
        ("import polars as pl\nd = pl.scan_csv('a.csv').collect()\ne = d.clone()", "d.extend(e)"),
        "d",
    ),
    "a polars frame that is stacked in place": (
        ("import polars as pl\nd = pl.DataFrame()\ne = d.clone()", "d.vstack(e)\ne.vstack(d, in_place=True)"),
        "e",
    ),
    "a step of an optimizer": (
        ("import torch\nm = torch.nn.Linear(1, 1)\no = torch.optim.SGD(m.parameters(), lr=1)", "o.step()"),
        "o",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "names"), CHANGES.values(), ids=CHANGES)
def test_objects_that_models_change(cells: tuple[str, ...], names: str) -> None:
    assert follow(*cells).statements[-1].effects.mutates == set(names.split())
