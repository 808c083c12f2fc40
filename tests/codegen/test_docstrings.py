from __future__ import annotations

import ast

import libcst as cst
import pytest

from mlscaffold.codegen.docstrings import document
from tests.stages.notebooks import READ, TRAINED, package

CHANGED: dict[str, tuple[str, str]] = {
    "a function": (
        "def older_than(x):\n    return x > 1\n",
        'def older_than(x):\n    """Return `x > 1`.\n\nSource: n.ipynb, cell 4.\n"""\n    return x > 1\n',
    ),
    "a function on one line": (
        "def double(x): return 2 * x\n",
        'def double(x):\n    """Return `2 * x`.\n\nSource: n.ipynb, cell 4.\n"""\n    return 2 * x\n',
    ),
    "a class and its methods": (
        "class BagOfWords:\n    def __init__(self):\n        self.n = 1\n",
        (
            'class BagOfWords:\n    """Source: n.ipynb, cell 4."""\n'
            '    def __init__(self):\n        """Implement `__init__`."""\n        self.n = 1\n'
        ),
    ),
    "a function of several statements": (
        "def f(x):\n    x += 1\n    return x\n",
        'def f(x):\n    """Source: n.ipynb, cell 4."""\n    x += 1\n    return x\n',
    ),
    "a function with a long result": (
        f"def f():\n    return {'1 + ' * 20}1\n",
        f'def f():\n    """Source: n.ipynb, cell 4."""\n    return {"1 + " * 20}1\n',
    ),
    "methods of a class with a docstring": (
        'class A:\n    """Words."""\n    def count(self):\n        return 1\n',
        'class A:\n    """Words."""\n    def count(self):\n        """Return `1`."""\n        return 1\n',
    ),
}
SUMMARIES: dict[str, tuple[tuple[str, ...], str]] = {
    "a file": ((READ,), "Load `df` from `people_csv`."),
    "the first sentence under the heading": (
        ("## Reading\n\nThe people of the town. More.", READ),
        "Load `df` from `people_csv`.\n\nThe people of the town.",
    ),
    "a short text": (("## Reading\n\nPeople.", READ), "Load `df` from `people_csv`."),
    "a URL": (
        ("## Reading\n\nThe people are from http://x.org and more", READ),
        "Load `df` from `people_csv`.",
    ),
    "what the statements do": (
        ("x = int('3')", "df = tables[x].dropna()\ndf = df.dropna()"),
        "Drop missing rows.",
    ),
    "no inputs": (("total = 1",), "Compute `total`."),
    "neither inputs nor outputs": (("import os\nos.remove('a')",), "Run the analysis."),
    "many outputs": (
        ("\n".join(f"value{n} = {n} + len('a')" for n in range(6)),),
        "Compute `value0`, `value1`, `value2` and 3 more.",
    ),
}
KEPT: dict[str, str] = {
    "a function with a docstring": 'def f(x):\n    """Words."""\n    return x\n',
    "a variable": "f = 1\n",
    "a function inside a function": 'def f(x):\n    """Words."""\n    def g():\n        return x\n    return g\n',
    "a lambda": "f = lambda x: x\n",
}


@pytest.mark.parametrize(("source", "expected"), CHANGED.values(), ids=CHANGED)
def test_a_docstring_is_added(source: str, expected: str) -> None:
    assert document(cst.parse_module(source), "n.ipynb, cell 4").code == expected


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT)
def test_nothing_is_added(source: str) -> None:
    assert document(cst.parse_module(source), "n.ipynb, cell 4").code == source


@pytest.mark.parametrize(("cells", "expected"), SUMMARIES.values(), ids=SUMMARIES)
def test_the_summary_of_a_stage(cells: tuple[str, ...], expected: str) -> None:
    texts = [
        text
        for name, text in package("## Start", "import os", *cells).items()
        if name not in {"config", "pipeline"}
    ]
    (node,) = [n for text in texts for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)]
    found = (ast.get_docstring(node) or "").split("\n\n")
    assert "\n\n".join(found[: len(expected.split("\n\n"))]) == expected


def test_the_docstring_of_a_stage() -> None:
    tree = ast.parse(package(*TRAINED)["training"])
    (node,) = [n for n in tree.body if isinstance(n, ast.FunctionDef)]
    assert (ast.get_docstring(node) or "").split("\n") == [
        "Train `model`.",
        "",
        "Args:",
        "    df: output of `load_people`.",
        "",
        "Returns:",
        "    model.",
        "",
        "Source: buyers.ipynb, cell 2.",
    ]


def test_a_stage_that_returns_its_input() -> None:
    text = package(READ, "## Cleaning", "df = df[df.age >= 18]\ndf['a'] = df['a'].fillna(df['a'].median())")
    assert '    """Prepare `df`.\n' in text["preparation"]
