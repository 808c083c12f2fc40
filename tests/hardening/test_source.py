"""A notebook is read with what is beside it."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.hardening.source import read, source_of
from mlscaffold.notebook.read import parse_notebook


def write(folder: Path, *cells: str) -> Path:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    path = folder / "sales.ipynb"
    nbformat.write(notebook, path)
    return path


def test_local_modules_and_variables_are_known(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("def double(x):\n    return 2 * x\n")
    found = read(write(tmp_path, "import os\nfrom helper import double\nkey = os.environ['SALES_KEY']"))
    assert [variable.name for variable in found.variables] == ["SALES_KEY"]
    assert found.folder.root == tmp_path
    assert found.local.names == {"helper"}


def test_what_only_a_host_has_is_replaced_and_reported(tmp_path: Path) -> None:
    found = read(write(tmp_path, "from google.colab import drive\ndrive.mount('/content/drive')", "x = 1"))
    assert [change.by for change in found.changes] == ["hosts"] * len(found.changes) != []
    assert "need its host" in found.remarks[0].what
    assert b"drive.mount" in found.content


def test_the_notebook_is_kept_without_its_secrets(tmp_path: Path) -> None:
    path = write(tmp_path, "password = 'kD8fjw93jf02Lq'")
    found = source_of(path, path.read_bytes(), parse_notebook(path.read_bytes(), path.name))
    assert "kD8fjw93jf02Lq" in found.cells[0].source
    assert "kD8fjw93jf02Lq" not in found.clean.cells[0].source


def test_what_is_no_notebook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sales.ipynb"
    path.write_text("{")
    with pytest.raises(MlscaffoldError):
        read(path)
