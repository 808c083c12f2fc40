"""Files such as `.env` give the runs their variables, and their secrets are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.analysis.environment_variables import Variable
from mlscaffold.hardening.copied_files import OUTSIDE, SECRET
from mlscaffold.hardening.environment_files import (
    environment_file,
    read_variables,
    secrets_of_environment,
    secrets_of_files,
    variables_of_files,
)
from mlscaffold.hardening.local_code import local_code
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.notebook.cells import Location
from mlscaffold.notebook.magics import to_python_cells
from mlscaffold.results.hardening import MissingFile
from tests.reporting.small import notebook_of


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    (tmp_path / "notebooks").mkdir()
    return ProjectFolder(tmp_path, tmp_path / "notebooks")


def test_the_nearest_file(folder: ProjectFolder) -> None:
    assert (environment_file(folder), variables_of_files(folder)) == (None, {})
    (folder.root / ".env").write_text("# names\nexport A='x y'\nB=1=2\nnothing\n")
    assert variables_of_files(folder) == {"A": "x y", "B": "1=2"}
    (folder.beside / ".env").write_text("C=1\n")
    assert variables_of_files(folder) == {"C": "1"}


def test_a_file_outside_the_project_folder(folder: ProjectFolder) -> None:
    (folder.root / ".env").write_text("A=1\n")
    assert environment_file(ProjectFolder(folder.beside, folder.beside)) is None


def test_secrets_are_the_values_of_variables_with_names_of_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", "from-process")
    names = ("SHOP_TOKEN", "DB_PASSWORD", "DEPTH", "PIN_PASSWORD")
    variables = [Variable(name, True, "", Location(1)) for name in names]
    values = {"SHOP_TOKEN": "tok-123456", "DB_PASSWORD": "of-file", "DEPTH": "10000", "PIN_PASSWORD": "1"}
    found = secrets_of_environment(variables, values)
    assert [secret.value for secret in found] == ["tok-123456", "from-process"]


def test_variables_of_the_notebook_and_its_modules(folder: ProjectFolder) -> None:
    (folder.beside / "helper.py").write_text("import os\ntoken = os.environ['A']\n")
    (folder.beside / "broken.py").write_text("import os\nos.environ['B'\n")
    cells = to_python_cells(notebook_of(("import os, helper, broken\nb = os.getenv('C', '1')",)))
    found = read_variables(cells, local_code(cells, folder))
    assert [(one.name, one.location.cell) for one in found] == [("C", 1), ("A", 0)]
    assert read_variables(to_python_cells(notebook_of(("x = 1",))), local_code((), folder)) == ()


def test_secrets_of_files_that_are_not_copied(tmp_path: Path) -> None:
    texts = {
        "credentials.json": '{"type": "service_account", "key": "Cred-Json-111", "port": 8080}',
        ".env": "TOKEN='tok-123456'\nDEPTH=4\nNAME=plain\n",
        "table.csv": "Cell-222-333\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    why = {"table.csv": OUTSIDE}
    missing = [MissingFile(name, name, why.get(name, SECRET), str(tmp_path / name)) for name in texts]
    found = secrets_of_files([*missing, MissingFile("id_rsa", "id_rsa", SECRET)])
    assert [secret.value for secret in found] == ["Cred-Json-111", "tok-123456"]
