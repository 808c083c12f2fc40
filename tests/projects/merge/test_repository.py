"""A project is found in its repository, also in a folder of a larger one."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.projects.merge.repository import Entry, find
from tests.projects.merge.projects import project


@pytest.mark.parametrize(("within", "prefix"), [("", ""), ("ml/parcels", "ml/parcels/")])
def test_a_project_is_found_with_its_files(tmp_path: Path, within: str, prefix: str) -> None:
    mine = project(tmp_path / "p", {"a.txt": "a\n", "run": "b\n"}, within=within)
    found = find(mine.folder)
    assert (found.top, found.folder, found.prefix) == (tmp_path / "p", mine.folder, prefix)
    assert {found.short(path) for path in found.committed} >= {"a.txt", "run"}
    entry = found.committed[found.full("a.txt")]
    assert found.contents([entry.name]) == {entry.name: b"a\n"}
    assert found.existing([entry.name, "0" * 40]) == {entry.name}


@pytest.mark.parametrize(
    ("mode", "expected"), [("100644", True), ("100755", True), ("120000", False), ("160000", False)]
)
def test_links_and_submodules_are_not_files(mode: str, expected: bool) -> None:
    assert Entry(mode, "0" * 40).is_file is expected
