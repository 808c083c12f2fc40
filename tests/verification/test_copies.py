"""The copy of a notebook's folder holds the files that relative paths of the notebook can reach, and no others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.verification import copies


@pytest.fixture
def work(tmp_path: Path) -> Path:
    for name in (
        "work/notebooks/a.ipynb",
        "work/notebooks/deep/b.csv",
        "work/notebooks/.git/config",
        "work/notebooks/venv/pyvenv.cfg",
        "work/notebooks/own/pyvenv.cfg",
        "work/notebooks/out/pyproject.toml",
        "work/data/c.csv",
        "work/data/more/d.csv",
        "work/other/e.csv",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path / "work"


def copied(work: Path, target: Path, *outside: str) -> tuple[str, set[str]]:
    folder = work / "notebooks"
    found = copies.copy_folder(folder, target, outside, folder / "out")
    files = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    return found.relative_to(target).as_posix(), files


def test_the_folder_alone(work: Path, tmp_path: Path) -> None:
    assert copied(work, tmp_path / "copy") == (".", {"a.ipynb", "deep/b.csv"})


def test_referenced_files_above_keep_their_relative_path(work: Path, tmp_path: Path) -> None:
    where, files = copied(work, tmp_path / "copy", "../data/c.csv", "no such file")
    assert (where, files) == ("notebooks", {"notebooks/a.ipynb", "notebooks/deep/b.csv", "data/c.csv"})


def test_a_folder_above_is_copied_completely(work: Path, tmp_path: Path) -> None:
    _, files = copied(work, tmp_path / "copy", "../data")
    assert files == {"notebooks/a.ipynb", "notebooks/deep/b.csv", "data/c.csv", "data/more/d.csv"}


def test_a_folder_above_that_is_only_written_is_in_the_copy(work: Path, tmp_path: Path) -> None:
    where, files = copied(work, tmp_path / "copy", "../reports/figures")
    assert (where, files) == ("notebooks", {"notebooks/a.ipynb", "notebooks/deep/b.csv"})


def test_more_steps_up_than_there_are_folders_end_at_the_top(work: Path, tmp_path: Path) -> None:
    assert copied(work, tmp_path / "copy", "../" * 99 + "a")[0].endswith("work/notebooks")


def test_the_folder_above_itself_is_not_copied(work: Path, tmp_path: Path) -> None:
    assert copied(work, tmp_path / "copy", "..")[1] == {"notebooks/a.ipynb", "notebooks/deep/b.csv"}


def test_too_much_is_refused(work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "LARGEST", 10)
    with pytest.raises(MlscaffoldError, match="runs in a copy"):
        copied(work, tmp_path / "copy")


def test_links_are_not_among_the_files_that_were_read(tmp_path: Path) -> None:
    (tmp_path / "nothing").symlink_to("none")
    (tmp_path / "up").symlink_to("..")
    (tmp_path / "read").write_text("x")
    os.utime(tmp_path / "read", ns=(2, 1))
    assert list(copies.read_since(tmp_path)) == ["read"]
