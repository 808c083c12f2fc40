from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.discovery import find
from tests.linting.project import write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in (
        "a.ipynb", "b.py", "c.txt", "d/e.py", "d/.ipynb_checkpoints/e-checkpoint.ipynb", ".venv/lib/f.py",
        "node_modules/g.py", "build/h.py", "ignored/i.py",
    ):  # fmt: skip
        write(tmp_path / name, "x = 1\n")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def found(folder: Path, *paths: str, exclude: tuple[str, ...] = (), force: bool = False) -> tuple[str, ...]:
    return find(paths or (".",), str(folder), exclude, force=force)


def test_walks_where_there_is_no_git(folder: Path) -> None:
    assert found(folder) == ("a.ipynb", "b.py", "d/e.py", "ignored/i.py")


def test_leaves_out_what_git_ignores(folder: Path) -> None:
    write(folder / ".gitignore", "ignored/\n")
    git(folder, "init")
    assert found(folder) == ("a.ipynb", "b.py", "d/e.py")


def test_takes_what_git_knows_and_what_is_new_but_not_what_is_gone(folder: Path) -> None:
    git(folder, "init")
    git(folder, "add", "b.py", "d/e.py")
    (folder / "b.py").unlink()
    assert found(folder) == ("a.ipynb", "d/e.py", "ignored/i.py")


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("ignored/i.py", id="file that git ignores"),
        pytest.param(".venv/lib/f.py", id="file in a folder of a tool"),
        pytest.param("ignored", id="folder that git ignores"),
        pytest.param("build", id="folder that is skipped elsewhere"),
    ],
)
def test_checks_what_is_named(folder: Path, path: str) -> None:
    write(folder / ".gitignore", "ignored/\nbuild/\n")
    git(folder, "init")
    assert len(found(folder, path, exclude=())) == 1


def test_excludes_by_patterns(folder: Path) -> None:
    assert found(folder, exclude=("d", "*.ipynb")) == ("b.py", "ignored/i.py")


def test_excludes_a_named_file_only_where_it_is_asked_to(folder: Path) -> None:
    assert found(folder, "b.py", exclude=("b.py",)) == ("b.py",)
    assert found(folder, "b.py", exclude=("b.py",), force=True) == ()


def test_names_each_file_once_as_the_user_does(folder: Path) -> None:
    assert found(folder, "./d", "d/e.py", str(folder / "b.py")) == (f"{folder}/b.py", "d/e.py")


def test_takes_a_script_without_suffix_that_is_named(folder: Path) -> None:
    write(folder / "run", "#!/usr/bin/env python\n")
    assert found(folder, "run") == ("run",)


@pytest.mark.parametrize(
    ("path", "what"),
    [
        pytest.param("missing.py", "no such file", id="nothing there"),
        pytest.param("c.txt", "neither a notebook nor a Python file", id="another kind of file"),
    ],
)
def test_refuses(folder: Path, path: str, what: str) -> None:
    with pytest.raises(MlscaffoldError, match=what) as caught:
        found(folder, path)
    assert caught.value.status == 2
