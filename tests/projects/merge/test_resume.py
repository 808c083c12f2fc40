"""An update with conflicts is finished once they are resolved, or undone completely."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.merge.resume import abort, resume
from mlscaffold.projects.snapshot import PENDING, SNAPSHOT, pack
from tests.projects.merge.projects import LINES, Project, planned, project

NEWER = {
    "a.txt": LINES.replace("line 1\n", "line 1 of the template\n"),
    "b.txt": "newer\n",
    "c.txt": "added\n",
}
NEWEST = NEWER | {"b.txt": "newest\n"}


@pytest.fixture
def conflict(tmp_path: Path) -> Project:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": "b\n"})
    mine.edit("a.txt", "line 1\n", "line 1 of mine\n")
    mine.commit()
    assert mine.update(NEWER).status == 1
    return mine


def resolve(mine: Project) -> None:
    mine.write("a.txt", LINES.replace("line 1\n", "line 1 of both\n"))
    mine.git("add", "a.txt")


def recorded(mine: Project) -> bytes:
    return (mine.folder / SNAPSHOT).read_bytes()


def test_the_base_moves_once_conflicts_are_resolved(conflict: Project) -> None:
    resolve(conflict)
    result = resume(conflict.folder)
    assert result.status == 0
    assert recorded(conflict) == pack(planned(NEWER))
    assert not conflict.has(PENDING)
    conflict.commit()
    assert conflict.update(NEWER).text == "Nothing to update."
    assert conflict.read("a.txt") == LINES.replace("line 1\n", "line 1 of both\n")


def test_remaining_markers_are_listed(conflict: Project) -> None:
    result = resume(conflict.folder)
    assert result.status == 1
    assert "a.txt: line 1 is a conflict marker" in result.text
    assert recorded(conflict) != pack(planned(NEWER))


def test_markers_that_are_staged_are_listed(conflict: Project) -> None:
    conflict.git("add", "a.txt")
    assert "a.txt: line 1 is a conflict marker" in resume(conflict.folder).text


def test_an_undecided_file_is_listed(conflict: Project) -> None:
    conflict.write("a.txt", LINES)
    result = resume(conflict.folder)
    assert result.status == 1
    assert "a.txt: run `git add` or `git rm` on it" in result.text


def test_abort_restores_the_state_before(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": "b\n", "deep/d.txt": "d\n"})
    mine.edit("a.txt", "line 1\n", "line 1 of mine\n")
    mine.commit()
    mine.write("untracked.txt", "mine\n")
    before = mine.state()
    assert mine.update(NEWER).status == 1
    assert mine.state() != before
    assert abort(mine.folder).status == 0
    assert mine.state() == before
    assert mine.update(NEWER).status == 1


def test_abort_keeps_later_changes(conflict: Project) -> None:
    conflict.write("a.txt", "hours of work\n")
    result = abort(conflict.folder)
    kept = next(line for line in result.text.splitlines() if line.startswith("Your edits in a.txt are saved"))
    assert conflict.git(*kept.split(": git ")[1].split()) == "hours of work\n"


def test_abort_keeps_other_staged_files(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": "b\n"}, within="deep/project")
    mine.edit("a.txt", "line 1\n", "line 1 of mine\n")
    mine.commit()
    mine.write("../outside.txt", "mine\n")
    mine.git("add", "../outside.txt")
    assert mine.update(NEWER).status == 1
    assert "A  deep/outside.txt" in mine.status()
    abort(mine.folder)
    assert mine.status() == "A  deep/outside.txt\n"


def test_a_second_update_is_refused_while_conflicts_are_open(conflict: Project) -> None:
    with pytest.raises(MlscaffoldError, match=r"an update is unfinished\. .*--continue"):
        conflict.update(NEWEST)


def test_a_resolution_committed_without_continue_is_the_base(conflict: Project) -> None:
    resolve(conflict)
    conflict.git("commit", "-q", "-m", "Resolved")
    result = conflict.update(NEWEST)
    assert result.status == 0
    assert [(one.path, one.kind) for one in result.files] == [("b.txt", "taken")]
    assert recorded(conflict) == pack(planned(NEWEST))
    assert not conflict.has(PENDING)


def test_continue_after_the_commit(conflict: Project) -> None:
    resolve(conflict)
    conflict.git("commit", "-q", "-m", "Resolved")
    assert resume(conflict.folder).status == 0
    assert conflict.status() == f"M  {SNAPSHOT}\nD  {PENDING}\n"


def test_continue_in_a_clone(conflict: Project, tmp_path: Path) -> None:
    resolve(conflict)
    conflict.git("commit", "-q", "-m", "Resolved")
    conflict.git("clone", "-q", ".", str(tmp_path / "clone"))
    clone = Project(tmp_path / "clone", tmp_path / "clone")
    assert clone.update(NEWEST).status == 0
    assert recorded(clone) == pack(planned(NEWEST))


def test_committed_markers_are_no_resolution(conflict: Project) -> None:
    conflict.commit()
    with pytest.raises(MlscaffoldError, match="line 1 is a conflict marker") as refused:
        conflict.update(NEWEST)
    assert refused.value.status == 1
    assert resume(conflict.folder).status == 1


def test_objects_that_git_has_pruned_are_forgotten(conflict: Project) -> None:
    conflict.git("reset", "-q", "--hard")
    assert conflict.status() == ""
    assert conflict.update(NEWER).status == 1


def test_abort_after_the_commit_is_refused(conflict: Project) -> None:
    resolve(conflict)
    conflict.git("commit", "-q", "-m", "Resolved")
    before = conflict.state()
    with pytest.raises(MlscaffoldError, match=r"no update is in progress.*git revert"):
        abort(conflict.folder)
    assert conflict.state() == before


@pytest.mark.parametrize("command", [resume, abort], ids=["continue", "abort"])
def test_nothing_to_finish_is_refused(tmp_path: Path, command: object) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    assert callable(command)
    with pytest.raises(MlscaffoldError, match="no update is in progress"):
        command(mine.folder)


def test_a_deletion_against_a_change_is_decided_by_git_rm(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": "b\n"})
    mine.git("rm", "-q", "a.txt")
    mine.commit()
    assert mine.update(NEWER).status == 1
    assert resume(mine.folder).status == 1
    mine.git("rm", "-q", "a.txt")
    assert resume(mine.folder).status == 0
    mine.commit()
    assert mine.update(NEWER).text == "Nothing to update."
    assert not mine.has("a.txt")


def test_a_conflict_in_an_ignored_file_is_undone(tmp_path: Path) -> None:
    files = {".gitignore": "a.txt\nc.txt\n", "a.txt": LINES}
    mine = project(tmp_path / "p", files)
    mine.edit("a.txt", "line 1\n", "line 1 of mine\n")
    before = mine.state()
    assert mine.update(NEWER | {".gitignore": files[".gitignore"]}).status == 1
    assert mine.has("c.txt")
    abort(mine.folder)
    assert mine.state() == before


def test_a_conflict_in_an_ignored_file_is_resolved_in_the_file(tmp_path: Path) -> None:
    files = {".gitignore": "a.txt\n", "a.txt": LINES}
    mine = project(tmp_path / "p", files)
    mine.edit("a.txt", "line 1\n", "line 1 of mine\n")
    assert mine.update(NEWER | {".gitignore": "a.txt\n"}).status == 1
    assert "a.txt: line 1 is a conflict marker" in resume(mine.folder).text
    mine.write("a.txt", "mine\n")
    assert resume(mine.folder).status == 0
    assert mine.read("a.txt") == "mine\n"
