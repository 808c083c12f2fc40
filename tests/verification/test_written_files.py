"""The files that a run writes."""

from __future__ import annotations

import os
from pathlib import Path

from mlscaffold.verification.written_files import keep_written, stamps, written


def test_new_changed_and_appended_files_are_written(tmp_path: Path) -> None:
    for name in ("old.csv", "changed.csv", "appended.csv", "touched.csv"):
        (tmp_path / name).write_text("a")
        os.utime(tmp_path / name, ns=(1, 1))
    before = stamps(tmp_path)
    (tmp_path / "changed.csv").write_text("b")
    with (tmp_path / "appended.csv").open("a") as file:
        file.write("b")
    os.utime(tmp_path / "touched.csv", ns=(2, 2))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "new.csv").write_text("a")
    found = written(tmp_path, before)
    assert found == ("appended.csv", "changed.csv", "out/new.csv", "touched.csv")


def test_what_tools_write_for_themselves_does_not_count(tmp_path: Path) -> None:
    before = stamps(tmp_path)
    for path in ("__pycache__/a.pyc", ".ipynb_checkpoints/a.ipynb", "a.pyc"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("a")
    assert written(tmp_path, before) == ()


def test_files_are_kept_by_their_path_beside_the_notebook(tmp_path: Path) -> None:
    beside = tmp_path / "clone" / "notebooks"
    beside.mkdir(parents=True)
    before = stamps(tmp_path / "clone")
    (beside / "a.csv").write_text("a")
    (tmp_path / "clone" / "b.csv").write_text("b")
    kept = keep_written(tmp_path / "clone", before, beside, tmp_path / "kept")
    assert {path: file.read_text() for path, file in kept.items()} == {"a.csv": "a", "../b.csv": "b"}
    assert not (beside / "a.csv").exists()
