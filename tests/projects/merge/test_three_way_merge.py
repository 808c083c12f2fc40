"""Files that Git omits are restored; on adjacent lines, the template's change is applied to the user's text."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.projects.merge.repository import Entry
from mlscaffold.projects.merge.run_update import update
from mlscaffold.projects.merge.three_way_merge import IndexStage, Merged, Trees, restore_missing
from mlscaffold.projects.merge.update_report import UpdateResult
from tests.projects.merge.projects import LINES, Project, kinds, planned, project

ONE, MINE, THEIRS = (Entry("100644", name * 40) for name in "123")


def merged(paths: dict[str, Entry], *stages: IndexStage) -> Merged:
    return Merged(Trees("", "", ""), paths, stages, (), frozenset(), clean=not stages)


@pytest.mark.parametrize(
    ("before", "stage", "added"),
    [
        pytest.param(
            {"a": ONE}, IndexStage("a/b", MINE, 2), "a~yours/b", id="a file where the user has a folder"
        ),
        pytest.param(
            {"a/b": ONE},
            IndexStage("a", THEIRS, 3),
            "a~template",
            id="a folder where the template has a file",
        ),
        pytest.param({"b": ONE}, IndexStage("a", MINE, 2), "a", id="a free place"),
        pytest.param(
            {"a": ONE, "a~yours": ONE},
            IndexStage("a/b", MINE, 2),
            "a~yours~yours/b",
            id="a name in use",
        ),
    ],
)
def test_a_missing_side_is_restored(before: dict[str, Entry], stage: IndexStage, added: str) -> None:
    assert restore_missing(merged(before, stage)).entries == before | {added: stage.entry}


@pytest.mark.parametrize(
    ("before", "stage"),
    [
        pytest.param({"a": ONE}, IndexStage("a", MINE, 2), id="a file with markers"),
        pytest.param({"a~yours": MINE}, IndexStage("a", MINE, 2), id="a file that Git has renamed"),
        pytest.param({}, IndexStage("a", ONE, 1), id="the base"),
    ],
)
def test_existing_files_stay(before: dict[str, Entry], stage: IndexStage) -> None:
    assert restore_missing(merged(before, stage)).entries == before


MY_LINES = LINES + "mine\n"
NEWER = {"a.txt": LINES + "template\n", "b.txt": LINES}
MERGED = LINES + "mine\ntemplate\n"


def append(path: str, text: str) -> str | None:
    return f"{text}template\n" if path == "a.txt" else None


def updated(mine: Project, dry_run: bool = False) -> UpdateResult:
    return update(mine.folder, planned(NEWER), dry_run, reapply=append)


@pytest.fixture
def mine(tmp_path: Path) -> Project:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": LINES}, within="ml")
    mine.write("a.txt", MY_LINES)
    mine.commit()
    return mine


def test_neighbours_are_merged(mine: Project) -> None:
    assert mine.update(NEWER, dry_run=True).status == 1
    result = updated(mine)
    assert (result.status, kinds(result)) == (0, {"a.txt": "merged"})
    assert mine.read("a.txt") == mine.git("show", ":ml/a.txt") == MERGED
    mine.commit()
    assert updated(mine).text == "Nothing to update."


def test_a_dry_run_shows_it(mine: Project) -> None:
    before = mine.state()
    result = updated(mine, dry_run=True)
    assert (result.status, " mine\n+template\n" in result.text) == (0, True)
    assert mine.state() == before


def test_a_clean_merge_is_not_repeated(mine: Project) -> None:
    mine.write("a.txt", f"mine\n{LINES}")
    mine.commit()
    assert update(mine.folder, planned(NEWER), False, reapply=lambda _, text: text * 2).status == 0
    assert mine.read("a.txt") == f"mine\n{LINES}template\n"


@pytest.mark.parametrize(
    "content",
    [MY_LINES.replace("\n", "\r\n").encode(), MY_LINES.encode("utf-16"), b"caf\xe9\n" + MY_LINES.encode()],
    ids=["carriage returns", "binary", "another encoding"],
)
def test_a_text_without_our_lines_is_a_conflict(content: bytes, mine: Project) -> None:
    mine.write("a.txt", content)
    mine.commit()
    assert updated(mine).conflicts == ("a.txt",)


def test_a_change_that_cannot_be_reapplied_is_a_conflict(mine: Project) -> None:
    assert update(mine.folder, planned(NEWER), False, reapply=lambda *_: None).conflicts == ("a.txt",)
    assert "<<<<<<< yours" in mine.read("a.txt")


def test_a_file_that_the_user_removed_is_a_conflict(mine: Project) -> None:
    mine.git("rm", "-q", "a.txt")
    mine.commit()
    assert updated(mine).conflicts == ("a.txt",)
