"""Codemods run without rules, on every statement, with its context."""

from __future__ import annotations

import pytest

from mlscaffold.rewriting.codemod import Codemod, Context, Rewrite, installed
from mlscaffold.rewriting.rewrite_file import rewrite_everywhere
from tests.rewriting.toys import CODEMODS, notebook, sources

CHANGED = {
    "each statement": (
        "old()\nif old(): one()\nelse:\n  one()",
        "new()\nif new(): one()\nelse:\n  first()\n  second()",
    ),
    "a whole file": ("a = widen()\nwiden()", "a = widened()\nwidened()"),
    "a magic beside it": ("%time old()\nold()", "%time old()\nnew()"),
    "an import": ("mean()\nmean()", "import statistics\nstatistics.fmean()\nstatistics.fmean()"),
    "functions and their decorators": (
        "@old()\ndef f(a=old()):\n  return old()",
        "@new()\ndef f(a=new()):\n  return new()",
    ),
    "one after the other": ("gone()\nold()\nb", "new()\nb"),
}
KEPT = {
    "a text": "'old()'",
    "magics only": "%time old()\n!old()",
    "a cell that cannot be parsed": "old(",
    "a result that is no Python": "broken()",
    "a codemod with helpers": "log()",
    "a name with another meaning": "statistics = 1\nmean()",
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED)
def test_rewrites(before: str, after: str) -> None:
    outcome = rewrite_everywhere(notebook([before]), "a.ipynb", CODEMODS)
    assert sources(outcome.content) == [after]
    assert outcome.fixes
    assert rewrite_everywhere(outcome.content, "a.ipynb", CODEMODS).content == outcome.content


@pytest.mark.parametrize("before", KEPT.values(), ids=KEPT)
def test_no_rewrite(before: str) -> None:
    content = notebook([before])
    assert rewrite_everywhere(content, "a.ipynb", CODEMODS).content == content


def test_the_context_is_that_of_the_location() -> None:
    contexts: list[Context] = []

    def look(module: object, context: Context) -> Rewrite:
        contexts.append(context)
        return Rewrite(module)  # type: ignore[arg-type]

    source = "import pandas as pd\ndf = 1\nx = df\ndf = pd.DataFrame()\ndef f(df):\n    x = df\nx = df\nfor x in df: pass"
    rewrite_everywhere(notebook([source]), "a.ipynb", [Codemod("look", "It looks.", ("x",), look)])
    kinds = [(one.location.line, dict(one.types).get("df", ""), one.inside) for one in contexts]
    assert kinds == [(3, "int", ""), (6, "", "f"), (7, "pandas.DataFrame", ""), (8, "pandas.DataFrame", "")]
    assert all(one.imports == (("pd", "pandas"),) for one in contexts)
    assert all({"df", "f", "x"} <= one.rebound and "pd" not in one.rebound for one in contexts)


def test_aliases_are_known() -> None:
    inplace = [one for one in installed() if one.name == "inplace-to-assignment"]
    start = "import pandas as pd\ndf = pd.DataFrame()\n"
    kept = notebook([start + "df2 = df", "df.dropna(inplace=True)"])
    assert rewrite_everywhere(kept, "a.ipynb", inplace).content == kept
    changed = notebook([start, "df.dropna(inplace=True)"])
    assert sources(rewrite_everywhere(changed, "a.ipynb", inplace).content)[1] == "df = df.dropna()"


def test_a_codemod_that_sees_whole_statements_sees_the_loop() -> None:
    inplace = [one for one in installed() if one.name == "inplace-to-assignment"]
    content = notebook(["for df in frames:\n    df.dropna(inplace=True)"])
    assert rewrite_everywhere(content, "a.ipynb", inplace).content == content
