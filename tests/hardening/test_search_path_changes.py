"""Statements that only add folders to the search path are dropped if the package holds the modules in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.hardening.local_code import LocalCode
from mlscaffold.hardening.search_path_changes import without_search_path
from mlscaffold.notebook.magics import to_python_cells
from tests.reporting.small import notebook_of

CODE = LocalCode({"churn": Path("/home/ann/work")})
DROPPED = {
    "a call": ("import sys\nsys.path.append('..')\nimport churn", "import sys\n\nimport churn"),
    "a condition": (
        "import sys\nif '..' not in sys.path:\n    sys.path.insert(0, '..')\nimport churn",
        "import sys\n\n\nimport churn",
    ),
    "the last statement": ("import sys\nsys.path.append('..')", "import sys\n"),
}
KEPT = {
    "more in the condition": "import sys\nif '..' not in sys.path:\n    sys.path.append('..')\n    x = 1",
    "another path": "path = []\npath.append('..')",
    "a value that the cell would show": "import sys\n1 + 1\nsys.path.append('..')",
    "a folder that is removed": "import sys\nsys.path.remove('..')",
}


@pytest.mark.parametrize(("source", "expected"), DROPPED.values(), ids=DROPPED)
def test_dropped(source: str, expected: str) -> None:
    [cell] = without_search_path(to_python_cells(notebook_of((source,))), CODE)
    assert cell.source == expected
    assert [(change.kind, change.location.line) for change in cell.changes] == [("dropped", 2)]


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT)
def test_kept(source: str) -> None:
    cells = to_python_cells(notebook_of((source,)))
    assert without_search_path(cells, CODE) == cells


@pytest.mark.parametrize("code", [LocalCode(), LocalCode({"a": Path("/a")}, {"b": Path("/b")})])
def test_kept_where_it_may_be_needed(code: LocalCode) -> None:
    cells = to_python_cells(notebook_of((DROPPED["a call"][0],)))
    assert without_search_path(cells, code) == cells
