"""Components are listed with their titles, and whether the project has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlscaffold.commands.components import as_json, listing, rows
from tests.commands.projects import new_project


def test_outside_of_a_project(tmp_path: Path) -> None:
    found = rows(tmp_path)
    assert listing(found).splitlines() == [
        "base_image                       An image",
        "picky                            Something for models",
        "port        requires base_image  Answers over a port",
    ]
    assert {row.in_project for row in found} == {None}


def test_in_a_project_and_in_its_folders(tmp_path: Path) -> None:
    project = new_project(tmp_path / "p", "base_image")
    found = rows(project.folder / "src")
    assert listing(found).splitlines()[0] == "base_image  in this project      An image"
    assert as_json(found)[0] == {
        "name": "base_image",
        "title": "An image",
        "requires": (),
        "in_project": True,
    }
    assert [row.in_project for row in found] == [True, False, False]


@pytest.mark.parametrize("text", ["[", "[tool]\n", "[tool.mlscaffold]\ncomponents = 3\n"])
def test_settings_without_components(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert {row.in_project for row in rows(tmp_path)} == {None}


def test_none() -> None:
    assert listing(()) == "No components available."
