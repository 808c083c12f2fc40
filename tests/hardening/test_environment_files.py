"""Files such as `.env` give the runs their variables, and their secrets are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.analysis.environment_variables import Variable
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


def secrets(folder: ProjectFolder, *names: str) -> list[str]:
    variables = [Variable(name, True, "", Location(1)) for name in names]
    return [secret.value for secret in secrets_of_environment(variables, folder)]


def test_secrets_are_the_values_of_variables_with_names_of_secrets(
    monkeypatch: pytest.MonkeyPatch, folder: ProjectFolder
) -> None:
    monkeypatch.setattr("os.environ", {"DB_PASSWORD": "from-process", "PWD": "/home/ann", "LANG": "en"})
    (folder.root / ".env").write_text(
        "SHOP_TOKEN=tok-123456\nDEPTH=10000\nPIN_PASSWORD=1\nDB_PASSWORD=of-file\n"
    )
    found = secrets(folder, "SHOP_TOKEN", "DB_PASSWORD", "DEPTH", "PIN_PASSWORD")
    assert found == ["from-process", "tok-123456", "of-file"]


@pytest.mark.parametrize(
    ("line", "read", "expected"),
    [
        pytest.param(
            "SHOP=q7Rz2LxP9vT4mWc8Kd1Y", True, ["q7Rz2LxP9vT4mWc8Kd1Y"], id="a random text that is read"
        ),
        pytest.param("SHOP=q7Rz2LxP9vT4mWc8Kd1Y", False, [], id="a random text that is not read"),
        pytest.param("DSN=mysql://ann:h7-kPq2@db/x", False, ["h7-kPq2"], id="the password of a URL"),
        pytest.param("API_KEY=q7Rz2LxP9vT4", False, ["q7Rz2LxP9vT4"], id="a key that is not read"),
        pytest.param("API_KEY=santa", False, [], id="a word"),
        pytest.param("MODE=production", True, [], id="a word that is read"),
        pytest.param("TOKEN_COUNT=12345678", True, [], id="a number"),
    ],
)
def test_what_is_a_secret_in_a_file(
    line: str, read: bool, expected: list[str], monkeypatch: pytest.MonkeyPatch, folder: ProjectFolder
) -> None:
    monkeypatch.setattr("os.environ", {})
    (folder.beside / ".env.local").write_text(f"{line}\n")
    assert secrets(folder, *([line.partition("=")[0]] if read else [])) == expected


def test_variables_of_the_notebook_and_its_modules(folder: ProjectFolder) -> None:
    (folder.beside / "helper.py").write_text("import os\ntoken = os.environ['A']\n")
    (folder.beside / "broken.py").write_text("import os\nos.environ['B'\n")
    cells = to_python_cells(notebook_of(("import os, helper, broken\nb = os.getenv('C', '1')",)))
    found = read_variables(cells, local_code(cells, folder))
    assert [(one.name, one.location.cell) for one in found] == [("C", 1), ("A", 0)]
    assert read_variables(to_python_cells(notebook_of(("x = 1",))), local_code((), folder)) == ()


def test_secrets_of_files_by_name_and_by_content(tmp_path: Path) -> None:
    key = "ghp_" + "x7Kq2mZp9RtV4bNc8WsL1dFg6HjY3aQe5uTo"
    texts = {
        "credentials.json": '{"type": "service_account", "key": "Cred-Json-111", "port": 8080}',
        ".env": "TOKEN='tok-123456'\nDEPTH=4\nNAME=plain\n",
        "table.csv": f"Cell-222-333\n{key}\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    found = secrets_of_files(tmp_path / name for name in (*texts, "id_rsa"))
    assert [secret.value for secret in found] == ["Cred-Json-111", "tok-123456", key]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("SHOP_TOKEN_2=tok-123456\nexport S3_DEPTH_4=4\n", ["tok-123456"], id="lines"),
        pytest.param('{"Key_A1_B2": "Cred-Json-111",\n "Pool_9": 8}', ["Cred-Json-111"], id="JSON"),
        pytest.param("Pa5sw0rd_One\nX=1", ["Pa5sw0rd_One"], id="a value alone"),
        pytest.param("TOKEN=\nPa5sw0rd_Two=", ["Pa5sw0rd_Two"], id="padding, not a name"),
    ],
)
def test_names_of_variables_are_no_secrets(tmp_path: Path, text: str, values: list[str]) -> None:
    (tmp_path / ".env").write_text(text)
    assert [secret.value for secret in secrets_of_files([tmp_path / ".env"])] == values
