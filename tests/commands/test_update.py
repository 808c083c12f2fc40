"""A project comes to the templates of this version, with its answers and its components."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from mlscaffold import __version__
from mlscaffold.commands.add import add
from mlscaffold.commands.update import refresh
from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.writer import write_project
from mlscaffold.plan import PlannedFile, ProjectPlan
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.new.new_plan import make
from mlscaffold.projects.snapshot import SNAPSHOT, with_snapshot
from tests.commands.projects import new_project, recorded, tree
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
    """Return a project as an older version would have made it."""
    version = f'version = "{__version__}"\ncomponents'.encode()

    def aged(file: PlannedFile) -> PlannedFile:
        content = file.content.replace(version, b'version = "0.0.1"\ncomponents')
        return replace(file, content=content.replace(b"## Start", b"## Begin"))

    gone = PlannedFile("old.txt", b"old\n")
    return ProjectPlan((*(aged(file) for file in plan.files if file.path != "SECURITY.md"), gone))


def committed(folder: Path, plan: ProjectPlan) -> Project:
    write_project(with_snapshot(plan), folder)
    made = Project(folder, folder)
    made.git("init", "-q", "-b", "main")
    made.commit("As generated")
    return made


@pytest.mark.parametrize("wanted", [(), ("port",)], ids=["bare", "with a component"])
def test_an_older_project_becomes_what_is_made_today(
    wanted: tuple[str, ...], tmp_path: Path, among: Path
) -> None:
    choices = replace(CHOICES, components=wanted)
    made = committed(tmp_path / "old", older(make(choices, among)))
    done = refresh(made.folder, components=among)
    assert done.status == 0
    assert kinds(done) == dict.fromkeys(["README.md", "SECURITY.md", "old.txt", "pyproject.toml"], "taken")
    assert tree(made) == tree(committed(tmp_path / "today", make(choices, among)))
    made.commit()
    assert refresh(made.folder, components=among).text == "Nothing to update."


def test_from_new_to_update_with_edits_between(tmp_path: Path, among: Path) -> None:
    made = committed(tmp_path / "p", older(make(CHOICES, among)))
    made.edit("pyproject.toml", 'description = "Knows."', 'description = "Knows better."')
    made.edit("pyproject.toml", '    "scikit-learn>=1.9",\n', '    "scikit-learn>=1.9",\n    "xgboost>=2",\n')
    made.edit("README.md", "## Settings\n", "## Our settings\n")
    made.commit()
    assert refresh(made.folder, components=among).status == 0
    made.commit()
    assert add(["base_image"], made.folder, components=among).status == 0
    text = made.read("README.md")
    assert "## Start\n" in text
    assert "## Our settings\n" in text
    project = made.read("pyproject.toml")
    assert 'description = "Knows better."' in project
    assert '"xgboost>=2"' in project


def test_answers_are_those_recorded_and_not_those_edited(tmp_path: Path, among: Path) -> None:
    made = committed(tmp_path / "p", older(make(CHOICES, among)))
    made.edit("pyproject.toml", 'name = "late-parcels"', 'name = "our-parcels"')
    made.edit("pyproject.toml", '"src/parcels"', '"src/ours"')
    made.commit()
    assert refresh(made.folder, components=among).status == 0
    assert 'name = "our-parcels"' in made.read("pyproject.toml")
    assert not made.has("src/ours")


def test_a_dry_run_changes_nothing(tmp_path: Path, among: Path) -> None:
    made = committed(tmp_path / "p", older(make(CHOICES, among)))
    before = made.state()
    done = refresh(made.folder, dry_run=True, components=among)
    assert made.state() == before
    assert (done.status, "-## Begin\n+## Start\n" in done.text) == (0, True)


def test_a_conflict_keeps_both(tmp_path: Path, among: Path) -> None:
    made = committed(tmp_path / "p", older(make(CHOICES, among)))
    made.edit("README.md", "## Begin\n", "## Set out\n")
    made.commit()
    done = refresh(made.folder, components=among)
    assert (done.status, done.conflicts) == (1, ("README.md",))
    assert {"## Set out", "## Start"} <= set(made.read("README.md").splitlines())


def test_a_project_without_a_record(tmp_path: Path, among: Path) -> None:
    made = new_project(tmp_path / "p", among)
    made.git("rm", "-q", SNAPSHOT)
    made.git("commit", "-q", "--amend", "--no-edit")
    made.write("noxfile.py", "mine\n")
    made.commit()
    before = made.state()
    with pytest.raises(MlscaffoldError, match="what was last rendered, is missing"):
        refresh(made.folder, components=among)
    shown = refresh(made.folder, dry_run=True, components=among)
    assert made.state() == before
    assert shown.status == 1
    assert kinds(shown) == {"noxfile.py": "conflict"}


def test_a_component_that_this_version_does_not_know(tmp_path: Path, among: Path) -> None:
    made = new_project(tmp_path / "p", among, "picky")
    with pytest.raises(MlscaffoldError, match="'picky', which the project requires; there is none yet"):
        refresh(made.folder, components=tmp_path / "empty")
    assert recorded(made, among) == ("picky",)


def test_the_lock_file_is_made_anew(tmp_path: Path, among: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mlscaffold.commands.remove import remove as take_out

    made = new_project(tmp_path / "p", among, "picky")
    made.write("uv.lock", "old\n")
    made.commit()

    def lock(files: list[PlannedFile]) -> bytes:
        assert {file.path for file in files} == {"pyproject.toml", "uv.lock"}
        return b"new\n"

    monkeypatch.setattr("mlscaffold.projects.new.lock._lock", lock)
    done = take_out(["picky"], made.folder, components=among)
    assert "uv.lock is made anew." in done.text.splitlines()
    assert made.git("show", ":uv.lock") == "new\n"
    listed = tomllib.loads(made.read("pyproject.toml"))["tool"]["mlscaffold"]["components"]
    assert listed == ["base", "starter"]
