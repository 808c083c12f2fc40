"""The real command line: its log against the observed run, the stage that failed, the files that it wrote."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from mlscaffold.verification.command_run import CommandRun, first_log_difference, project_files, run_command
from mlscaffold.verification.environment import Environment
from mlscaffold.verification.forked_process import can_fork
from mlscaffold.verification.sandbox import Limits, Sandbox
from mlscaffold.verification.written_files import stamps

MAIN = """
import logging, sys
from pathlib import Path

arguments = sys.argv[1:]
folder = Path(arguments[2])
folder.mkdir(parents=True)
logging.basicConfig(
    filename=folder / "run.log", level="DEBUG", format="%(asctime)s %(levelname)s %(name)s: %(message)s"
)
logging.getLogger("sales.runner").info("load …")
logging.getLogger("sales.steps").info("rows:\\n%s", "3 of\\n4")
logging.getLogger("other").info("no")
print("printed", flush=True)
(Path(__file__).parents[2] / "outputs").mkdir()
(Path(__file__).parents[2] / "outputs" / "sums.csv").write_text("1")
Path("here.txt").write_text("2")
BODY
logging.getLogger("sales.runner").info("load done in 0.1 s; rows: 4")
"""


def ran(tmp_path: Path, body: str = "", modules: tuple[str, ...] = ()) -> CommandRun:
    package = tmp_path / "project" / "src" / "sales"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(MAIN.replace("BODY", body))
    with Sandbox(Limits(seconds=60)) as sandbox:
        python = Environment(sys.executable, False)
        sandbox.servers.modules[sys.executable] = modules
        return run_command(sandbox, python, tmp_path / "project", "sales", {}, "command", bool(modules))


@pytest.mark.parametrize(
    "modules",
    [
        pytest.param((), id="its command line"),
        pytest.param(("json",), id="a fork", marks=pytest.mark.skipif(not can_fork(), reason="Linux only")),
    ],
)
def test_a_run_that_ends_well(tmp_path: Path, modules: tuple[str, ...]) -> None:
    found = ran(tmp_path, modules=modules)
    assert (found.status, found.why, found.stage, found.output) == (0, "", "", "printed\n")
    assert found.log == (
        ("sales.runner", "load …"),
        ("sales.steps", "rows:\n3 of\n4"),
        ("other", "no"),
        ("sales.runner", "load done in 0.1 s; rows: 4"),
    )
    files = {file.path: file.own for file in found.files}
    assert files == {"sums.csv": False, "run.log": True, "here.txt": False}


@pytest.mark.parametrize(
    ("body", "why", "stage"),
    [
        pytest.param("sys.exit(2)", "exit status 2", "load", id="an exit"),
        pytest.param("raise KeyError('a')", "KeyError: 'a'", "load", id="an error"),
        pytest.param("error = KeyError('a')\nerror.add_note('in stage fit')\nraise error", "KeyError: 'a' in stage fit", "fit", id="a named stage"),
        pytest.param("input()", "EOFError: EOF when reading a line", "load", id="no input"),
    ],
)  # fmt: skip
def test_a_run_that_fails(tmp_path: Path, body: str, why: str, stage: str) -> None:
    found = ran(tmp_path, body)
    assert found.status
    assert (found.why, found.stage) == (why, stage)


def run(*log: str, output: str = "") -> CommandRun:
    return CommandRun(0, "", "", tuple(("sales.steps", text) for text in log), output, (), ("/tmp/command",))


def event(text: str, by: str = "load", how: str = "log") -> dict[str, Any]:
    return {"how": how, "text": text, "by": by, "also": []}


SAME = {
    "messages": (run("a", "b"), [event("a"), event("b")]),
    "a number to the tolerance": (run("a 0.1234567891"), [event("a 0.1234567892")]),
    "durations": (run("load done in 0.1 s; rows: 4"), [event("load done in 7.9 s; rows: 4")]),
    "paths of the runs": (run("/tmp/command/a.csv"), [event("/tmp/run/a.csv")]),
    "addresses": (run("<A at 0x7f0a1b2c3d4e>"), [event("<A at 0x7f0a1b2c3d5f>")]),
    "what is printed": (run(output="a\nb\n"), [event("a\nb\n", how="print")]),
    "messages of others": (CommandRun(0, "", "", (("x", "a"),), "", (), ()), []),
}
OTHER = {
    "a missing message": (run("a"), [event("a"), event("b", "fit")], ("fit", "it does not log `b`")),
    "an extra message": (run("a", "b"), [event("a")], ("", "it also logs `b`")),
    "another message": (run("a 2"), [event("a 1")], ("load", "it logs `a 2` instead of `a 1`")),
    "an empty log": (run(), [event("a")], ("load", "it does not log `a`")),
    "what is printed": (run(output="a\n"), [event("b\n", how="print")], ("", "what it prints differs")),
}


@pytest.mark.parametrize("case", SAME, ids=list(SAME))
def test_the_same_log(case: str) -> None:
    command, events = SAME[case]
    assert first_log_difference(command, events, "sales", ["/tmp/run"], frozenset()) == ("", "")


@pytest.mark.parametrize("case", OTHER, ids=list(OTHER))
def test_another_log(case: str) -> None:
    command, events, found = OTHER[case]
    assert first_log_difference(command, events, "sales", ["/tmp/run"], frozenset()) == found


def test_unstable_messages_may_differ() -> None:
    events = [event("at 1.5"), event("b")]
    assert first_log_difference(run("at 2.5", "b"), events, "sales", [], frozenset({"at 1.5"})) == ("", "")
    assert first_log_difference(run("at 2.5", "c"), events, "sales", [], frozenset({"at 1.5"}))[1]


def test_files_of_the_project_are_relative_to_the_folder_that_takes_the_place_of_the_notebooks(
    tmp_path: Path,
) -> None:
    project, outputs, elsewhere = (tmp_path / name for name in ("project", "outputs", "elsewhere"))
    for folder in (project, outputs, elsewhere):
        folder.mkdir()
    (project / "data").mkdir()
    (project / "data" / "old.csv").write_text("a")
    os.utime(project / "data" / "old.csv", ns=(1, 1))
    before = stamps(project)
    for path in ("workspace/x/a.csv", "outputs/b.csv", "data/old.csv", "c.csv"):
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text("b")
    (outputs / "models").mkdir()
    (outputs / "models" / "m.pkl").write_text("m")
    (elsewhere / "d.csv").write_text("d")
    found = {file.path: file.own for file in project_files(project, before, outputs, elsewhere)}
    assert found == {
        "x/a.csv": False, "b.csv": False, "old.csv": False, "c.csv": False, "models/m.pkl": True, "d.csv": False,
    }  # fmt: skip
