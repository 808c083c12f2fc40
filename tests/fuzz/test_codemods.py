"""For any code: a codemod alone returns Python that it does not rewrite again, and leaves other code as it was."""

from __future__ import annotations

import ast
import json
import textwrap
import warnings
from dataclasses import replace

import hypothesmith
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.magics import to_python_cells
from mlscaffold.notebook.read import parse_notebook
from mlscaffold.rewriting.codemod import Codemod, installed
from mlscaffold.rewriting.rewrite_file import rewrite_everywhere
from tests.codemods.test_all import EXAMPLES
from tests.fuzz.cells import odd, sound
from tests.fuzz.examples import examples
from tests.fuzz.running import notebook_json

CODEMODS = [replace(codemod, projects_only=False) for codemod in installed()]
AROUND = (
    "{}",
    "import pandas as pd\nimport numpy as np\ndf = pd.DataFrame()\nx = np.zeros(3)\n{}",
    "if a:\n    {}\nelse:\n    b",
    "for df in frames:\n  if df:\n    {}\n  else: b",
    "def f(df, x=1):\n\t{}\n\treturn df",
    "try:\n    {}\nexcept ValueError:\n    pass",
    "%time a\n{}\n!ls",
    "%%time\nwith a as b:\n  {}",
    "a = 1; {}; b = 2",
)


def _inside(around: str, source: str) -> str:
    line = next(line for line in around.split("\n") if "{}" in line)
    indent = line[: len(line) - len(line.lstrip())]
    return around.format(textwrap.indent(source.strip("\n"), indent, lambda _: True).removeprefix(indent))


def _own(name: str) -> st.SearchStrategy[str]:
    """Return cells with examples of a codemod, in blocks and functions."""
    mine = [source for one, source, _ in EXAMPLES if one == name] or [""]
    return st.builds(_inside, st.sampled_from(AROUND), st.sampled_from(mine))


def check(codemod: Codemod, cells: list[str]) -> None:
    content = notebook_json(cells)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            once = rewrite_everywhere(content, "a.ipynb", [codemod])
        except MlscaffoldError:
            assume(False)
        before, after = json.loads(content), json.loads(once.content)
        assert all(now or not was for was, now in zip(_parsed(content), _parsed(once.content), strict=True))
        assert rewrite_everywhere(once.content, "a.ipynb", [codemod]).content == once.content
    for one, other in zip(before["cells"], after["cells"], strict=True):
        assert {**one, "source": ""} == {**other, "source": ""}


def _parsed(content: bytes) -> list[bool]:
    return [cell.failure is None for cell in to_python_cells(parse_notebook(content, "a.ipynb"))]


@pytest.mark.parametrize("name", [codemod.name for codemod in CODEMODS])
@examples(12)
@given(data=st.data())
def test_its_examples_in_all_places(name: str, data: st.DataObject) -> None:
    codemod = next(one for one in CODEMODS if one.name == name)
    check(codemod, ["a = 1", *data.draw(st.lists(_own(name), min_size=1, max_size=2))])


@pytest.mark.parametrize("codemod", CODEMODS, ids=[codemod.name for codemod in CODEMODS])
@examples(6)
@given(
    st.lists(st.one_of(odd, sound, st.sampled_from([one for _, one, _ in EXAMPLES])), min_size=1, max_size=4)
)
def test_cells_of_real_notebooks(codemod: Codemod, cells: list[str]) -> None:
    check(codemod, ["a = 1", *cells])


@examples(4)
@given(hypothesmith.from_grammar(auto_target=False))
def test_python_from_its_grammar(source: str) -> None:
    for codemod in CODEMODS:
        check(replace(codemod, words=("",)), ["a = 1", source])


@examples(4)
@given(hypothesmith.from_node(auto_target=False))
def test_python_from_syntax_trees(source: str) -> None:
    ast.parse(source)
    for codemod in CODEMODS:
        check(replace(codemod, words=("",)), ["a = 1", source])
