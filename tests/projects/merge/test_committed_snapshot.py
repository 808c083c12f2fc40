"""The committed snapshot is read, and conflict markers are found by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.projects.merge.committed_snapshot import committed_snapshot, first_marker, last_rendered
from mlscaffold.projects.merge.repository import find
from mlscaffold.projects.snapshot import SNAPSHOT, record
from tests.projects.merge.projects import planned, project


def test_the_last_rendering_is_the_committed_snapshot(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": "a\n"})
    mine.write(SNAPSHOT, b"not committed")
    assert last_rendered(mine.folder) == record(planned({"a.txt": "a\n"}))


def test_a_project_without_a_snapshot(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": "a\n"})
    mine.git("rm", "-q", SNAPSHOT)
    mine.commit()
    assert committed_snapshot(find(mine.folder)) is None


@pytest.mark.parametrize(
    ("content", "line"),
    [
        pytest.param("a\n<<<<<<< yours\nb\n", 2, id="the user's version starts"),
        pytest.param("a\nb\n>>>>>>> template:old.txt\r\n", 3, id="the template's version ends"),
        pytest.param("a\n<<<<<<< HEAD\nb\n", 0, id="a marker of another merge"),
        pytest.param("a\n=======\n", 0, id="a line of a heading"),
    ],
)
def test_the_first_marker(content: str, line: int, tmp_path: Path) -> None:
    mine = project(tmp_path / "p", {"a.txt": "a\n"})
    mine.write("a.txt", content)
    assert first_marker(find(mine.folder), "a.txt") == line
