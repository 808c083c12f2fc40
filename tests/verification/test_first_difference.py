"""The first stage with a difference, whichever channel shows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.verification.command_run import CommandRun
from mlscaffold.verification.first_difference import FirstDifference, first_difference, stage_of
from mlscaffold.verification.notebook_run import NotebookRun
from mlscaffold.verification.project_run import CommandResult, ProjectRun
from mlscaffold.verification.unstable import STABLE, WHOLE, Unstable
from tests.reporting.small import BUYERS, hardened

HARDENING = hardened(*BUYERS)
FIRST, *_, LAST = HARDENING.stages
COMMAND = CommandResult(CommandRun(0, "", "", (), "", (), ()), ())


def cell(number: int) -> dict[str, Any]:
    return {"cell": number, "error": "", "end": float(number), "written": []}


def printed(text: str) -> tuple[dict[str, Any], ...]:
    return ({"how": "print", "text": text, "also": [], "by": ""},)


def compared(key: str, verdict: str = "differs", **more: Any) -> dict[str, Any]:
    why = "1 in the notebook, 2 in the project" if verdict == "differs" else ""
    places = [["", why]] if verdict == "differs" else []
    found = {"places": places, "opaque": [], "cut": False, "largest": 0.0}
    return {"key": key, "verdict": verdict, "why": why, **found, **more}


@pytest.fixture
def notebook(tmp_path: Path) -> NotebookRun:
    return NotebookRun(tmp_path / "notebook", tuple(map(cell, range(1, 13))), True, "", ())


@pytest.fixture
def project(tmp_path: Path) -> ProjectRun:
    return ProjectRun(tmp_path / "project", (), (), "", tmp_path / "out", start_command=lambda: COMMAND)


def first(project: ProjectRun, notebook: NotebookRun, unstable: Unstable = STABLE) -> FirstDifference | None:
    return first_difference(HARDENING, project, notebook, unstable)


def test_nothing_differs(project: ProjectRun, notebook: NotebookRun) -> None:
    assert first(project, notebook) is None


@pytest.mark.parametrize("where", ["output", "local"])
def test_a_value(project: ProjectRun, notebook: NotebookRun, where: str) -> None:
    note = compared("4:0:a", where=where, stage=LAST.name, name="a")
    found = first(replace(project, values=(note,)), notebook)
    assert found == FirstDifference(LAST.name, min(LAST.cells), "a: 1 in the notebook, 2 in the project")


def test_an_unstable_value_is_no_difference(project: ProjectRun, notebook: NotebookRun) -> None:
    note = compared("4:0:a", where="output", stage=LAST.name, name="a")
    assert first(replace(project, values=(note,)), notebook, Unstable({"4:0:a": WHOLE})) is None


def test_a_value_that_was_not_compared_is_no_difference(project: ProjectRun, notebook: NotebookRun) -> None:
    note = compared("4:0:a", "not compared", where="output", stage=LAST.name, name="a")
    assert first(replace(project, values=(note,)), notebook) is None


def test_text_that_is_missing(project: ProjectRun, notebook: NotebookRun) -> None:
    number = LAST.cells[0]
    found = first(project, replace(notebook, texts={number: printed("total 3\n")}))
    assert found is not None
    assert (found.stage, found.why) == (LAST.name, "the project does not log `total 3`")


def test_a_file_that_is_missing(project: ProjectRun, notebook: NotebookRun, tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    place.write_text("a")
    number = LAST.cells[-1]
    ran = tuple({**cell(n), "written": ["/clone/a.csv"] if n == number else []} for n in range(1, 13))
    wrote = replace(notebook, cells=ran, files={"a.csv": place}, beside="/clone")
    found = first(replace(project, compared_files=(compared("a.csv"),)), wrote)
    assert found is not None
    assert (found.stage, found.why) == (LAST.name, "file a.csv: 1 in the notebook, 2 in the project")


@pytest.mark.parametrize(
    ("stage", "wanted"), [(LAST.name, LAST.name), ("", FIRST.name), ("apply_settings", FIRST.name)]
)
def test_a_command_line_that_fails(
    project: ProjectRun, notebook: NotebookRun, stage: str, wanted: str
) -> None:
    failed = replace(COMMAND, run=replace(COMMAND.run, status=2, why="exit status 2", stage=stage))
    found = first(replace(project, start_command=lambda: failed), notebook)
    assert found is not None
    assert (found.stage, found.why) == (wanted, "the command line fails: exit status 2")


def test_a_command_line_that_writes_another_file(project: ProjectRun, notebook: NotebookRun) -> None:
    other = replace(COMMAND, files=(compared("a.csv"),))
    found = first(replace(project, start_command=lambda: other), notebook)
    assert found is not None
    assert found.why.startswith("the command line: file a.csv")


def test_the_command_line_is_not_run_where_something_else_differs(
    project: ProjectRun, notebook: NotebookRun
) -> None:
    def forbidden() -> CommandResult:
        raise AssertionError

    note = compared("4:0:a", where="output", stage=FIRST.name, name="a")
    assert first(replace(project, values=(note,), start_command=forbidden), notebook)


def test_a_failure_names_its_stage(project: ProjectRun, notebook: NotebookRun) -> None:
    failed = replace(project, failure=f"KeyError: 'a' in stage {LAST.name}")
    assert first(failed, notebook) == FirstDifference(LAST.name, min(LAST.cells), failed.failure)
    assert first(failed, replace(notebook, finished=False)) is None


def test_the_earliest_stage_comes_first(project: ProjectRun, notebook: NotebookRun) -> None:
    notes = (compared("9:0:b", where="output", stage=LAST.name, name="b"),)
    notes += (compared("1:0:a", where="local", stage=FIRST.name, name="a"),)
    found = first(replace(project, values=notes), notebook)
    assert found is not None
    assert found.stage == FIRST.name


def test_a_cell_without_a_stage_belongs_to_the_stage_before_it() -> None:
    assert stage_of(HARDENING, LAST.cells[-1]) == LAST.name
    assert stage_of(HARDENING, 1000) == LAST.name
    assert stage_of(HARDENING, 0) == FIRST.name
