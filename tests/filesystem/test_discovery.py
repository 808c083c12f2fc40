from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.discovery import find, matches
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


def test_walks_folders_without_git(folder: Path) -> None:
    assert found(folder) == ("a.ipynb", "b.py", "d/e.py", "ignored/i.py")


def test_skips_files_that_git_ignores(folder: Path) -> None:
    write(folder / ".gitignore", "ignored/\n")
    git(folder, "init")
    assert found(folder) == ("a.ipynb", "b.py", "d/e.py")


def test_finds_tracked_and_new_files_but_no_deleted_ones(folder: Path) -> None:
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
def test_finds_named_files(folder: Path, path: str) -> None:
    write(folder / ".gitignore", "ignored/\nbuild/\n")
    git(folder, "init")
    assert len(found(folder, path, exclude=())) == 1


def test_excludes_by_patterns(folder: Path) -> None:
    assert found(folder, exclude=("d", "*.ipynb")) == ("b.py", "ignored/i.py")


def test_excludes_a_named_file_only_on_request(folder: Path) -> None:
    assert found(folder, "b.py", exclude=("b.py",)) == ("b.py",)
    assert found(folder, "b.py", exclude=("b.py",), force=True) == ()


def test_each_file_is_found_once_with_the_path_of_the_user(folder: Path) -> None:
    assert found(folder, "./d", "d/e.py", str(folder / "b.py")) == (f"{folder}/b.py", "d/e.py")


def test_finds_a_named_script_without_suffix(folder: Path) -> None:
    write(folder / "run", "#!/usr/bin/env python\n")
    assert found(folder, "run") == ("run",)


@pytest.mark.parametrize(
    ("path", "what"),
    [
        pytest.param("missing.py", "no such file", id="a missing file"),
        pytest.param("c.txt", "neither a notebook nor a Python file", id="another kind of file"),
    ],
)
def test_refuses(folder: Path, path: str, what: str) -> None:
    with pytest.raises(MlscaffoldError, match=what) as caught:
        found(folder, path)
    assert caught.value.status == 2


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        pytest.param("notebooks/explore/a.ipynb", "notebooks/explore/**", id="all under a folder"),
        pytest.param("notebooks/a/b.ipynb", "notebooks", id="folder by its name"),
        pytest.param("deep/notebooks/b.ipynb", "notebooks/", id="name of a folder anywhere"),
        pytest.param("src/a/b.py", "*.py", id="suffix anywhere"),
        pytest.param("src/a/b.py", "src/*/b.py", id="one folder between"),
        pytest.param("src/b.py", "src/**/b.py", id="no folder between"),
        pytest.param("src/x/y/b.py", "src/**/b.py", id="two folders between"),
        pytest.param("a1.py", "a?.py", id="one character"),
        pytest.param("src/a.py", "./src", id="dot at the start"),
    ],
)
def test_pattern_matches(path: str, pattern: str) -> None:
    assert matches(path, pattern)


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        pytest.param("notebooks/explored/a.ipynb", "notebooks/explore/**", id="longer name of a folder"),
        pytest.param(
            "other/notebooks/explore/a.ipynb", "notebooks/explore/**", id="pattern with a folder, deeper"
        ),
        pytest.param("src/a/c/b.py", "src/*/b.py", id="a star stays in its folder"),
        pytest.param("src/a.pyc", "*.py", id="longer suffix"),
        pytest.param("src/axpy", "*.py", id="a dot is a dot"),
        pytest.param("my_src/a.py", "src", id="end of a name"),
    ],
)
def test_pattern_does_not_match(path: str, pattern: str) -> None:
    assert not matches(path, pattern)


HEADER = "# ---\n# jupyter:\n#   jupytext:\n#     formats: {}\n# ---\n\n# %%\nx = 1\n"
TWINS = {
    "beside the notebook": ("twin.py", HEADER.format("ipynb,py:percent")),
    "beside the notebook, formats unknown": ("twin.py", HEADER.format("")),
    "in another folder": ("scripts/twin.py", HEADER.format("notebooks//ipynb,scripts//py:light")),
}
NO_TWINS = {
    "another name": ("other.py", HEADER.format("ipynb,py:percent")),
    "a script of that name": ("twin.py", "# %%\nx = 1\n"),
    "in another folder, without a notebook in its formats": ("scripts/twin.py", HEADER.format("py:percent")),
}


@pytest.mark.parametrize(("path", "text"), TWINS.values(), ids=TWINS)
@pytest.mark.parametrize("named", [True, False])
def test_a_twin_of_a_notebook_is_left_out(tmp_path: Path, path: str, text: str, named: bool) -> None:
    write(tmp_path / path, text)
    write(tmp_path / "twin.ipynb", "{}")
    paths = [str(tmp_path / path), str(tmp_path / "twin.ipynb")] if named else [str(tmp_path)]
    assert [Path(one).name for one in find(paths, str(tmp_path))] == ["twin.ipynb"]


@pytest.mark.parametrize(("path", "text"), NO_TWINS.values(), ids=NO_TWINS)
def test_other_scripts_stay(tmp_path: Path, path: str, text: str) -> None:
    write(tmp_path / path, text)
    write(tmp_path / "twin.ipynb", "{}")
    assert len(find([str(tmp_path)], str(tmp_path))) == 2


def test_a_twin_alone_is_checked(tmp_path: Path) -> None:
    write(tmp_path / "twin.py", HEADER.format("ipynb,py:percent"))
    assert len(find([str(tmp_path)], str(tmp_path))) == 1


@pytest.mark.parametrize("name", ["a.md", "a.Rmd", "a.qmd"])
def test_notebooks_in_markdown_are_found_by_their_names_only(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, "# Words\n")
    assert find([str(tmp_path)], str(tmp_path)) == ()
    assert len(find([str(tmp_path / name)], str(tmp_path))) == 1
