"""Runs of the project: its command line, with its values compared, and its tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from mlscaffold.verification.command_run import CommandRun, project_files
from mlscaffold.verification.environment import Environment
from mlscaffold.verification.file_comparison import Notes, ProjectFile
from mlscaffold.verification.probe.notes import read_json, read_notes
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.sandbox import Ended, Sandbox
from mlscaffold.verification.unstable import Events
from mlscaffold.verification.written_files import stamps


@dataclass(frozen=True, slots=True)
class CommandResult:
    """The run of the real command line.

    Args:
        run: the run.
        files: one note for each file that it wrote, with its verdict.
    """

    run: CommandRun
    files: Notes


@dataclass(frozen=True, slots=True)
class ProjectRun:
    """A run of the project.

    Args:
        folder: the folder of its notes.
        values: one note for each value, with its verdict.
        figures: one note for each figure, with its verdict.
        failure: the error that ended it early, "" if it finished.
        outputs: the folder that it wrote to.
        text: what it logged and printed.
        cut: whether that is not all of it.
        files: the files that it wrote.
        compared_files: one note for each file, with its verdict.
        folders: the folders of the run, whose paths may be in texts.
        start_command: runs the real command line, unless it has been run, or waits for its end; None if it is not run.
    """

    folder: Path
    values: tuple[Mapping[str, Any], ...]
    figures: tuple[Mapping[str, Any], ...]
    failure: str
    outputs: Path
    text: Events = ()
    cut: bool = False
    files: tuple[ProjectFile, ...] = ()
    compared_files: Notes = ()
    folders: tuple[str, ...] = ()
    start_command: Callable[[], CommandResult] | None = None

    @property
    def command(self) -> CommandResult | None:
        """The run of the real command line, None if there is none."""
        return self.start_command() if self.start_command is not None else None


def run_project(
    sandbox: Sandbox,
    environment: Environment,
    project: Path,
    spec: Mapping[str, Any],
    secrets: Mapping[str, str],
    name: str,
) -> ProjectRun:
    """Run a project from another folder, and compare its values with the notebook's.

    Args:
        sandbox: where it runs.
        environment: the interpreter.
        project: a copy of the project; the run may write into it.
        spec: the arguments of the probe `run_project`, except for its folders.
        secrets: environment variables that replace the secrets in the source.
        name: name of this run.
    """
    elsewhere = sandbox.folder / f"{name}-elsewhere"
    elsewhere.mkdir()
    outputs = sandbox.folder / f"{name}-outputs"
    folder = sandbox.folder / name
    paths = {"out": folder, "source": project / "src", "outputs": outputs, "root": project}
    spec = {**spec, **{name: str(path) for name, path in paths.items()}}
    before = stamps(project)
    ended = run_probe(sandbox, environment.python, "run_project", spec, elsewhere, secrets)
    notes: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for note in read_notes(str(folder)):
        notes[note["what"]].append(note)
    text = [(tuple(read_json(str(folder), note["file"])), note["cut"]) for note in notes["text"]]
    events, cut = text[0] if text else ((), False)
    return ProjectRun(
        folder,
        tuple(notes["verdict"]),
        tuple(notes["figure"]),
        _failure(notes, ended),
        outputs,
        events,
        cut,
        files=project_files(project, before, outputs, elsewhere),
        folders=tuple(map(str, (project, outputs, elsewhere))),
    )


def _failure(notes: Mapping[str, Sequence[Mapping[str, Any]]], ended: Ended) -> str:
    """Return the error or the limit that ended a run, with the stage that was running, "" if it ended well."""
    running = [f"Stage {note['name']} was running." for note in notes["stage"][-1:]]
    if ended.why:
        return " ".join([ended.why, *running])
    if notes["failed"]:
        error = notes["failed"][0]
        return " ".join(filter(None, [error["error"], error["where"]]))
    return "" if notes["finished"] and not ended.status else ended.crash


@dataclass(frozen=True, slots=True)
class TestRun:
    """A run of the project's tests.

    Args:
        passed: how many passed.
        failed: file and function of those that did not.
        why: the reason if they could not run, else "".
    """

    passed: int
    failed: tuple[tuple[str, str], ...]
    why: str = ""


def run_tests(
    sandbox: Sandbox, environment: Environment, project: Path, without: Iterable[str] = ()
) -> TestRun:
    """Run the tests of a project.

    Args:
        sandbox: where they run.
        environment: the interpreter; it must have pytest.
        project: a copy of the project; the run may write into it.
        without: environment variables that the code reads, and that whoever runs the tests later may not have.
    """
    report = project.with_suffix(".xml")
    command = [environment.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    ended = sandbox.run(command, project, {"MPLBACKEND": "Agg"}, without=without)
    if not report.exists():
        return TestRun(0, (), ended.reason)
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314  our own pytest has written it
    return TestRun(sum(len(case) == 0 for case in cases), tuple(dict.fromkeys(_failed(cases))), ended.why)


def _failed(cases: list[ElementTree.Element]) -> Iterator[tuple[str, str]]:
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            path = case.get("classname", "").replace(".", "/") + ".py"
            yield path, case.get("name", "").partition("[")[0]
