"""A project is written completely or not at all, and never over another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.writer import read_bytes, replace_file, write_project
from mlscaffold.plan import PlannedFile, ProjectPlan

PLAN = ProjectPlan((PlannedFile("a/b.txt", b"b"), PlannedFile("run", b"#!", executable=True)))


def test_files_are_written_with_their_modes(tmp_path: Path) -> None:
    write_project(PLAN, tmp_path / "deep" / "project")
    assert (tmp_path / "deep" / "project" / "a" / "b.txt").read_bytes() == b"b"
    assert (tmp_path / "deep" / "project" / "run").stat().st_mode & 0o111
    assert not (tmp_path / "deep" / "project" / "a" / "b.txt").stat().st_mode & 0o111
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["project"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    write_project(PLAN, tmp_path / "project")
    assert (tmp_path / "project" / "run").is_file()


def test_an_empty_folder_stays_the_same_one(tmp_path: Path) -> None:
    target = tmp_path / "p"
    target.mkdir()
    number = target.stat().st_ino
    write_project(PLAN, target)
    assert target.stat().st_ino == number
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p"]


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt()])
def test_an_empty_folder_is_empty_again_if_it_cannot_be_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    target = tmp_path / "p"
    target.mkdir()
    rename = Path.rename
    moved: list[str] = []

    def fail_at_the_second(self: Path, other: Path) -> Path:
        moved.append(self.name)
        if len(moved) > 1:
            raise error
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", fail_at_the_second)
    with pytest.raises((MlscaffoldError, KeyboardInterrupt)):
        write_project(ProjectPlan((PlannedFile("a", b""), PlannedFile("b/c", b""))), target)
    assert len(moved) > 1
    assert [*target.iterdir()] == []


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "mine").write_text("mine")
    with pytest.raises(MlscaffoldError, match=r"never overwritten\. Choose .* --output"):
        write_project(PLAN, tmp_path / "project")
    assert [path.name for path in tmp_path.rglob("*")] == ["project", "mine"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "project").write_text("mine")
    with pytest.raises(MlscaffoldError, match="this is a file"):
        write_project(PLAN, tmp_path / "project")
    assert (tmp_path / "project").read_text() == "mine"


def test_nothing_is_written_if_an_error_occurs(tmp_path: Path) -> None:
    plan = ProjectPlan((PlannedFile("a", b"a"), PlannedFile("b" * 300, b"b")))
    with pytest.raises(MlscaffoldError, match="cannot be written: File name too long"):
        write_project(plan, tmp_path / "project")
    assert list(tmp_path.iterdir()) == []


def test_a_parent_that_is_a_file_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MlscaffoldError, match="cannot be written"):
        write_project(PLAN, tmp_path / "file" / "project")


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff")
    assert read_bytes(tmp_path / "a") == b"\xff"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("none", "no such file", id="missing"),
        pytest.param(".", "this is a folder", id="a folder"),
        pytest.param("x" * 300, "cannot be read: File name too long", id="another reason"),
    ],
)
def test_an_unreadable_file_is_one_message(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(MlscaffoldError, match=message):
        read_bytes(tmp_path / name)


def test_a_replaced_file_keeps_its_mode_and_links_to_it(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"a")
    (tmp_path / "a.py").chmod(0o711)
    (tmp_path / "link.py").symlink_to("a.py")
    replace_file(tmp_path / "link.py", b"b")
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "a.py").read_bytes() == b"b"
    assert (tmp_path / "a.py").stat().st_mode & 0o777 == 0o711
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.py", "link.py"]


def test_a_file_that_cannot_be_replaced_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_bytes(b"a")

    def fail(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(MlscaffoldError, match="No space left"):
        replace_file(tmp_path / "a.py", b"b")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"a"]


def test_a_pipe_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ipynb")
    with pytest.raises(MlscaffoldError, match="a pipe or a device"):
        read_bytes(tmp_path / "pipe.ipynb")
