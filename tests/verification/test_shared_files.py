"""Large files are copied once, and never changed where they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.verification import shared_files
from mlscaffold.verification.sandbox import bytes_of_folder
from mlscaffold.verification.shared_files import SharedFiles


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(shared_files, "LARGE", 5)
    (tmp_path / "large.csv").write_text("a,b\n1,2\n")
    return tmp_path / "large.csv"


def test_a_large_file_is_shared_and_a_small_one_is_not(large: Path, tmp_path: Path) -> None:
    shared, small = SharedFiles(tmp_path / "shared"), tmp_path / "small.csv"
    small.write_text("a")
    for source in (large, small):
        for number in (1, 2):
            shared.put(source, tmp_path / f"{source.stem}-{number}")
    assert (tmp_path / "large-1").samefile(tmp_path / "large-2")
    assert not (tmp_path / "large-1").samefile(large)
    assert not (tmp_path / "small-1").samefile(tmp_path / "small-2")


def test_a_run_that_writes_changes_neither_the_file_nor_later_runs(large: Path, tmp_path: Path) -> None:
    shared = SharedFiles(tmp_path / "shared")
    shared.put(large, tmp_path / "first")
    (tmp_path / "first").write_text("changed by the run")
    for name in ("second", "third"):
        shared.put(large, tmp_path / name)
    texts = [path.read_text() for path in (large, tmp_path / "second", tmp_path / "third")]
    assert texts == ["a,b\n1,2\n"] * 3
    assert not (tmp_path / "second").samefile(tmp_path / "third")


def test_links_take_their_space_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100_000)
    once = bytes_of_folder(tmp_path)
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    assert bytes_of_folder(tmp_path) == once


def test_one_object_for_a_folder(tmp_path: Path) -> None:
    assert shared_files.shared_files(tmp_path) is shared_files.shared_files(tmp_path)
