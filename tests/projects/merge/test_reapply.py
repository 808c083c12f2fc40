"""Where lines are neighbours, the template's change is made to the user's own text, if it can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.projects.merge.run_update import update
from mlscaffold.projects.merge.update_report import Updated
from tests.projects.merge.projects import LINES, Project, kinds, planned, project

MINE = LINES + "mine\n"
NEWER = {"a.txt": LINES + "template\n", "b.txt": LINES}
WHOLE = LINES + "mine\ntemplate\n"


def append(path: str, text: str) -> str | None:
    return f"{text}template\n" if path == "a.txt" else None


def brought(made: Project, dry_run: bool = False) -> Updated:
    return update(made.folder, planned(NEWER), dry_run, redo=append)


@pytest.fixture
def made(tmp_path: Path) -> Project:
    made = project(tmp_path / "p", {"a.txt": LINES, "b.txt": LINES}, within="ml")
    made.write("a.txt", MINE)
    made.commit()
    return made


def test_neighbours_are_merged(made: Project) -> None:
    assert made.update(NEWER, dry_run=True).status == 1
    done = brought(made)
    assert (done.status, kinds(done)) == (0, {"a.txt": "merged"})
    assert made.read("a.txt") == made.git("show", ":ml/a.txt") == WHOLE
    made.commit()
    assert brought(made).text == "Nothing to update."


def test_a_dry_run_shows_it(made: Project) -> None:
    before = made.state()
    done = brought(made, dry_run=True)
    assert (done.status, " mine\n+template\n" in done.text) == (0, True)
    assert made.state() == before


def test_what_goes_together_is_not_redone(made: Project) -> None:
    made.write("a.txt", f"mine\n{LINES}")
    made.commit()
    assert update(made.folder, planned(NEWER), False, redo=lambda _, text: text * 2).status == 0
    assert made.read("a.txt") == f"mine\n{LINES}template\n"


@pytest.mark.parametrize(
    "content",
    [MINE.replace("\n", "\r\n").encode(), MINE.encode("utf-16"), b"caf\xe9\n" + MINE.encode()],
    ids=["carriage returns", "binary", "another encoding"],
)
def test_a_text_that_is_not_as_ours_is_a_conflict(content: bytes, made: Project) -> None:
    made.write("a.txt", content)
    made.commit()
    assert brought(made).conflicts == ("a.txt",)


def test_one_that_cannot_be_redone_is_a_conflict(made: Project) -> None:
    assert update(made.folder, planned(NEWER), False, redo=lambda *_: None).conflicts == ("a.txt",)
    assert "<<<<<<< yours" in made.read("a.txt")


def test_a_file_that_the_user_removed_is_a_conflict(made: Project) -> None:
    made.git("rm", "-q", "a.txt")
    made.commit()
    assert brought(made).conflicts == ("a.txt",)
