"""`new` writes a complete project or nothing, and prints the next steps."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.commands import new as new_command
from mlscaffold.commands.new import NewProject, Options, new
from mlscaffold.errors import MlscaffoldError
from mlscaffold.plan import PlannedFile
from mlscaffold.projects.new.choices import Choices
from mlscaffold.projects.snapshot import SNAPSHOT, unpack

QUICK = {"lock": False, "git": False}


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder outside any repository."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    return tmp_path


def test_a_project_is_in_a_folder_of_its_name(work: Path) -> None:
    project = new(Choices("late-parcels"), Options(**QUICK))
    assert project.folder == work / "late-parcels"
    on_disk = {p.relative_to(project.folder).as_posix() for p in project.folder.rglob("*") if p.is_file()}
    assert on_disk == {file.path for file in project.plan.files}
    assert "  uv run python -m late_parcels run" in project.report.splitlines()


def test_an_output_and_a_package_can_be_chosen(work: Path) -> None:
    project = new(Choices("late-parcels", "parcels"), Options(Path("here/there"), **QUICK))
    assert (work / "here" / "there" / "src" / "parcels" / "pipeline.py").is_file()
    assert project.report.startswith(f"Created late-parcels in {work / 'here' / 'there'} (")


def test_a_file_with_answers_is_enough(work: Path) -> None:
    (work / "answers.toml").write_text('name = "late-parcels"\nlicense = "proprietary"\nauthor = "Ada"\n')
    new(Choices(), Options(answers=Path("answers.toml"), **QUICK))
    assert (work / "late-parcels" / "LICENSE").read_text().startswith("Copyright (c) Ada. All rights")


def test_the_snapshot_has_no_lock_file(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "mlscaffold.projects.new.lock.lock",
        lambda plan: (plan.with_files([PlannedFile("uv.lock", b"x")]), ""),
    )
    project = new(Choices("late-parcels"), Options(git=False))
    kept = {file.path for file in unpack((project.folder / SNAPSHOT).read_bytes()).files}
    assert {file.path for file in project.plan.files} - kept == {"uv.lock", SNAPSHOT}


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        pytest.param(Choices(), "it is empty", id="no name"),
        pytest.param(Choices("../churn"), "it is a path", id="a path"),
        pytest.param(Choices("churn", license="GPL"), "unknown licence", id="a licence"),
        pytest.param(Choices("churn", components=("dockr",)), "unknown component", id="a component"),
        pytest.param(Choices("churn", description="a\nb"), "line breaks", id="two lines"),
        pytest.param(Choices("full"), "already exists", id="a folder that is not empty"),
        pytest.param(Choices("file"), "this is a file", id="a file in its place"),
    ],
)
def test_an_error_writes_nothing(work: Path, choices: Choices, words: str) -> None:
    (work / "full").mkdir()
    (work / "full" / "mine.txt").touch()
    (work / "file").touch()
    before = sorted(work.parent.rglob("*"))
    with pytest.raises(MlscaffoldError, match=words):
        new(choices, Options(**QUICK))
    assert sorted(work.parent.rglob("*")) == before


def test_a_dry_run_lists_the_files_and_writes_none(work: Path) -> None:
    project = new(Choices("late-parcels"), Options(dry_run=True))
    assert not list(work.iterdir())
    assert (
        project.report.splitlines()[0]
        == f"Would create late-parcels in {work / 'late-parcels'} ({len(project.plan.files)} files):"
    )
    assert "  src/late_parcels/schema.py" in project.report.splitlines()
    assert project.as_json()["written"] is False


def test_the_reason_for_a_missing_lock_is_reported(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "mlscaffold.projects.new.lock.lock", lambda plan: (plan, "uv cannot be run: it is away")
    )
    project = new(Choices("late-parcels"), Options(git=False))
    assert project.notes == (
        "uv.lock is missing (uv cannot be run: it is away). Run `uv lock` and commit it.",
    )


def test_a_project_is_a_repository_with_one_commit(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")
    project = new(Choices("late-parcels"), Options(lock=False))
    assert project.notes == ()
    assert git(project.folder, "log", "--format=%s %an") == "Create the project with mlscaffold Ada"
    assert git(project.folder, "status", "--porcelain") == ""
    assert len(git(project.folder, "ls-files").splitlines()) == len(project.plan.files)


def test_no_repository_is_created_in_another(work: Path) -> None:
    git(work, "init", "--quiet")
    project = new(Choices("late-parcels"), Options(lock=False))
    assert project.notes == ("The folder is already inside a Git repository: add and commit it there.",)
    assert not (project.folder / ".git").exists()


def git(folder: Path, *words: str) -> str:
    line = ["git", *words]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def test_the_result_is_json_on_request(work: Path) -> None:
    project = new(Choices("late-parcels"), Options(dry_run=True))
    report: dict[str, Any] = json.loads(json.dumps(project.as_json()))
    assert (report["name"], report["package"]) == ("late-parcels", "late_parcels")
    assert report["files"] == [file.path for file in project.plan.files]


def test_a_template_without_files_is_refused(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = new_command.ProjectPlan(())
    with pytest.raises(MlscaffoldError, match="has no files"):
        new_command._write(NewProject(work / "x", "x", "x", empty, False, False), Options())
    assert not (work / "x").exists()
