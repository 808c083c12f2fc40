"""`harden` on an existing project: a changed notebook is merged, and no work of the user is lost."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from mlscaffold.commands.add import add
from mlscaffold.commands.harden import HardenResult, harden, harden_again
from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.snapshot import is_project
from tests.commands.projects import new_project, recorded, tree
from tests.projects.merge.projects import Project, kinds

EXAMPLE = Path(__file__).parents[2] / "examples" / "who_buys"
LIMIT, OTHER = "age >= 18", "age >= 21"


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A notebook to change."""
    shutil.copytree(EXAMPLE, tmp_path / "beside")
    return tmp_path / "beside" / "who_buys.ipynb"


@pytest.fixture
def project(tmp_path: Path, notebook: Path) -> Project:
    """Its hardened project, committed."""
    assert not is_project(tmp_path / "p")
    harden(notebook, tmp_path / "p", sys.executable, strict=False)
    project = Project(tmp_path / "p", tmp_path / "p")
    project.git("init", "-q", "-b", "main")
    project.commit("As generated")
    return project


def change(notebook: Path, old: str = LIMIT, new: str = OTHER) -> None:
    text = notebook.read_text()
    assert old in text
    notebook.write_text(text.replace(old, new))


def again(notebook: Path, project: Project, dry_run: bool = False) -> HardenResult:
    return harden_again(notebook, project.folder, sys.executable, strict=False, dry_run=dry_run)


def test_the_same_notebook_changes_nothing(notebook: Path, project: Project) -> None:
    assert is_project(project.folder)
    before = project.state()
    result = again(notebook, project)
    assert (result.status, result.report.endswith("Nothing to update.")) == (0, True)
    assert project.state() == before


def test_a_change_of_the_notebook_is_merged_with_those_of_the_user(notebook: Path, project: Project) -> None:
    project.edit("src/who_buys/preparation.py", "import pandas as pd\n", "import pandas as pd  # ours\n")
    project.commit()
    add(["port"], project.folder)
    project.commit()
    change(notebook)
    result = again(notebook, project)
    assert result.status == 0
    assert result.merged is not None
    assert kinds(result.merged)["src/who_buys/preparation.py"] == "merged"
    text = project.read("src/who_buys/preparation.py")
    assert (OTHER in text, "# ours" in text) == (True, True)
    project.commit()
    assert recorded(project) == ("base_image", "port")


def test_a_change_at_the_same_line_is_a_conflict(notebook: Path, project: Project) -> None:
    project.edit("src/who_buys/preparation.py", LIMIT, "age >= 16")
    project.commit()
    change(notebook)
    result = again(notebook, project)
    assert result.status == 1
    assert result.as_json()["conflicts"] == ["src/who_buys/preparation.py"]
    text = project.read("src/who_buys/preparation.py")
    assert (OTHER in text, "age >= 16" in text, "<<<<<<<" in text) == (True, True, True)


def test_a_dry_run_shows_the_difference_and_changes_nothing(notebook: Path, project: Project) -> None:
    before = project.state()
    change(notebook)
    assert f"+    df = df[df.{OTHER}]" in again(notebook, project, dry_run=True).report
    assert project.state() == before


def test_uncommitted_changes_are_refused_first(
    notebook: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlscaffold.commands.harden.harden", None)  # it is not called
    project.edit("README.md", "#", "# My")
    with pytest.raises(MlscaffoldError, match=r"uncommitted changes in: README\.md"):
        again(notebook, project)


def test_another_notebook_is_refused(notebook: Path, project: Project) -> None:
    other = notebook.rename(notebook.with_name("who_sells.ipynb"))
    with pytest.raises(MlscaffoldError, match=r"made from who_buys\.ipynb, not from who_sells\.ipynb"):
        again(other, project)


def test_a_project_without_a_notebook_is_refused(notebook: Path, tmp_path: Path) -> None:
    project = new_project(tmp_path / "new")
    before = tree(project)
    with pytest.raises(MlscaffoldError, match="was not made from a notebook"):
        again(notebook, project)
    assert tree(project) == before
