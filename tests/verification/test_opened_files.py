"""The files that a run read, and those that a project needs beside what it contains."""

from __future__ import annotations

import shutil
from pathlib import Path

from mlscaffold.results.hardening import MissingFile
from mlscaffold.verification.notebook_run import NotebookRun
from mlscaffold.verification.opened_files import opened_files, put_missing


def test_files_of_the_user_relative_to_the_folder_of_the_notebook(tmp_path: Path) -> None:
    original, copy = tmp_path / "work", tmp_path / "copy"
    for name in ("data/a.csv", "notebooks/b.csv"):
        (original / name).parent.mkdir(parents=True)
        (original / name).write_text(name)
    shutil.copytree(original, copy)
    (copy / "made.csv").write_text("by the run")
    cells = ({"read": ["data/a.csv", "made.csv"]}, {"read": ["notebooks/b.csv"]})
    run = NotebookRun(tmp_path / "notes", cells, True, "", ())
    assert opened_files(run, copy, copy / "notebooks", original) >= {"../data/a.csv", "b.csv"}
    assert "../made.csv" not in opened_files(run, copy, copy / "notebooks", original)


def test_folders_that_a_run_listed_end_with_a_slash(tmp_path: Path) -> None:
    original, copy = tmp_path / "work", tmp_path / "copy"
    (original / "data" / ".deep").mkdir(parents=True)
    shutil.copytree(original, copy)
    (copy / "data" / "made").mkdir()
    run = NotebookRun(tmp_path / "notes", ({"read": ["data/.deep/", "data/made/"]},), True, "", ())
    assert opened_files(run, copy, copy, original) == {"data/.deep/"}


def test_missing_files_are_put_where_they_are_expected(tmp_path: Path) -> None:
    for name in ("in/a.csv", "in/b/c.csv", "in/.hidden/d.csv", "project/data/b/c.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    missing = [
        MissingFile("in", "data", "too many", str(tmp_path / "in")),
        MissingFile("in/a.csv", "more/a.csv", "too large", str(tmp_path / "in" / "a.csv")),
        MissingFile("none", "none", "not there"),
    ]
    put_missing(missing, tmp_path / "project", shutil.copy2)
    found = {
        path.relative_to(tmp_path / "project").as_posix(): path.read_text()
        for path in (tmp_path / "project").rglob("*.csv")
    }
    assert found == {
        "data/a.csv": "in/a.csv",
        "data/b/c.csv": "project/data/b/c.csv",
        "more/a.csv": "in/a.csv",
    }
