"""The commands as people call them, in the folder of a project."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mlscaffold import cli
from mlscaffold.projects.components import component
from tests.commands.projects import new_project
from tests.projects.merge.projects import Project

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def made(tmp_path: Path, among: Path) -> Project:
    return new_project(tmp_path / "late-parcels", among)


@pytest.fixture
def call(
    made: Project, among: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Run a command in the project; give its status, and what it says on both channels."""
    (among / "components").symlink_to(among, target_is_directory=True)
    monkeypatch.setattr(component, "templates", lambda: among)
    monkeypatch.chdir(made.folder)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["mlscaffold", *words])
        status = cli.run()
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_in_and_out(call: Call, made: Project) -> None:
    status, said, _ = call("add", "port", "picky")
    assert (status, "Start it with" in said) == (0, True)
    made.commit()
    assert [row["in_project"] for row in json.loads(call("components", "--json")[1])] == [True] * 3
    assert call("remove", "port")[0] == 0
    made.commit()
    assert call("components")[1].splitlines() == [
        "base_image  An image (in this project)",
        "picky       Something for models (in this project)",
        "port        Answers over a port (needs base_image)",
    ]
    assert call("update") == (0, "Nothing to update.\n", "")


def test_dry_runs(call: Call, made: Project) -> None:
    before = made.state()
    status, said, _ = call("add", "--dry-run", "port")
    assert (status, "+PORT\n" in said) == (0, True)
    assert call("update", "--dry-run")[0] == 0
    assert made.state() == before


def test_conflicts(call: Call, made: Project) -> None:
    made.write("Dockerfile", "MINE\n")
    made.commit()
    status, said, _ = call("add", "port")
    assert (status, "conflict  Dockerfile: " in said) == (1, True)
    assert call("update", "--continue")[0] == 1
    assert call("add", "picky")[0] == 2
    assert call("update", "--abort") == (0, "The state before the update is back.\n", "")
    assert call("add", "port")[0] == 1
    made.write("Dockerfile", "BOTH\n")
    made.git("add", "Dockerfile")
    assert call("update", "--continue")[0] == 0
    assert made.read("Dockerfile") == "BOTH\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["add", "prot"], "no component is named 'prot'", id="unknown"),
        pytest.param(["remove", "port"], "the project does not have port", id="not in"),
        pytest.param(["update", "--continue"], "no update is under way", id="nothing to continue"),
        pytest.param(["update", "--abort"], "no update is under way", id="nothing to take back"),
        pytest.param(["update", "--abort", "--dry-run"], "do not go together", id="two at once"),
        pytest.param(["add"], "Missing argument", id="no name"),
    ],
)
def test_wrong_use(words: list[str], told: str, call: Call) -> None:
    status, out, error = call(*words)
    assert (status, out, told in error) == (2, "", True)
    assert "Traceback" not in error


def test_outside_of_a_project(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for words in (["add", "port"], ["remove", "port"], ["update"], ["update", "--dry-run"]):
        status, _, error = call(*words)
        assert (status, "this is no Git repository" in error) == (2, True)
