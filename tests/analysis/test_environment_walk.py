from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.environment_walk import EnvironmentWalk
from mlscaffold.analysis.types import Environment

START = "import pandas as pd\nt = pd.DataFrame(x)\n"


def _types(source: str) -> dict[str, str]:
    """Return the types of the name `t` wherever it is read as `t.here`."""
    walked = EnvironmentWalk(Environment())
    placed = list(walked.block(ast.parse(START + source).body))
    reads = [
        (node, env)
        for node, env in placed
        if isinstance(node, ast.Attribute) and node.attr == "here" and isinstance(node.value, ast.Name)
    ]
    return {f"{node.lineno - 2}": env.types.get("t", "-") for node, env in reads}


FRAME = "pandas.DataFrame"
PLACES = {
    "after it is bound": ("t.here", {"1": FRAME}),
    "after it is bound again": ("t = []\nt.here", {"2": "list"}),
    "in a function": ("def f():\n    return t.here", {"2": FRAME}),
    "in a function that has it as a parameter": ("def f(t):\n    return t.here", {"2": ""}),
    "in a function that binds it later": ("def f():\n    t.here\n    t = 1", {"2": ""}),
    "in a function that binds it before": ("def f():\n    t = []\n    t.here", {"3": "list"}),
    "in a lambda": ("f = lambda t: t.here", {"1": ""}),
    "in a comprehension over it": ("[t.here for t in x]", {"1": ""}),
    "in a loop over it": ("for t in x:\n    t.here", {"2": ""}),
    "after one branch rebound it": ("if x:\n    t = []\nt.here", {"3": ""}),
    "after both branches bound the same type": ("if x:\n    t = []\nelse:\n    t = [1]\nt.here", {"5": ""}),
    "after a with": ("with x as y:\n    t = []\nt.here", {"3": "list"}),
    "in a with that binds it": ("with x as t:\n    t.here", {"2": ""}),
    "in an exception's handler": ("try:\n    t = []\nexcept E:\n    t.here", {"4": FRAME}),
    "after it was imported": ("from x import t\nt.here", {"2": "-"}),
    "after it was unpacked": ("t, u = 1, []\nt.here", {"2": "int"}),
    "after a class of its name": ("class t:\n    pass\nt.here", {"3": "-"}),
    "with an annotation": ("t: list = []\nt.here", {"2": "list"}),
    "after an operation on it": ("t += 1\nt.here", {"2": FRAME}),
}


@pytest.mark.parametrize(("source", "kinds"), PLACES.values(), ids=PLACES.keys())
def test_the_type_of_a_name(source: str, kinds: dict[str, str]) -> None:
    assert _types(source) == kinds


def test_every_node_is_yielded_once() -> None:
    tree = ast.parse(
        "@d\ndef f(a=1, *b: int) -> int:\n    return [x for x in a if x]\nclass A(B):\n    y: int = 2\n"
    )
    yielded = [node for node, _ in EnvironmentWalk(Environment()).block(tree.body)]
    placed = [id(node) for node in yielded if not isinstance(node, ast.expr_context)]
    assert len(placed) == len(set(placed))
    expected = {id(node) for node in ast.walk(tree) if not isinstance(node, (ast.expr_context, ast.Module))}
    assert expected == set(placed)
