"""Components are listed with what they are, and whether the project has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.commands.components import as_json, listed, listing
from tests.commands.projects import new_project


def test_outside_of_a_project(tmp_path: Path, among: Path) -> None:
    rows = listed(tmp_path, among)
    assert listing(rows).splitlines() == [
        "base_image  An image",
        "picky       Something for models",
        "port        Answers over a port (needs base_image)",
    ]
    assert {row.in_project for row in rows} == {None}


def test_in_a_project_and_in_its_folders(tmp_path: Path, among: Path) -> None:
    made = new_project(tmp_path / "p", among, "base_image")
    rows = listed(made.folder / "src", among)
    assert listing(rows).splitlines()[0] == "base_image  An image (in this project)"
    assert as_json(rows)[0] == {"name": "base_image", "title": "An image", "requires": (), "in_project": True}
    assert [row.in_project for row in rows] == [True, False, False]


@pytest.mark.parametrize("text", ["[", "[tool]\n", "[tool.mlscaffold]\ncomponents = 3\n"])
def test_settings_that_tell_nothing(text: str, tmp_path: Path, among: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert {row.in_project for row in listed(tmp_path, among)} == {None}


def test_none(tmp_path: Path) -> None:
    assert listing(listed(tmp_path, tmp_path / "none")) == "There is no component yet."
