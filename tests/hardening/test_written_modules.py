"""Modules that a notebook writes are imported from its working folder."""

from __future__ import annotations

from mlscaffold.analysis.statements import split
from mlscaffold.hardening.written_modules import SEARCH_PATH, cells_with_modules, with_search_path
from tests.stages.notebooks import traced

WRITTEN = "from pathlib import Path\nPath('tool.py').write_text('a = 1')"


def texts(source: str) -> list[str]:
    return [statement.source for statement in with_search_path(split(1, source, silent=False))]


def test_the_import_path_is_set_before_the_import() -> None:
    assert texts(f"{WRITTEN}\nimport tool")[-2:] == [SEARCH_PATH, "import tool"]


def test_other_notebooks_stay() -> None:
    for source in ("import math\na = math.pi", WRITTEN, "a = open('tool.py').read()\nimport tool"):
        assert texts(source) == [statement.source for statement in split(1, source, silent=False)]


def test_the_cells_that_write_modules() -> None:
    assert cells_with_modules(traced(WRITTEN, "import tool", "open('a.txt', 'w').write('b')").statements) == {
        1
    }
    assert cells_with_modules(traced(WRITTEN, "a = 1").statements) == frozenset()
