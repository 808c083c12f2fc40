"""For any cells: no internal error, Python that parses, and the same bytes each time."""

from __future__ import annotations

import ast
import re
import sys
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import hypothesmith
from hypothesis import given
from hypothesis import strategies as st

from mlscaffold.commands.harden import harden
from mlscaffold.errors import MlscaffoldError
from tests.fuzz.cells import notebooks
from tests.fuzz.examples import examples
from tests.fuzz.running import notebook_json

Files = dict[str, bytes]
BOUND = frozenset("random Counter defaultdict suppress b c n ys s".split())
"""Names that only the first cell binds."""


def hardened(cells: Sequence[str]) -> tuple[Files, frozenset[str]]:
    """Return the project's files and the names that its code uses but does not define; both empty if it is refused."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        notebook = Path(folder) / "fuzzed_notebook.ipynb"
        notebook.write_bytes(notebook_json(cells))
        try:
            result = harden(notebook, Path(folder) / "project", sys.executable, strict=False)
        except MlscaffoldError:
            return {}, frozenset()
        project = Path(folder) / "project"
        files = {str(p.relative_to(project)): p.read_bytes() for p in project.rglob("*") if p.is_file()}
        unknown = [f.message.split("`")[1] for f in result.hardening.findings if f.code == "F821"]
        return files, frozenset(unknown)


def check(cells: Sequence[str]) -> frozenset[str]:
    """Harden twice, compare, parse all Python, and return the undefined names."""
    files, unknown = hardened(cells)
    assert hardened(cells) == (files, unknown)
    for name, content in files.items():
        if name.endswith(".py"):
            ast.parse(content, name)
    return unknown


@examples(20)
@given(notebooks)
def test_cells_of_real_notebooks(cells: list[str]) -> None:
    deleted = {name for cell in cells for name in re.findall(r"\bdel (\w+)", cell)}
    assert not check(cells) & BOUND - deleted


@examples(8)
@given(st.lists(hypothesmith.from_grammar(auto_target=False), min_size=1, max_size=3))
def test_python_from_its_grammar(cells: list[str]) -> None:
    check(cells)


@examples(8)
@given(st.lists(hypothesmith.from_node(auto_target=False), min_size=1, max_size=2))
def test_python_from_syntax_trees(cells: list[str]) -> None:
    check(cells)
