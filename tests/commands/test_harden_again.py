"""`harden` on a project that is there: a changed notebook is merged in, and nothing of its owner's is lost."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from mlscaffold.commands.add import add
from mlscaffold.commands.harden import harden
from mlscaffold.commands.harden_again import harden_again
from mlscaffold.commands.harden_result import HardenResult
from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.snapshot import is_project
from tests.commands.projects import new_project, recorded, tree
from tests.projects.merge.projects import Project, kinds

EXAMPLE = Path(__file__).parents[2] / "examples" / "who_buys"
LIMIT, OTHER = "age >= 18", "age >= 21"


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A notebook that may be changed."""
    shutil.copytree(EXAMPLE, tmp_path / "beside")
    return tmp_path / "beside" / "who_buys.ipynb"


@pytest.fixture
def made(tmp_path: Path, notebook: Path) -> Project:
    """The project that it was hardened into, committed."""
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


def again(notebook: Path, made: Project, among: Path, dry_run: bool = False) -> HardenResult:
    return harden_again(
        notebook, made.folder, sys.executable, strict=False, dry_run=dry_run, components=among
    )


def test_the_same_notebook_changes_nothing(notebook: Path, made: Project, among: Path) -> None:
    assert is_project(made.folder)
    before = made.state()
    done = again(notebook, made, among)
    assert (done.status, done.report.endswith("Nothing to update.")) == (0, True)
    assert made.state() == before


def test_a_change_of_the_notebook_joins_those_of_its_owner(
    notebook: Path, made: Project, among: Path
) -> None:
    made.edit("src/who_buys/preparation.py", "import pandas as pd\n", "import pandas as pd  # ours\n")
    made.commit()
    add(["port"], made.folder, components=among)
    made.commit()
    change(notebook)
    done = again(notebook, made, among)
    assert done.status == 0
    assert done.brought is not None
    assert kinds(done.brought)["src/who_buys/preparation.py"] == "merged"
    text = made.read("src/who_buys/preparation.py")
    assert (OTHER in text, "# ours" in text) == (True, True)
    made.commit()
    assert recorded(made, among) == ("base_image", "port")


def test_a_change_at_the_same_line_is_a_conflict(notebook: Path, made: Project, among: Path) -> None:
    made.edit("src/who_buys/preparation.py", LIMIT, "age >= 16")
    made.commit()
    change(notebook)
    done = again(notebook, made, among)
    assert done.status == 1
    assert done.as_json()["conflicts"] == ["src/who_buys/preparation.py"]
    text = made.read("src/who_buys/preparation.py")
    assert (OTHER in text, "age >= 16" in text, "<<<<<<<" in text) == (True, True, True)


def test_a_dry_run_shows_the_difference_and_changes_nothing(
    notebook: Path, made: Project, among: Path
) -> None:
    before = made.state()
    change(notebook)
    assert f"+    df = df[df.{OTHER}]" in again(notebook, made, among, dry_run=True).report
    assert made.state() == before


def test_changes_that_are_not_committed_are_refused_first(
    notebook: Path, made: Project, among: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlscaffold.commands.harden_again.harden", None)  # it is not called
    made.edit("README.md", "#", "# My")
    with pytest.raises(MlscaffoldError, match=r"not committed: README\.md"):
        again(notebook, made, among)


def test_another_notebook_is_refused(notebook: Path, made: Project, among: Path) -> None:
    other = notebook.rename(notebook.with_name("who_sells.ipynb"))
    with pytest.raises(MlscaffoldError, match=r"made from who_buys\.ipynb, not from who_sells\.ipynb"):
        again(other, made, among)


def test_a_project_that_no_notebook_became_is_refused(notebook: Path, tmp_path: Path, among: Path) -> None:
    made = new_project(tmp_path / "new", among)
    before = tree(made)
    with pytest.raises(MlscaffoldError, match="was not made from a notebook"):
        again(notebook, made, among)
    assert tree(made) == before
