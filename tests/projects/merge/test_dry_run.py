"""A dry run shows what would change, and changes nothing, not even Git's database."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.errors import MlscaffoldError
from tests.projects.merge.projects import LINES, Project, kinds, project

NEWER = {"a.txt": LINES.replace("line 1\n", "line 1 of the template\n"), "b.txt": "newer\n"}


def everything(mine: Project) -> dict[Path, bytes]:
    return {place: place.read_bytes() for place in mine.top.rglob("*") if place.is_file()}


@pytest.mark.parametrize("within", ["", "deep/project"], ids=["at the top", "in a folder"])
@pytest.mark.parametrize(
    ("old", "status"), [("line 12\n", 0), ("line 1\n", 1)], ids=["clean", "with a conflict"]
)
def test_it_shows_and_changes_nothing(tmp_path: Path, within: str, old: str, status: int) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": "b\n"}, within=within)
    mine.edit("a.txt", old, "mine\n")
    mine.commit()
    before = everything(mine)
    shown = mine.update(NEWER, dry_run=True)
    assert everything(mine) == before
    assert shown.status == status
    assert " b.txt | 2 +-\n" in shown.text
    assert "--- a/b.txt\n+++ b/b.txt\n@@ -1 +1 @@\n-b\n+newer\n" in shown.text
    assert ("<<<<<<< yours" in shown.text) == bool(status)
    assert kinds(shown) == {"a.txt": "conflict" if status else "merged", "b.txt": "taken"}


def test_it_tells_the_same_as_the_update(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES, "b.txt": "b\n"})
    mine.edit("a.txt", "line 1\n", "mine\n")
    mine.commit()
    shown, done = mine.update(NEWER, dry_run=True), mine.update(NEWER)
    assert (shown.status, shown.files, shown.conflicts) == (done.status, done.files, done.conflicts)


def test_nothing_to_show(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    shown = mine.update({"a.txt": LINES}, dry_run=True)
    assert (shown.status, shown.text) == (0, "No file changes.")


def test_it_refuses_what_the_update_refuses(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": LINES})
    mine.write("b.txt", "mine\n")
    with pytest.raises(MlscaffoldError, match="where these stand"):
        mine.update(NEWER, dry_run=True)
