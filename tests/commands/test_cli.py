"""The commands on the command line, in the folder of a project."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mlscaffold import cli
from tests.commands.projects import new_project
from tests.projects.merge.projects import Project

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path / "late-parcels")


@pytest.fixture
def call(project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command in the project; return its status, standard output and standard error."""
    monkeypatch.chdir(project.folder)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["mlscaffold", *words])
        status = cli.run()
        output = capsys.readouterr()
        return status, output.out, output.err

    return run


def test_add_and_remove(call: Call, project: Project) -> None:
    status, output, _ = call("add", "port", "picky")
    assert (status, "Start it with" in output) == (0, True)
    project.commit()
    assert [row["in_project"] for row in json.loads(call("components", "--json")[1])] == [True] * 3
    assert call("remove", "port")[0] == 0
    project.commit()
    rows = [line.split("  ") for line in call("components")[1].splitlines()]
    assert [[part.strip() for part in row if part] for row in rows] == [
        ["base_image", "in this project", "An image"],
        ["picky", "in this project", "Something for models"],
        ["port", "requires base_image", "Answers over a port"],
    ]
    assert call("update") == (0, "Nothing to update.\n", "")


def test_dry_runs(call: Call, project: Project) -> None:
    before = project.state()
    status, output, _ = call("add", "--dry-run", "port")
    assert (status, "+PORT\n" in output) == (0, True)
    assert call("update", "--dry-run")[0] == 0
    assert project.state() == before


def test_conflicts(call: Call, project: Project) -> None:
    project.write("Dockerfile", "MINE\n")
    project.commit()
    status, output, _ = call("add", "port")
    assert (status, "conflict  Dockerfile: " in output) == (1, True)
    assert call("update", "--continue")[0] == 1
    assert call("add", "picky")[0] == 2
    assert call("update", "--abort") == (0, "Update undone.\n", "")
    assert call("add", "port")[0] == 1
    project.write("Dockerfile", "BOTH\n")
    project.git("add", "Dockerfile")
    assert call("update", "--continue")[0] == 0
    assert project.read("Dockerfile") == "BOTH\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["add", "prot"], "unknown component 'prot'", id="unknown"),
        pytest.param(["remove", "port"], "the project does not have port", id="not in"),
        pytest.param(["update", "--continue"], "no update is in progress", id="nothing to continue"),
        pytest.param(["update", "--abort"], "no update is in progress", id="nothing to abort"),
        pytest.param(["update", "--abort", "--dry-run"], "cannot be combined", id="two at once"),
        pytest.param(["add"], "Missing argument", id="no name"),
    ],
)
def test_usage_errors(words: list[str], message: str, call: Call) -> None:
    status, out, error = call(*words)
    assert (status, out, message in error) == (2, "", True)
    assert "Traceback" not in error


def test_outside_of_a_project(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for words in (["add", "port"], ["remove", "port"], ["update"], ["update", "--dry-run"]):
        status, _, error = call(*words)
        assert (status, "not a Git repository" in error) == (2, True)
