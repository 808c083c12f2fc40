"""A notebook in one function leaves the names, the values and the text that the notebook leaves."""

from __future__ import annotations

import contextlib
import io
import sys
import types
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from mlscaffold.codegen.import_statements import with_local_imports
from mlscaffold.codegen.whole_notebook import whole_module, with_valid_escapes
from mlscaffold.hardening.analyze_whole import analyze_whole
from mlscaffold.notebook.magics import to_python_cells
from mlscaffold.rewriting.codemod import hardening_codemods
from tests.reporting.small import notebook_of

PACKAGE = "whole_package"
Run = tuple[str, dict[str, Any]]


def source_of(*cells: str, local: frozenset[str] = frozenset()) -> str:
    notebook = notebook_of(cells)
    python = to_python_cells(notebook)
    found = analyze_whole(notebook, python, hardening_codemods(), lambda names: dict.fromkeys(names, ()))
    (stage,) = found.stages
    module = whole_module(stage, found.flow.statements, found.figures, "notebook.ipynb", "Notebook")
    return with_local_imports(module.source, local, PACKAGE)


def run_notebook(*cells: str) -> Run:
    """Run the cells as a notebook does, in one namespace."""
    module = types.ModuleType("__main__")
    before = sys.modules["__main__"]
    sys.modules["__main__"] = module
    with contextlib.redirect_stdout(io.StringIO()) as text:
        try:
            for cell in cells:
                exec(compile(cell, "<cell>", "exec"), module.__dict__)
        finally:
            sys.modules["__main__"] = before
    return text.getvalue(), plain(module.__dict__)


def run_whole(*cells: str) -> Run:
    """Run the function that is made from the cells."""
    main = sys.modules["__main__"]
    with package(), contextlib.redirect_stdout(io.StringIO()) as text:
        module = types.ModuleType(f"{PACKAGE}.analysis")
        module.__package__ = PACKAGE
        sys.modules[module.__name__] = module
        try:
            exec(compile(source_of(*cells), "<whole>", "exec"), module.__dict__)
            module.run_notebook()  # type: ignore[attr-defined]
        finally:
            del sys.modules[f"{PACKAGE}.analysis"]
            sys.modules["__main__"] = main
    return text.getvalue(), plain(module.__dict__)


@contextlib.contextmanager
def package() -> Iterator[None]:
    """Offer the helper that generated modules import."""
    root, artifacts = types.ModuleType(PACKAGE), types.ModuleType(f"{PACKAGE}._runtime")
    root.__path__ = []
    artifacts.save_figures = lambda _: None  # type: ignore[attr-defined]
    artifacts.save_figure = lambda *_: None  # type: ignore[attr-defined]
    sys.modules |= {PACKAGE: root, artifacts.__name__: artifacts}
    yield
    del sys.modules[PACKAGE], sys.modules[artifacts.__name__]


def plain(namespace: dict[str, Any]) -> dict[str, Any]:
    """Return the variables of plain values."""
    kinds = (bool, int, float, str, list, dict, tuple, set)
    return {n: v for n, v in namespace.items() if isinstance(v, kinds) and not n.startswith("__")}


NOTEBOOKS = {
    "a name that an import binds twice": (
        "from operator import add as combine\na = combine(3, 4)",
        "from operator import mul as combine\nb = combine(3, 4)",
    ),
    "a function that is defined again with its state": (
        "def gather(x, seen=[]):\n    seen.append(x)\n    return list(seen)\na = gather(1), gather(2)",
        "def gather(x, seen=[]):\n    seen.append(x)\n    return list(seen)\nb = gather(3)",
    ),
    "an import after a patch": (
        "import math\nreal = math.sqrt\nmath.sqrt = lambda x: -1",
        "from math import sqrt\na = sqrt(4)\nmath.sqrt = real\nb = math.sqrt(4)",
    ),
    "a builtin that is covered and uncovered": ("len = lambda x: 99\na = len([1])\ndel len\nb = len([1])",),
    "the namespace by name": (
        "def probe():\n    return 1",
        'a = globals()["probe"]()\nexec("k = 5")\nb = eval("k + 1")\nglobals()["made"] = 12\nc = made + k',
        "d = sorted(n for n in locals() if n in {'a', 'b'})\ne = 'a' in dir(), 'a' in vars()",
    ),
    "a function that sees later values": ("n = 1\ndef f():\n    return n\na = f()", "n = 2\nb = f()"),
    "a class over two cells": (
        "class Model:\n    def __init__(self):\n        self.rate = 2",
        "class Model(Model):\n    def fit(self, values):\n        return sum(values) * self.rate",
        "a = Model().fit([1, 2])\nb = Model.__name__, Model.__qualname__",
    ),
    "a class body with an effect": (
        "seen = []\nclass Base:\n    def __init_subclass__(cls):\n        seen.append(cls.__name__)",
        "class One(Base):\n    pass\na = list(seen)",
        "class Two(Base):\n    pass",
    ),
    "annotations that are looked at": (
        "from dataclasses import dataclass, fields\n@dataclass\nclass Row:\n    name: str\n    weight: float",
        "a = [f.name for f in fields(Row) if f.type is float]",
    ),
    "annotated variables": (
        "x: int = 3\ny: str",
        "def f(n: int) -> int:\n    z: int = n\n    return z\na = f(x)",
    ),
    "the name of the module": ('a = __name__\nif __name__ == "__main__":\n    b = 3\nelse:\n    b = 7',),
    "the file of the module": ('a = "__file__" in globals()',),
    "global statements": (
        "n = 0\ndef step():\n    global n, made\n    n += 1\n    made = n\nstep()",
        "a = n, made",
    ),
    "bindings of every kind": (
        "import os.path as path, json\nfor i, (j, *rest) in enumerate([(1, 2, 3)]):\n    pass",
        "with __import__('contextlib').nullcontext(5) as held:\n    pass\nif (w := 4) > 3:\n    pass",
        "match [1, 2]:\n    case [first, second]:\n        pass\nx = y = 0\nx += 1\n(a, b), c = (1, 2), 3\ndel y",
        "try:\n    y\nexcept NameError as error:\n    text = str(error)\nsquares = [w2 := n * n for n in range(3)]",
    ),
    "variables of a branch that is not taken": (
        "n = 1\nmatch n:\n    case 0 | 1:\n        n = 7\n    case found:\n        n = found",
        "if n > 9:\n    other = 1\nfor step in []:\n    last = step\na = n",
    ),
    "prints of every kind": (
        'print("a", end="")\nprint("b", "c", sep="-")\nimport sys\nsys.stdout.write("d\\n")',
        'import io, contextlib\nbuf = io.StringIO()\nwith contextlib.redirect_stdout(buf):\n    print("hidden")\nt = buf.getvalue()',
    ),
    "strings of several lines": ('text = """one\n  two\nthree"""\nprint(text)',),
    "a recursive function and a pickle of a function": (
        "import pickle\ndef fact(n):\n    return 1 if n < 2 else n * fact(n - 1)\na = fact(5)",
        "b = pickle.loads(pickle.dumps(fact))(4)",
    ),
    "closures and partials": (
        "def make(k):\n    def inner(x):\n        return x * k\n    return inner\nf = make(3)\nk = 100\na = f(2)",
        "from functools import partial\nrate = 2\ndef price(x, **kw):\n    return x * rate + sum(kw.values())\nb = partial(price, rate=1)(5)",
    ),
    "checks": (
        "def check(x):\n    assert x > 0\ntry:\n    check(-1)\nexcept AssertionError:\n    a = 'stopped'",
    ),
    "names of the helpers": ("logger = [1]\nsys = 5\nlogging = 'x'", "a = logger + [sys, logging]"),
}


@pytest.mark.parametrize("cells", NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_it_leaves_what_the_notebook_leaves(cells: tuple[str, ...]) -> None:
    text, values = run_notebook(*cells)
    same_text, found = run_whole(*cells)

    assert same_text == text
    assert {name: found.get(name, found.get(f"{name}_")) for name in values} == values


def test_displayed_values_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        run_whole("x = [1, 2]\nx", "x.pop()", "x.append(3)")

    assert "x:\n[1, 2]" in caplog.text
    assert "x.pop():\n2" in caplog.text
    assert "append" not in caplog.text


def test_modules_of_the_notebooks_folder_come_from_the_package() -> None:
    source = source_of("import helper, math\nfrom helper.sub import f as g", local=frozenset({"helper"}))

    assert f"from {PACKAGE} import helper; import math" in source
    assert f"from {PACKAGE}.helper.sub import f as g" in source


def test_figures_are_saved_after_each_cell_that_may_draw() -> None:
    source = source_of("import matplotlib.pyplot as plt\nplt.plot([1])", "a = 1\nplt.title('x')\nplt.show()")

    assert source.count("save_figures(") == 2


def test_a_notebook_with_await_is_an_async_function() -> None:
    assert "async def run_notebook():" in source_of("import asyncio\nawait asyncio.sleep(0)")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(r"a = '\d+\n'", id="an invalid and a valid one"),
        pytest.param(r"a = r'\d' + b'\d'.decode() + '\\d'", id="raw, bytes, escaped"),
        pytest.param('a = """x\\y\nz"""', id="several lines"),
        pytest.param(r"n = 3; a = f'{n}\d{n}' + rf'\d{n}'", id="formatted"),
        pytest.param(r"a = '\N{DIGIT ONE}\x41\u0041'", id="all valid"),
    ],
)
def test_invalid_escapes_become_valid_with_the_same_value(source: str) -> None:
    expected: dict[str, str] = {}
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        exec(compile(source, "<cell>", "exec"), expected)
    found: dict[str, str] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(compile(with_valid_escapes(source), "<whole>", "exec"), found)

    assert found["a"] == expected["a"]


CLOCK = ("import time", "ticks = iter(range(9))\ntime.time = lambda: next(ticks)", "a = time.time()\na")


def test_a_replaced_clock_is_not_read_by_messages() -> None:
    assert "print(f" in source_of(*CLOCK).partition("def run_notebook")[0]
    assert "print(f" not in source_of("import time\na = time.time()", "a").partition("def run_notebook")[0]


def test_the_full_name_of_a_lambda_is_that_of_a_notebook() -> None:
    assert 'f.__qualname__ = "<lambda>"' in source_of("f = lambda: 1", "print(f.__qualname__)")
    assert "__qualname__" not in source_of("f = lambda: 1", "print(f())")
