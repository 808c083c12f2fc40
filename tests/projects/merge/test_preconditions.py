"""An update that could lose work does not start: the error has the reason and the remedy, and nothing changes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.writer import write_project
from mlscaffold.projects.merge.run_update import update
from mlscaffold.projects.snapshot import PENDING, SNAPSHOT, with_snapshot
from tests.projects.merge.projects import LINES, Project, planned, project

FILES = {"a.txt": LINES, "deep/b.txt": LINES}
NEWER = {"a.txt": "newer\n", "deep/b.txt": LINES, "c.txt": "added\n", "d/d.txt": "added\n"}


def not_staged(mine: Project) -> None:
    mine.write("a.txt", "mine\n")


def staged(mine: Project) -> None:
    mine.write("a.txt", "mine\n")
    mine.git("add", "a.txt")


def staged_and_new(mine: Project) -> None:
    mine.write("mine.txt", "mine\n")
    mine.git("add", "mine.txt")


def deleted(mine: Project) -> None:
    (mine.folder / "a.txt").unlink()


def untracked(mine: Project) -> None:
    mine.write("c.txt", "mine\n")


def ignored_where_a_folder_goes(mine: Project) -> None:
    mine.write(".git/info/exclude", "/d\n")
    mine.write("d", "mine\n")


def a_folder_where_a_file_goes(mine: Project) -> None:
    mine.write("c.txt/mine.txt", "mine\n")


def not_watched(mine: Project) -> None:
    mine.git("update-index", "--assume-unchanged", "a.txt")
    mine.write("a.txt", "mine\n")


def left_alone(mine: Project) -> None:
    mine.git("update-index", "--skip-worktree", "a.txt")
    mine.write("a.txt", "mine\n")


def damaged(mine: Project) -> None:
    content = (mine.folder / SNAPSHOT).read_bytes()
    mine.write(SNAPSHOT, content[:-10])
    mine.commit()


def snapshot_deleted(mine: Project) -> None:
    mine.git("rm", "-q", SNAPSHOT)
    mine.commit()


CASES = [
    pytest.param(
        not_staged, r"uncommitted changes in: a\.txt\. Commit them first", id="a change that is not staged"
    ),
    pytest.param(staged, r"uncommitted changes in: a\.txt\.", id="a change that is staged"),
    pytest.param(staged_and_new, r"uncommitted changes in: mine\.txt\.", id="a new file that is staged"),
    pytest.param(deleted, r"uncommitted changes in: a\.txt\.", id="a file that is missing"),
    pytest.param(
        untracked, r"would overwrite.*: c\.txt\. Commit them, or move", id="an untracked file in the way"
    ),
    pytest.param(ignored_where_a_folder_goes, r"would overwrite.*: d\.", id="an ignored file in the way"),
    pytest.param(
        a_folder_where_a_file_goes, r"would overwrite.*: c\.txt/mine\.txt\.", id="a folder in the way"
    ),
    pytest.param(
        not_watched, r"does not track changes in these files.*: a\.txt", id="a file that Git does not watch"
    ),
    pytest.param(
        left_alone, r"does not track changes in these files.*: a\.txt", id="a file that Git leaves alone"
    ),
    pytest.param(damaged, r"damaged.*git log", id="a damaged snapshot"),
    pytest.param(
        snapshot_deleted, r"which commit \w+ deleted\. Restore it with `git checkout", id="a deleted snapshot"
    ),
]


@pytest.mark.parametrize(("prepare", "message"), CASES)
def test_nothing_is_changed(tmp_path: Path, prepare: Callable[[Project], None], message: str) -> None:
    mine = project(tmp_path / "p", FILES)
    prepare(mine)
    before = mine.state()
    with pytest.raises(MlscaffoldError, match=message) as refused:
        mine.update(NEWER)
    assert refused.value.status == 2
    assert mine.state() == before


@pytest.mark.parametrize(
    "prepare",
    [
        pytest.param(lambda mine: mine.write("mine.txt", "mine\n"), id="an untracked file elsewhere"),
        pytest.param(lambda mine: (mine.folder / "a.txt").touch(), id="a file with a newer time"),
        pytest.param(lambda mine: (mine.folder / "d").mkdir(), id="an empty folder"),
        pytest.param(
            lambda mine: mine.git("update-index", "--assume-unchanged", "deep/b.txt"), id="another file"
        ),
    ],
)
def test_unrelated_changes_do_not_prevent_an_update(
    tmp_path: Path, prepare: Callable[[Project], object]
) -> None:
    mine = project(tmp_path / "p", FILES)
    prepare(mine)
    assert mine.update(NEWER).status == 0
    assert {path: mine.read(path) for path in NEWER} == NEWER


def test_the_message_restores_a_deleted_snapshot(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", FILES, within="ml")
    snapshot_deleted(mine)
    with pytest.raises(MlscaffoldError) as refused:
        mine.update(NEWER)
    command = refused.value.hint.split("`")[1]
    mine.git(*command.split()[1:])
    mine.commit()
    assert mine.update(NEWER).status == 0


def test_no_repository(tmp_path: Path) -> None:
    write_project(with_snapshot(planned(FILES)), tmp_path / "p")
    with pytest.raises(MlscaffoldError, match=r"not a Git repository.*git init && git add -A && git commit"):
        update(tmp_path / "p", planned(NEWER), False)


def test_no_commit(tmp_path: Path) -> None:
    write_project(with_snapshot(planned(FILES)), tmp_path / "p")
    mine = Project(tmp_path / "p", tmp_path / "p")
    mine.git("init", "-q")
    with pytest.raises(MlscaffoldError, match="nothing is committed yet"):
        mine.update(NEWER)


def test_a_project_that_is_not_committed_in_its_repository(tmp_path: Path) -> None:
    outer = project(tmp_path / "r", {"o.txt": "o\n"})
    write_project(with_snapshot(planned(FILES)), outer.folder / "ml")
    with pytest.raises(MlscaffoldError, match=r"not committed\. Run `git add -f`"):
        update(outer.folder / "ml", planned(NEWER), False)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(MlscaffoldError, match="no such folder"):
        update(tmp_path / "p", planned(NEWER), False)


def test_a_repository_that_never_had_a_snapshot(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", FILES)
    mine.git("rm", "-q", SNAPSHOT)
    mine.git("commit", "-q", "--amend", "-m", "Without")
    with pytest.raises(MlscaffoldError, match=r"missing; without this snapshot.*--dry-run"):
        mine.update(NEWER)
    shown = mine.update(NEWER, dry_run=True)
    assert shown.status == 1
    assert "+added" in shown.text
    assert mine.status() == ""


def test_a_merge_of_the_users_own(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", FILES)
    mine.git("checkout", "-q", "-b", "other")
    mine.write("a.txt", "other\n")
    mine.commit()
    mine.git("checkout", "-q", "main")
    mine.write("a.txt", "mine\n")
    mine.commit()
    with pytest.raises(AssertionError):
        mine.git("merge", "-q", "other")
    before = mine.state()
    with pytest.raises(MlscaffoldError, match=r"a merge is in progress.*a\.txt\. Finish it first"):
        mine.update(NEWER)
    assert mine.state() == before


def test_a_git_that_is_too_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = project(tmp_path / "p", FILES)
    old = tmp_path / "bin" / "git"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho git version 2.37.9\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(old.parent) + os.pathsep + os.environ["PATH"])
    with pytest.raises(
        MlscaffoldError, match=r"git version 2.37.9 is too old to merge. Install Git 2.38 or newer"
    ):
        mine.update(NEWER)


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = project(tmp_path / "p", FILES)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MlscaffoldError, match=r"git is not installed\. Install Git"):
        mine.update(NEWER)


def test_git_that_fails_is_quoted(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", FILES)
    (mine.folder / ".git" / "index.lock").touch()
    with pytest.raises(MlscaffoldError, match=r"index\.lock.*If no other Git is running, remove that file"):
        mine.update(NEWER)


def test_a_failure_while_files_are_written_is_undone(tmp_path: Path) -> None:
    settings = {"filter.broken.required": "true", "filter.broken.clean": "cat", "filter.broken.smudge": "cat"}
    files = {".gitattributes": "c.txt filter=broken\n"} | FILES
    mine = project(tmp_path / "p", files, settings=settings)
    mine.git("config", "filter.broken.smudge", "false")
    before = mine.state()
    with pytest.raises(MlscaffoldError, match=r"smudge filter broken failed"):
        mine.update(files | NEWER)
    assert mine.state() == before
    mine.git("config", "filter.broken.smudge", "cat")
    assert mine.update(files | NEWER).status == 0


def test_a_folder_that_cannot_be_written_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = project(tmp_path / "p", FILES)
    before = mine.state()

    def full(*_: object) -> None:
        mine.write("a.txt", "newer\n")
        raise OSError(28, "No space left on device", "a.txt")

    with monkeypatch.context() as patch:
        patch.setattr("mlscaffold.projects.merge.transaction.apply", full)
        with pytest.raises(MlscaffoldError, match=r"a\.txt: cannot be written: No space left on device"):
            mine.update(NEWER)
    assert mine.state() == before


def test_a_leftover_record_of_another_update(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", FILES)
    mine.edit("a.txt", "line 1\n", "mine\n")
    mine.commit()
    mine.write(PENDING, "stray")
    before = mine.state()
    with pytest.raises(MlscaffoldError, match=r"would overwrite.*pending\.tar\.bz2"):
        mine.update(NEWER)
    assert mine.state() == before
