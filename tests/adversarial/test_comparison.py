"""The comparison finds what differs between a notebook's run and its project's, and nothing else."""

from __future__ import annotations

import gzip
import pickle
import sqlite3
import sys
import zipfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from tests.adversarial.comparison import Run, content, differences, results, snapshot, verdict, written

RUN = Run(0, ("RESULT 1", "RESULT 2"), {"log.txt": b"one"})
DIFFERENT = {
    "a result": (replace(RUN, results=("RESULT 1", "RESULT 3")), "results: ['RESULT 3'], in the notebook"),
    "a result is missing": (replace(RUN, results=("RESULT 1",)), "in the notebook ['RESULT 2']"),
    "a result is repeated": (replace(RUN, results=(*RUN.results, "RESULT 2")), "some repeated"),
    "the order": (replace(RUN, results=RUN.results[::-1]), "order of the results"),
    "a file": (replace(RUN, files={"log.txt": b"two"}), "file log.txt differs"),
    "a file is missing": (replace(RUN, files={"other.txt": b"one"}), "no file log.txt"),
    "the status": (replace(RUN, status=1, error="KeyError('a')"), "exit status 1 KeyError('a')"),
}
SAME = {
    "all": RUN,
    "another folder": replace(RUN, files={"outputs/log.txt": b"one"}),
    "more files": replace(RUN, files={**RUN.files, "outputs/metrics.json": b"{}"}),
    "the file is in two folders": replace(RUN, files={"a/log.txt": b"two", "b/log.txt": b"one"}),
}


@pytest.mark.parametrize(("project", "text"), DIFFERENT.values(), ids=DIFFERENT)
def test_found(project: Run, text: str) -> None:
    assert [text in found for found in differences(RUN, project)] == [True]


@pytest.mark.parametrize("project", SAME.values(), ids=SAME)
def test_same(project: Run) -> None:
    assert differences(RUN, project) == ()


def test_a_notebook_that_stops_needs_a_project_that_stops() -> None:
    stopped = replace(RUN, status=1)
    assert differences(stopped, replace(RUN, status=3)) == ()
    assert differences(stopped, RUN) != ()


def test_results_begin_anywhere_in_a_line() -> None:
    assert results("12:00 INFO RESULT a  b \nno\nRESULT c; RESULT d") == (
        "RESULT a  b",
        "RESULT c;",
        "RESULT d",
    )


def test_files_that_a_run_wrote(tmp_path: Path) -> None:
    for name in ("kept.txt", "src/a.py", "changed.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("old")
    before = snapshot(tmp_path)
    for name in ("outputs/run.log", "src/b.py", "changed.txt", "outputs/new.txt", "__pycache__/a.pyc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("new")
    assert written(tmp_path, before) == {"changed.txt": b"new", "outputs/new.txt": b"new"}


def test_what_is_compared_of_a_file(tmp_path: Path) -> None:
    for name, time in (("a.gz", 1), ("b.gz", 2)):
        (tmp_path / name).write_bytes(gzip.compress(b"text", mtime=time))
    assert content(tmp_path / "a.gz") == content(tmp_path / "b.gz") == b"text"
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection, connection:
        connection.execute("create table t (v)")
    assert "CREATE TABLE t (v);" in content(tmp_path / "a.db")
    for name, year in (("a.zip", 2000), ("b.zip", 2001)):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(zipfile.ZipInfo("a.txt", (year, 1, 1, 0, 0, 0)), "text")
    assert content(tmp_path / "a.zip") == content(tmp_path / "b.zip") == (("a.txt", b"text"),)
    (tmp_path / "a.pkl").write_bytes(b"no pickle")
    assert content(tmp_path / "a.pkl") == b"no pickle"


def test_a_pickle_of_the_projects_own_class_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for module, value in (("made", 1), ("made.data", 1), ("made.data", 2), ("strange", 1)):
        kind = type("Box", (), {"__module__": module})
        holder = ModuleType(module)
        holder.Box = kind  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module, holder)
        box = kind()
        box.value = value
        (tmp_path / "box.pkl").write_bytes(pickle.dumps(box))
        found.append(content(tmp_path / "box.pkl", "made"))
    assert found[0] == found[1]
    assert found[1] != found[2]
    assert found[0] != found[3]


def test_verdicts() -> None:
    assert verdict(False, 1, False, static=False) == "same"
    assert verdict(True, 0, True, static=False) == "silent"
    assert verdict(True, 0, False, static=False) == "reported"
    assert verdict(True, 1, True, static=False) == "reported"
    assert verdict(True, 0, False, static=True) == "silent"
    assert verdict(True, 1, False, static=True) == "reported"
