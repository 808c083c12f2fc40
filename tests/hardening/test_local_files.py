"""The project's own modules become files of the package, with the data in their folders that are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.hardening.local_code import LocalCode
from mlscaffold.hardening.local_files import is_package_data, local_files, package_data
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.hardening.secrets_to_environment import Clean
from tests.reporting.small import notebook_of

FILES = {
    "churn/__init__.py": "",
    "churn/text.py": "import deep\nfrom churn.words import WORDS\nfrom . import words\nimport churn.words as w\nimport numpy\n",
    "churn/words.py": "WORDS = open('words.txt')\n",
    "churn/words.txt": "a",
    "churn/unused.txt": "b",
    "churn/token.json": "secret",
    "deep.py": "x = (\n",
    "data/a.csv": "1",
}
NAMES = frozenset({"churn", "deep"})
NOTHING = Clean(notebook_of(("",)), (), (), (), ())


@pytest.fixture
def code(tmp_path: Path) -> LocalCode:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return LocalCode(dict.fromkeys(sorted(NAMES), tmp_path))


def folder_of(tmp_path: Path) -> ProjectFolder:
    return ProjectFolder(tmp_path, tmp_path / "notebooks")


def test_modules_import_each_other_from_the_package(code: LocalCode) -> None:
    found = {file.path: file.content.decode() for file in local_files(code, NAMES, "shop", NOTHING)}
    assert sorted(found) == ["churn/__init__.py", "churn/text.py", "churn/words.py", "deep.py"]
    assert found["churn/text.py"].splitlines() == [
        "from shop import deep",
        "from shop.churn.words import WORDS",
        "from . import words",
        "from shop.churn import words as w",
        "import numpy",
    ]
    assert found["deep.py"] == FILES["deep.py"]


def test_data_of_packages(code: LocalCode, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    read = package_data(
        code, NAMES, folder, frozenset({"../churn/words.txt", "../churn/token.json", "../data/a.csv"})
    )
    assert [file.path for file in read.planned()] == ["churn/words.txt"]
    assert [one.place for one in read.missing] == ["churn/token.json"]
    everything = package_data(code, NAMES, folder, None)
    assert [file.path for file in everything.planned()] == ["churn/unused.txt", "churn/words.txt"]


def test_which_files_are_in_a_package(code: LocalCode, tmp_path: Path) -> None:
    paths = ("../churn/words.txt", "../data/a.csv", "a.csv")
    assert [is_package_data(path, folder_of(tmp_path), code, NAMES) for path in paths] == [True, False, False]
