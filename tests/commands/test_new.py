"""`new` writes a project whole or not at all, and says what to do next."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.commands import new as new_command
from mlscaffold.commands.new import Making, new
from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import PlannedFile
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.new.new_summary import NewProject
from mlscaffold.projects.snapshot import SNAPSHOT, unpack

QUICK = {"lock": False, "git": False}


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, which lies in no repository."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    return tmp_path


def test_a_project_stands_in_a_folder_of_its_name(work: Path) -> None:
    made = new(Choices("late-parcels"), Making(**QUICK))
    assert made.folder == work / "late-parcels"
    on_disk = {p.relative_to(made.folder).as_posix() for p in made.folder.rglob("*") if p.is_file()}
    assert on_disk == {file.path for file in made.plan.files}
    assert "  uv run python -m late_parcels run" in made.report.splitlines()


def test_an_output_and_a_package_can_be_chosen(work: Path) -> None:
    made = new(Choices("late-parcels", "parcels"), Making(Path("here/there"), **QUICK))
    assert (work / "here" / "there" / "src" / "parcels" / "pipeline.py").is_file()
    assert made.report.startswith(f"late-parcels stands in {work / 'here' / 'there'}: ")


def test_a_file_with_answers_is_enough(work: Path) -> None:
    (work / "answers.toml").write_text('name = "late-parcels"\nlicense = "proprietary"\nauthor = "Ada"\n')
    new(Choices(), Making(answers=Path("answers.toml"), **QUICK))
    assert (work / "late-parcels" / "LICENSE").read_text().startswith("Copyright (c) Ada. All rights")


def test_what_was_rendered_is_kept_without_the_lock_file(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "mlscaffold.projects.new.lock.lock",
        lambda plan: (plan.with_files([PlannedFile("uv.lock", b"x")]), ""),
    )
    made = new(Choices("late-parcels"), Making(git=False))
    kept = {file.path for file in unpack((made.folder / SNAPSHOT).read_bytes()).files}
    assert {file.path for file in made.plan.files} - kept == {"uv.lock", SNAPSHOT}


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        pytest.param(Choices(), "it is empty", id="no name"),
        pytest.param(Choices("../churn"), "it is a path", id="a path"),
        pytest.param(Choices("churn", license="GPL"), "no licence", id="a licence"),
        pytest.param(Choices("churn", components=("dockr",)), "no component", id="a component"),
        pytest.param(Choices("churn", description="a\nb"), "line break", id="two lines"),
        pytest.param(Choices("full"), "exists already", id="a folder with something in it"),
        pytest.param(Choices("file"), "this is a file", id="a file in its place"),
    ],
)
def test_what_cannot_be_writes_nothing(work: Path, choices: Choices, words: str) -> None:
    (work / "full").mkdir()
    (work / "full" / "mine.txt").effects()
    (work / "file").effects()
    before = sorted(work.parent.rglob("*"))
    with pytest.raises(MlscaffoldError, match=words):
        new(choices, Making(**QUICK))
    assert sorted(work.parent.rglob("*")) == before


def test_a_dry_run_lists_the_files_and_writes_none(work: Path) -> None:
    made = new(Choices("late-parcels"), Making(dry=True))
    assert not list(work.iterdir())
    assert made.report.splitlines()[0] == f"{work / 'late-parcels'} would hold {len(made.plan.files)} files:"
    assert "  src/late_parcels/schema.py" in made.report.splitlines()
    assert made.as_json()["written"] is False


def test_why_there_is_no_lock_is_said(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "mlscaffold.projects.new.lock.lock", lambda plan: (plan, "uv cannot be run: it is away")
    )
    made = new(Choices("late-parcels"), Making(git=False))
    assert made.notes == (
        "There is no uv.lock: uv cannot be run: it is away. `uv lock` makes it; commit it.",
    )


def test_a_project_is_a_repository_with_one_commit(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")
    made = new(Choices("late-parcels"), Making(lock=False))
    assert made.notes == ()
    assert git(made.folder, "log", "--format=%s %an") == "The project as mlscaffold made it Ada"
    assert git(made.folder, "status", "--porcelain") == ""
    assert len(git(made.folder, "ls-files").splitlines()) == len(made.plan.files)


def test_no_repository_is_made_in_another(work: Path) -> None:
    git(work, "init", "--quiet")
    made = new(Choices("late-parcels"), Making(lock=False))
    assert made.notes == ("It lies in a Git repository already; add it there.",)
    assert not (made.folder / ".git").exists()


def git(folder: Path, *words: str) -> str:
    line = ["git", *words]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def test_what_was_made_can_be_read_by_machines(work: Path) -> None:
    made = new(Choices("late-parcels"), Making(dry=True))
    told: dict[str, Any] = json.loads(json.dumps(made.as_json()))
    assert (told["name"], told["package"]) == ("late-parcels", "late_parcels")
    assert told["files"] == [file.path for file in made.plan.files]


def test_a_template_that_makes_nothing_is_refused(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = new_command.ProjectPlan(())
    with pytest.raises(MlscaffoldError, match="makes no file"):
        new_command._written(NewProject(work / "x", "x", "x", empty, False, False), Making())
    assert not (work / "x").exists()
