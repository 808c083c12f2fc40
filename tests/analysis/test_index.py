from __future__ import annotations

import ast

import pytest

from mlscaffold.analysis.index import ModuleIndex, index
from mlscaffold.analysis.nodes import Call
from mlscaffold.analysis.statements import parse


def indexed(*cells: str) -> ModuleIndex:
    return index((number, parse(source)) for number, source in enumerate(cells, start=1))


def the_call(module_index: ModuleIndex, last: str) -> Call:
    [call] = module_index.calls(last)
    return call


@pytest.mark.parametrize(
    ("source", "last", "name"),
    [
        pytest.param(
            "import pandas as pd\npd.read_csv('a')", "read_csv", "pandas.read_csv", id="alias of a module"
        ),
        pytest.param(
            "from pandas import read_csv as r\nr('a')",
            "read_csv",
            "pandas.read_csv",
            id="alias of a function",
        ),
        pytest.param(
            "import pandas as pd\ndf = pd.read_csv('a')\ndf.merge(df)",
            "merge",
            "pandas.DataFrame.merge",
            id="method of a known type",
        ),
        pytest.param("x.merge(y)", "merge", ".merge", id="method of an unknown type"),
        pytest.param("def f(): ...\nf()", "f", "__main__.f", id="function of the file"),
        pytest.param("open('a')", "open", "open", id="builtin"),
        pytest.param("open = 1\nopen('a')", "open", "__main__.open", id="builtin that the file rebinds"),
        pytest.param(
            "import pandas as pd\ndef f(df: pd.DataFrame):\n    df.merge(df)",
            "merge",
            "pandas.DataFrame.merge",
            id="annotated parameter",
        ),
        pytest.param(
            "import pandas as pd\ndf = pd.read_csv('a')\ndef f(df):\n    df.merge(df)",
            "merge",
            ".merge",
            id="parameter that hides a known name",
        ),
        pytest.param(
            "def f():\n    return pd.concat([])\nimport pandas as pd",
            "concat",
            "pandas.concat",
            id="import after the function that uses it",
        ),
        pytest.param(
            "import pandas as pd\nfor df in x:\n    df.merge(df)", "merge", ".merge", id="variable of a loop"
        ),
    ],
)
def test_a_call_has_the_name_of_its_function(source: str, last: str, name: str) -> None:
    assert the_call(indexed(source), last).name == name


def _kinds(nodes: list[ast.AST], skipped: tuple[type[ast.AST], ...]) -> list[str]:
    return sorted(type(node).__name__ for node in nodes if not isinstance(node, skipped))


def test_every_node_is_indexed_once() -> None:
    source = (
        "@d(1)\ndef f(a=2, *b: int, **c) -> str:\n    with o(a) as x, y:\n        return [i for i in x if i]\n"
        "class C(B, m=M):\n    n: int = 3\n    def g(self): yield lambda z=1: z\n"
        "try:\n    import a.b as c, d\nexcept (E, F) as e:\n    raise\nelse:\n    del c[0], d.e\nfinally:\n    x += f'{y!r:>{w}}'\n"
        "match p:\n    case {'k': [1, *r], **s} if t: pass\n    case C(u, v=1) | _: pass\n"
        "for i, (j, k) in q:\n    while l: break\n    else: continue\nx = y = (z := 5)\n"
    )
    skipped = (
        ast.expr_context,
        ast.operator,
        ast.cmpop,
        ast.boolop,
        ast.unaryop,
        ast.Module,
        ast.arguments,
        ast.arg,
        ast.keyword,
    )
    module_index = indexed(source)
    all_nodes = list(ast.walk(ast.parse(source)))
    nodes = [context.node for context in module_index.of(*module_index.nodes)]
    assert _kinds(all_nodes, skipped) == _kinds(nodes, skipped)


def test_loops_scopes_and_cells() -> None:
    module_index = indexed(
        "for i in x:\n    while y:\n        a()\nb()", "def f():\n    c()\n    g = lambda: d()"
    )
    calls = {call.last: call for call in module_index.all_calls}
    assert {last: (call.cell, call.loops) for last, call in calls.items()} == {
        "a": (1, 2),
        "b": (1, 0),
        "c": (2, 0),
        "d": (2, 0),
    }
    assert calls["a"].scope is None
    assert isinstance(calls["c"].scope, ast.FunctionDef)


def test_the_environment_of_a_statement_does_not_change() -> None:
    module_index = indexed("import pandas as pd\nx = pd.DataFrame()\na(x)", "x = 1\nb(x)")
    kinds = [the_call(module_index, last).env.types["x"] for last in "ab"]
    assert kinds == ["pandas.DataFrame", "int"]


def test_finds_arguments_by_keyword_and_by_position() -> None:
    module_index = the_call(indexed("f(1, b=2, **c)"), "f")
    assert ast.unparse(module_index.argument("a", 0) or ast.Constant(None)) == "1"
    assert ast.unparse(module_index.argument("b", 1) or ast.Constant(None)) == "2"
    assert module_index.argument("c", 2) is None
    assert module_index.open
    assert the_call(indexed("f(*a, 1)"), "f").argument("x", 1) is None
