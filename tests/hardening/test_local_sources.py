"""Modules in the notebook's folder are read for what importing them does."""

from __future__ import annotations

from pathlib import Path

from mlscaffold.hardening.local_code import local_code
from mlscaffold.hardening.local_sources import read_local_modules
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.notebook.magics import to_python_cells
from tests.reporting.small import notebook_of


def test_modules_that_the_notebook_imports_and_those_that_they_import(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import b\n")
    (tmp_path / "b.py").write_text("print('loaded')\n")
    (tmp_path / "unused.py").write_text("print('loaded')\n")
    (tmp_path / "quiet").mkdir()
    (tmp_path / "quiet" / "__init__.py").write_text("X = 1\n")
    cells = to_python_cells(notebook_of(("import a\nimport quiet", "import numpy")))
    found = read_local_modules(local_code(cells, ProjectFolder(tmp_path, tmp_path)))
    assert (found.names, found.active) == ({"a", "b", "quiet"}, {"a", "b"})


def test_no_modules(tmp_path: Path) -> None:
    cells = to_python_cells(notebook_of(("import numpy",)))
    assert read_local_modules(local_code(cells, ProjectFolder(tmp_path, tmp_path))).names == frozenset()
