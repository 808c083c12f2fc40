"""The proof from the notes of two runs: a verdict on each thing that can be observed, and secrets left out of reasons."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.results.proof import Proof
from mlscaffold.verification.command_run import CommandRun
from mlscaffold.verification.notebook_run import NotebookRun
from mlscaffold.verification.project_run import CommandResult, ProjectRun
from mlscaffold.verification.unstable import STABLE, WHOLE, Unstable
from mlscaffold.verification.verdicts import proof_of
from tests.reporting.small import BUYERS, hardened

HARDENING = hardened(*BUYERS)
STAGE = HARDENING.stages[-1]
CELL = STAGE.cells[-1]
COMMAND = CommandResult(CommandRun(0, "", "", (), "", (), ()), ())


def cell(number: int) -> dict[str, Any]:
    texts = {"text": "", "error": "", "called": ""}
    return {"cell": number, "end": 0.0, "seconds": 0.0, "line": 0, "inside": number, "written": [], **texts}


def value(where: str, verdict: str = "equal", why: str = "", **more: Any) -> dict[str, Any]:
    places = [["", why]] if verdict == "differs" else []
    found = {"places": places, "opaque": [], "cut": False, "largest": 0.0, "kind": "int"}
    observed = {"observed": {"kind": "int", "shape": [], "columns": []}} if where == "output" else {}
    key = "end:a" if where == "end" else "4:0:a"
    base = {"key": key, "where": where, "stage": STAGE.name, "name": "a", "verdict": verdict, "why": why}
    return base | found | observed | more


def printed(text: str) -> tuple[dict[str, Any], ...]:
    return ({"how": "print", "text": text, "also": [], "by": ""},)


@pytest.fixture
def notebook(tmp_path: Path) -> NotebookRun:
    return NotebookRun(tmp_path / "notebook", tuple(map(cell, range(1, CELL + 1))), True, "", ())


@pytest.fixture
def project(tmp_path: Path) -> ProjectRun:
    return ProjectRun(tmp_path / "project", (), (), "", tmp_path / "out", start_command=lambda: COMMAND)


def proof(notebook: NotebookRun, project: ProjectRun, unstable: Unstable = STABLE) -> Proof:
    return proof_of(
        HARDENING, notebook, project, unstable, (), lambda text: text.replace("hunter2", "<secret>")
    )


def verdicts(found: Proof) -> dict[str, str]:
    return {channel.name: channel.verdict for channel in found.channels if channel.verdict != "empty"}


def test_nothing_to_compare_is_proven_if_the_command_runs(notebook: NotebookRun, project: ProjectRun) -> None:
    found = proof(notebook, project)
    assert (verdicts(found), found.proven) == ({"command": "equal"}, True)
    assert proof(notebook, replace(project, start_command=None)).proven is False


@pytest.mark.parametrize(("where", "number"), [("output", 4), ("local", 4), ("end", 0)])
def test_values_know_where_they_were_compared(
    notebook: NotebookRun, project: ProjectRun, where: str, number: int
) -> None:
    (one,) = proof(notebook, replace(project, values=(value(where),))).values
    assert (one.where, one.cell, one.verdict) == (where, number, "equal")


def test_a_printed_value_without_a_name_is_compared_as_text_only(
    notebook: NotebookRun, project: ProjectRun
) -> None:
    found = proof(notebook, replace(project, values=(value("output", "unnamed"),)))
    assert (found.values, len(found.observed)) == ((), 1)


def test_what_differs_and_what_was_not_compared_is_not_proven(
    notebook: NotebookRun, project: ProjectRun
) -> None:
    for verdict in ("differs", "not compared"):
        found = proof(notebook, replace(project, values=(value("local", verdict, "a reason"),)))
        assert (verdicts(found)["values"], found.proven) == (verdict, False)


def test_unstable_values_have_the_reason(notebook: NotebookRun, project: ProjectRun) -> None:
    ran = replace(project, values=(value("output", largest=5e-8),))
    found = proof(notebook, ran, Unstable({"4:0:a": WHOLE}))
    assert found.values[0].verdict == "unstable"
    assert found.values[0].why.startswith("two runs of the notebook differ")
    assert (found.largest, found.proven) == (0.0, True)
    assert proof(notebook, ran).largest == 5e-8


def test_text_has_a_verdict_for_each_cell(notebook: NotebookRun, project: ProjectRun) -> None:
    printing = replace(notebook, texts={CELL: printed("a\nb\n")})
    (one,) = proof(printing, project).texts
    assert (one.cell, one.lines, one.verdict) == (CELL, 2, "differs")
    assert one.why == "the project does not log `a`; the project does not log `b`"
    unstable = Unstable(texts={CELL: printed("c\nd\n")})
    assert proof(printing, project, unstable).texts[0].verdict == "differs"  # unstable lines are printed, too
    logging = {"how": "print", "text": "e\nf\n", "also": [], "by": STAGE.name}
    assert proof(printing, replace(project, text=(logging,)), unstable).texts[0].verdict == "unstable"


def test_text_that_is_too_long_was_not_compared(notebook: NotebookRun, project: ProjectRun) -> None:
    printing = replace(notebook, texts={CELL: printed("a\n")}, cut=frozenset({CELL}))
    assert proof(printing, project).texts[0].verdict == "not compared"


def test_nothing_is_compared_after_a_failure(notebook: NotebookRun, project: ProjectRun) -> None:
    printing = replace(notebook, texts={CELL: printed("a\n")})
    failed = replace(project, failure="KeyError: 'hunter2'")
    found = proof(printing, failed)
    assert verdicts(found) == {"text": "not compared", "command": "not compared"}
    assert found.project_failure == "KeyError: '<secret>'"


def test_secrets_are_left_out_of_reasons(notebook: NotebookRun, project: ProjectRun) -> None:
    printing = replace(notebook, texts={CELL: printed("hunter2\n")})
    values = (value("local", "differs", "'hunter2' in the notebook"),)
    assert "hunter2" not in repr(proof(printing, replace(project, values=values)))


def test_the_files_of_the_command_count(notebook: NotebookRun, project: ProjectRun) -> None:
    note = {
        "key": "a.csv",
        "verdict": "equal",
        "why": "",
        "places": [],
        "opaque": [],
        "cut": False,
        "largest": 0.0,
    }
    other = replace(COMMAND, files=({**note, "verdict": "differs", "why": "x", "places": [["", "x"]]},))
    ran = replace(project, compared_files=(note,), start_command=lambda: other)
    found = proof(notebook, ran)
    assert [(file.name, file.verdict) for file in found.files] == [("a.csv", "differs")]
    assert found.command.verdict == "differs"
