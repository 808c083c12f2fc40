"""An interaction becomes the call that it makes first."""

from __future__ import annotations

import pytest

from mlscaffold.codegen.interactions import call_interactions
from tests.stages.notebooks import traced

HEAD = "import ipywidgets as widgets\nfrom ipywidgets import interact, fixed\nimport pandas as pd\n"
TOP = HEAD + "def top(n):\n    print(n)\n"
CHANGED: dict[str, tuple[str, str]] = {
    "a range": (TOP + "interact(top, n=(2, 8))", "top(n=5)"),
    "a range with a step": (TOP + "interact(top, n=(0, 10, 4))", "top(n=4)"),
    "a range of fractions": (TOP + "interact(top, n=(0.0, 1.0))", "top(n=0.5)"),
    "a number": (TOP + "interact(top, n=3);", "top(n=3)"),
    "choices": (TOP + "interact(top, n=['a', 'b'])", "top(n='a')"),
    "named choices": (TOP + "interact(top, n={'first': 1, 'second': 2})", "top(n=1)"),
    "a widget": (TOP + "interact(top, n=widgets.IntSlider(min=1, max=9, value=7))", "top(n=7)"),
    "a widget without a value": (
        TOP + "interact(top, n=widgets.IntSlider(min=1, max=9))",
        "top(n=max(0, 1))",
    ),
    "a list of the notebook": (TOP + "names = list('ab')\ninteract(top, n=fixed(names))", "top(n=names)"),
    "columns": (TOP + "df = pd.DataFrame()\ninteract(top, n=df.columns)", "top(n=next(iter(df.columns)))"),
    "a default of the function": (HEAD + "def f(n=4):\n    pass\ninteract(f, n=(0, 9))", "f(n=4)"),
    "a lambda": (HEAD + "interact(lambda n: n, n=True)", "(lambda n: n)(n=True)"),
    "a decorator": (HEAD + "@interact(n=(0, 4))\ndef show(n):\n    print(n)", "show(n=2)"),
    "a decorator without arguments": (HEAD + "@interact\ndef show(n=3):\n    print(n)", "show(n=3)"),
}
KEPT: dict[str, str] = {
    "a call": TOP + "top(3)",
    "a widget of unknown value": TOP + "slider = widgets.IntSlider()\ninteract(top, n=slider)",
    "a function of unknown parameters": HEAD + "interact(pd.read_csv, n=3)",
    "nothing to choose from": TOP + "interact(top, n=[])",
    "another function of that name": "def interact(f, n):\n    pass\ninteract(print, n=3)",
    "another decorator": HEAD + "@staticmethod\ndef show(n):\n    print(n)",
    "a pair of texts": TOP + "interact(top, n=('a', 'b'))",
}


@pytest.mark.parametrize(("source", "last"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(source: str, last: str) -> None:
    statements, changes = call_interactions(traced(source).statements)
    assert statements[-1].source == last
    assert len(changes) == 1


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    before = traced(source).statements
    assert call_interactions(before) == (tuple(one.statement for one in before), ())


def test_the_function_stays_without_its_decorator() -> None:
    source = "from ipywidgets import interact\n# Look\n@interact(n=1)\ndef show(n):\n    print(n)"
    statements, _ = call_interactions(traced(source).statements)
    assert statements[-2].source == "# Look\ndef show(n):\n    print(n)"
