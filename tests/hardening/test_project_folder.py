"""The project folder is the repository, else the nearest folder with a project file, and never one that holds everything."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from mlscaffold.hardening.project_folder import project_folder

FOUND = {
    "a repository": (".git/config", "work/deep/n.ipynb", "."),
    "a repository around a project file": (".git/config x/requirements.txt", "x/n.ipynb", "."),
    "a project file": ("pyproject.toml", "notebooks/n.ipynb", "."),
    "the nearest project file": ("pyproject.toml x/setup.py", "x/y/n.ipynb", "x"),
    "a folder of notebooks": ("notebooks/other.txt", "notebooks/n.ipynb", "."),
    "a folder in a folder of notebooks": ("notebooks/other.txt", "notebooks/eda/n.ipynb", "notebooks"),
    "data beside the folder": ("data/a.csv", "work/n.ipynb", "."),
    "code beside the folder": ("src/a.py", "work/n.ipynb", "."),
    "nothing": ("other/a.txt", "work/n.ipynb", "work"),
    "data in the folder itself": ("work/data/a.csv", "work/n.ipynb", "work"),
    "a project file that is too far": ("pyproject.toml", "a/b/c/d/n.ipynb", "a/b/c/d"),
}


@pytest.mark.parametrize(("files", "notebook", "expected"), FOUND.values(), ids=FOUND)
def test_root(tmp_path: Path, files: str, notebook: str, expected: str) -> None:
    top = tmp_path / "one" / "two"
    for name in (*files.split(), notebook):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("")
    assert project_folder(top / notebook).root == (top / expected).resolve()


@pytest.mark.parametrize("folder", [Path.home(), Path(tempfile.gettempdir()), Path("/")], ids=str)
def test_a_folder_that_holds_everything_is_no_project(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlscaffold.hardening.project_folder._has", lambda path, _: path == folder.resolve())
    assert project_folder(tmp_path / "n.ipynb").root == tmp_path


def test_what_belongs_to_it(tmp_path: Path) -> None:
    (tmp_path / "mine" / "notebooks").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "mine" / "link").symlink_to(tmp_path / "other")
    notebook = tmp_path / "mine" / "notebooks" / "n.ipynb"
    folder, wider = project_folder(notebook), project_folder(notebook, (tmp_path / "other",))
    inside, outside, linked = (tmp_path / name for name in ("mine/a.csv", "other/a.csv", "mine/link/a.csv"))
    assert [folder.has(path) for path in (inside, outside, linked)] == [True, False, False]
    assert [wider.has(path) for path in (inside, outside, linked)] == [True, True, True]
    assert folder.depth == 1


def test_relative_paths(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    folder = project_folder(tmp_path / "notebooks" / "n.ipynb")
    paths = ("notebooks/x/a.csv", "notebooks/../data/a.csv", "../a.csv")
    assert [folder.relative(tmp_path / path) for path in paths] == ["x/a.csv", "data/a.csv", "a.csv"]
