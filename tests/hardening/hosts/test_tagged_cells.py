"""Tags keep cells from running, and injected parameters replace the defaults."""

from __future__ import annotations

import pytest

from mlscaffold.hardening.hosts.adapted import Beside
from mlscaffold.hardening.hosts.tagged_cells import without_skipped_cells
from mlscaffold.hardening.project_folder import ProjectFolder
from tests.hardening.hosts import NOWHERE, notebook

BESIDE = Beside(ProjectFolder(NOWHERE, NOWHERE))
PAPERMILL = {1: ("parameters",), 2: ("injected-parameters",)}


def test_a_skipped_cell_is_emptied_and_reported() -> None:
    found = without_skipped_cells(notebook("x = 1\ny = 2", tags={1: ("skip-execution",)}), BESIDE)
    assert found.notebook.code[0].source == "\n"
    assert [(c.kind, c.what, c.by) for c in found.changes] == [("dropped", "the whole cell", "tags")]


@pytest.mark.parametrize("tag", ["raises-exception", "remove-cell", "hide-input", "skip"])
def test_other_tags_keep_a_cell(tag: str) -> None:
    found = without_skipped_cells(notebook("x = 1", tags={1: (tag,)}), BESIDE)
    assert (found.notebook.code[0].source, found.changes) == ("x = 1", ())


def test_injected_parameters_replace_the_defaults() -> None:
    book = notebook("n = 1\npath = None\nx = 3", "# Parameters\nn = 2\npath = {'a': 1}", tags=PAPERMILL)
    found = without_skipped_cells(book, BESIDE)
    assert found.notebook.code[0].source == "\n\nx = 3"
    assert [c.what for c in found.changes] == ["n = 1", "path = None"]


@pytest.mark.parametrize(
    ("first", "second", "tags"),
    [
        ("n = 1\nm = n + 1", "n = 2", PAPERMILL),
        ("n = 1", "n = f()", PAPERMILL),
        ("n = 1", "n = 2", {1: ("parameters",)}),
        ("n = make()", "n = 2", PAPERMILL),
    ],
    ids=["the default is read", "the second is computed", "not injected", "the default is computed"],
)
def test_defaults_that_stay(first: str, second: str, tags: dict[int, tuple[str, ...]]) -> None:
    assert without_skipped_cells(notebook(first, second, tags=tags), BESIDE).notebook.code[0].source == first
