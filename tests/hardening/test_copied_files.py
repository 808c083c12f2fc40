"""Files are copied within limits, from the project folder, and never if they hold secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.hardening import copied_files
from mlscaffold.hardening.copied_files import OUTSIDE, SECRET, CopiedFiles, is_environment_file
from mlscaffold.hardening.project_folder import ProjectFolder


def test_environment_files() -> None:
    paths = [".env", "../.env", "a/.env.local", "a.env.csv", "env", "environment.csv"]
    assert [is_environment_file(path) for path in paths] == [True, True, True, False, False, False]


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    for name in (
        "in/a.csv",
        "in/b/c.csv",
        "in/.env",
        "in/b/.hidden/d.csv",
        "in/__pycache__/e.pyc",
        "out/f.csv",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return ProjectFolder(tmp_path / "in", tmp_path / "in")


def reasons(found: CopiedFiles) -> dict[str, str]:
    return {one.place: one.why for one in found.missing}


def test_what_is_copied_and_why_not(project: ProjectFolder) -> None:
    found = CopiedFiles(project)
    for name in ("a.csv", ".env", "none.csv", "../out/f.csv"):
        found.add(project.beside / name, f"data/{Path(name).name}", name)
    assert [file.path for file in found.planned()] == ["data/a.csv"]
    assert reasons(found) == {
        "data/.env": SECRET,
        "data/none.csv": "it is not in the project folder",
        "data/f.csv": OUTSIDE,
    }
    assert [(one.private, bool(one.source)) for one in found.missing] == [
        (True, True),
        (False, False),
        (True, True),
    ]


def test_a_folder_without_hidden_files(project: ProjectFolder) -> None:
    found = CopiedFiles(project)
    found.add_folder(project.root, "data", ".")
    assert [file.path for file in found.planned()] == ["data/a.csv", "data/b/c.csv"]
    assert found.missing == []


def test_a_folder_of_too_many_files(project: ProjectFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copied_files, "MOST_FILES", 1)
    found = CopiedFiles(project)
    found.add_folder(project.root, "data", ".")
    assert [file.path for file in found.planned()] == ["data/a.csv"]
    assert reasons(found) == {"data": "only 1 of its 2 files are copied"}


def test_a_large_file(project: ProjectFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copied_files, "LARGEST_FILE", 3)
    found = CopiedFiles(project)
    found.add(project.root / "a.csv", "data/a.csv", "a.csv")
    assert (found.planned(), reasons(found)) == ((), {"data/a.csv": "it has 0 MB"})
    assert found.missing[0].source == str(project.root / "a.csv")


def test_too_much_in_total(project: ProjectFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copied_files, "LARGEST_TOTAL", 8)
    found = CopiedFiles(project)
    found.add_folder(project.root, "data", ".")
    assert [file.path for file in found.planned()] == ["data/a.csv"]
    assert "all files together have more than" in reasons(found)["data/b"]


def test_a_file_that_the_user_includes(project: ProjectFolder) -> None:
    outside = project.root.parent / "out"
    found = CopiedFiles(ProjectFolder(project.root, project.beside, (outside.resolve(),)))
    found.add(outside / "f.csv", "data/f.csv", "../out/f.csv")
    assert [file.path for file in found.planned()] == ["data/f.csv"]
