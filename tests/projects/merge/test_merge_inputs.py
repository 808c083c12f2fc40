"""The inputs of a merge are the rendered files before and now, and the user's files, without snapshots."""

from __future__ import annotations

from pathlib import Path

from mlscaffold.projects.merge.merge_inputs import collect_inputs, is_behind_link
from mlscaffold.projects.merge.repository import find
from mlscaffold.projects.snapshot import record
from tests.projects.merge.projects import planned, project

FILES = {".gitignore": "local.toml\n", "a.txt": "a\n", "local.toml": "b\n"}


def test_the_three_inputs(tmp_path: Path) -> None:
    mine = project(tmp_path / "p", FILES)
    mine.write("mine.txt", "mine\n")
    mine.commit()
    newer = planned({".gitignore": "local.toml\n", "a.txt": "newer\n", "local.toml": "b\n"})
    found = collect_inputs(find(mine.folder), record(planned(FILES)), newer)
    assert found.base.keys() == found.theirs.keys() == set(FILES)
    assert found.ours.keys() == {*FILES, "mine.txt"}
    assert found.ignored == {"local.toml"}
    assert found.base["a.txt"] == found.ours["a.txt"] != found.theirs["a.txt"]


def test_a_folder_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(tmp_path)
    assert is_behind_link(tmp_path, "data/a.csv")
    assert not is_behind_link(tmp_path, "data")
