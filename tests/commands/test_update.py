"""A project is updated to the templates of this version, with its answers and components."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from mlscaffold import __version__
from mlscaffold.commands.add import add
from mlscaffold.commands.update import update
from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.writer import write_project
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.components import component
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.new.new_plan import plan_new
from mlscaffold.projects.snapshot import SNAPSHOT, with_snapshot
from tests.commands.projects import new_project, tree
from tests.projects.merge.projects import Project, kinds

CHOICES = Choices(
    "late-parcels",
    "parcels",
    "Knows.",
    "proprietary",
    'Ada "L"',
    "a@example.org",
    "https://example.org",
    "3.12",
)


def older(plan: ProjectPlan) -> ProjectPlan:
    """Return a project as an older version created it."""
    version = f'version = "{__version__}"\ncomponents'.encode()

    def aged(file: PlannedFile) -> PlannedFile:
        content = file.content.replace(version, b'version = "0.0.1"\ncomponents')
        return replace(file, content=content.replace(b"## Quick start", b"## Begin"))

    removed = PlannedFile("old.txt", b"old\n")
    return ProjectPlan((*(aged(file) for file in plan.files if file.path != "SECURITY.md"), removed))


def committed(folder: Path, plan: ProjectPlan) -> Project:
    write_project(with_snapshot(plan), folder)
    project = Project(folder, folder)
    project.git("init", "-q", "-b", "main")
    project.commit("As generated")
    return project


@pytest.mark.parametrize("components", [(), ("port",)], ids=["bare", "with a component"])
def test_an_older_project_becomes_like_a_new_one(components: tuple[str, ...], tmp_path: Path) -> None:
    choices = replace(CHOICES, components=components)
    project = committed(tmp_path / "old", older(plan_new(choices)))
    result = update(project.folder)
    assert result.status == 0
    assert kinds(result) == dict.fromkeys(["README.md", "SECURITY.md", "old.txt", "pyproject.toml"], "taken")
    assert tree(project) == tree(committed(tmp_path / "today", plan_new(choices)))
    project.commit()
    assert update(project.folder).text == "Nothing to update."


def test_from_new_to_update_with_edits_between(tmp_path: Path) -> None:
    project = committed(tmp_path / "p", older(plan_new(CHOICES)))
    project.edit("pyproject.toml", 'description = "Knows."', 'description = "Knows better."')
    project.edit(
        "pyproject.toml", '    "scikit-learn>=1.9",\n', '    "scikit-learn>=1.9",\n    "xgboost>=2",\n'
    )
    project.edit("README.md", "## Settings\n", "## Our settings\n")
    project.commit()
    assert update(project.folder).status == 0
    project.commit()
    assert add(["base_image"], project.folder).status == 0
    text = project.read("README.md")
    assert "## Quick start\n" in text
    assert "## Our settings\n" in text
    pyproject = project.read("pyproject.toml")
    assert 'description = "Knows better."' in pyproject
    assert '"xgboost>=2"' in pyproject


def test_answers_are_those_recorded_and_not_those_edited(tmp_path: Path) -> None:
    project = committed(tmp_path / "p", older(plan_new(CHOICES)))
    project.edit("pyproject.toml", 'name = "late-parcels"', 'name = "our-parcels"')
    project.edit("pyproject.toml", '"src/parcels"', '"src/ours"')
    project.commit()
    assert update(project.folder).status == 0
    assert 'name = "our-parcels"' in project.read("pyproject.toml")
    assert not project.has("src/ours")


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    project = committed(tmp_path / "p", older(plan_new(CHOICES)))
    before = project.state()
    result = update(project.folder, dry_run=True)
    assert project.state() == before
    assert (result.status, "-## Begin\n+## Quick start\n" in result.text) == (0, True)


def test_a_conflict_keeps_both(tmp_path: Path) -> None:
    project = committed(tmp_path / "p", older(plan_new(CHOICES)))
    project.edit("README.md", "## Begin\n", "## Set out\n")
    project.commit()
    result = update(project.folder)
    assert (result.status, result.conflicts) == (1, ("README.md",))
    assert {"## Set out", "## Quick start"} <= set(project.read("README.md").splitlines())


def test_a_project_without_a_record(tmp_path: Path) -> None:
    project = new_project(tmp_path / "p")
    project.git("rm", "-q", SNAPSHOT)
    project.git("commit", "-q", "--amend", "--no-edit")
    project.write("noxfile.py", "mine\n")
    project.commit()
    before = project.state()
    with pytest.raises(MlscaffoldError, match="missing; without this snapshot"):
        update(project.folder)
    shown = update(project.folder, dry_run=True)
    assert project.state() == before
    assert shown.status == 1
    assert kinds(shown) == {"noxfile.py": "conflict"}


def test_an_unknown_component(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = new_project(tmp_path / "p", "picky")
    monkeypatch.setattr(component, "names", lambda: ())
    with pytest.raises(MlscaffoldError, match=r"'picky', which the project requires\. Available: none"):
        update(project.folder)
    monkeypatch.undo()
    assert "picky" in project.read("pyproject.toml")


def test_the_lock_file_is_regenerated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mlscaffold.commands.remove import remove as take_out

    project = new_project(tmp_path / "p", "picky")
    project.write("uv.lock", "old\n")
    project.commit()

    def lock(files: list[PlannedFile]) -> bytes:
        assert {file.path for file in files} == {"pyproject.toml", "uv.lock"}
        return b"new\n"

    monkeypatch.setattr("mlscaffold.projects.new.lock._lock", lock)
    result = take_out(["picky"], project.folder)
    assert "uv.lock regenerated." in result.text.splitlines()
    assert project.git("show", ":uv.lock") == "new\n"
    listed = tomllib.loads(project.read("pyproject.toml"))["tool"]["mlscaffold"]["components"]
    assert listed == ["base", "starter"]
