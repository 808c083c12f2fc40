"""What a notebook changes about modules."""

from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.patches import patches_of, written_modules

CHANGES: dict[str, tuple[str, set[tuple[str, str]]]] = {
    "an attribute": ("import math\nmath.pi = 3", {("math", "pi")}),
    "an attribute of a submodule": ("import numpy as np\nnp.random.seed = 3", {("numpy.random", "seed")}),
    "deleted": ("import math\ndel math.pi", {("math", "pi")}),
    "by setattr": ("import math\nsetattr(math, 'pi', 3)", {("math", "pi")}),
    "by a computed name": ("import math\nsetattr(math, name, 3)", {("math", "*")}),
    "by its dictionary": ("import math\nmath.__dict__['pi'] = 3", {("math", "pi")}),
    "by vars": ("import math\nvars(math)['pi'] = 3", {("math", "pi")}),
    "by a mock": ("from unittest import mock\nmock.patch('math.floor', f)", {("math", "floor")}),
    "reloaded": ("import importlib, a\nimportlib.reload(a)", {("a", "*")}),
    "under another name": ("import math\nm = math\nm.pi = 3", {("math", "pi")}),
    "passed to unknown code": ("import a\nconfigure(a)", {("a", "*")}),
    "put among the modules": ("import sys\nsys.modules['a'] = b", {("a", "*")}),
    "the environment": ("import os\nos.environ['A'] = 'b'", {("os.environ", "A")}),
    "the import path": ("import sys\nsys.path.append('b')", {("sys.path", "b")}),
}
KEPT: dict[str, str] = {
    "read": "import math\na = math.pi",
    "called": "import math\na = math.floor(1.5)",
    "looked at": "import math\nprint(math)\ndir(math)",
    "an attribute of a variable": "a = b()\na.pi = 3",
    "another dictionary": "a = {}\na['pi'] = 3",
    "a method that changes a list": "a = []\na.append(1)",
}
WRITTEN: dict[str, tuple[str, set[str]]] = {
    "by a path": ("Path('tool.py').write_text('a = 1')", {"tool"}),
    "by open": ("with open('tool.py', 'w') as f:\n    f.write(a)", {"tool"}),
    "in a package": ("Path('pkg/tool.py').write_text(a)", {"pkg", "tool"}),
    "only read": ("a = open('tool.py').read()", set()),
    "another file": ("Path('a.txt').write_text('b')", set()),
}


@pytest.mark.parametrize(("source", "expected"), CHANGES.values(), ids=CHANGES)
def test_changes(source: str, expected: set[tuple[str, str]]) -> None:
    assert {(patch.base, patch.attribute) for patch in patches_of(ast.parse(source).body)} == expected


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT)
def test_no_change(source: str) -> None:
    assert patches_of(ast.parse(source).body) == ()


def test_a_function_may_make_its_change_whenever_it_runs() -> None:
    found = patches_of(ast.parse("import math\ndef f():\n    math.pi = 3\nf()").body)
    assert [patch.index for patch in found] == [1, 3]


@pytest.mark.parametrize(("source", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_written_modules(source: str, expected: set[str]) -> None:
    assert written_modules(ast.parse(source).body) == expected
