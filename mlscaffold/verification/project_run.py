"""Runs of the project: its command line, with the outputs of its stages compared, and its tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from mlscaffold.verification.environment import Environment
from mlscaffold.verification.probe.notes import read_notes
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class ProjectRun:
    """A run of the project.

    Args:
        folder: the folder of its notes.
        values: one note for each output of a stage, with its verdict.
        figures: one note for each figure, with its verdict.
        failure: the error that ended it early, "" if it finished.
        outputs: the folder that it wrote to.
    """

    folder: Path
    values: tuple[Mapping[str, Any], ...]
    figures: tuple[Mapping[str, Any], ...]
    failure: str
    outputs: Path


def run_project(
    sandbox: Sandbox,
    environment: Environment,
    project: Path,
    spec: Mapping[str, Any],
    secrets: Mapping[str, str],
    name: str,
) -> ProjectRun:
    """Run a project from another folder, and compare the outputs of its stages.

    Args:
        sandbox: where it runs.
        environment: the interpreter.
        project: a copy of the project; the run may write into it.
        spec: `package`, `notebook`, `keys` and `figures` of the probe `run_project`.
        secrets: environment variables that replace the secrets in the source.
        name: name of this run.
    """
    elsewhere = sandbox.folder / f"{name}-elsewhere"
    elsewhere.mkdir()
    outputs = sandbox.folder / f"{name}-outputs"
    folder = sandbox.folder / name
    spec = {**spec, "out": str(folder), "source": str(project / "src"), "outputs": str(outputs)}
    ended = run_probe(sandbox, environment.python, "run_project", spec, elsewhere, secrets)
    notes: dict[str, list[Mapping[str, Any]]] = {"verdict": [], "figure": [], "failed": [], "finished": []}
    for note in read_notes(str(folder)):
        notes[note["what"]].append(note)
    failure = ended.why
    if notes["failed"]:
        error = notes["failed"][0]
        failure = " ".join(filter(None, [error["error"], error["where"]]))
    elif not notes["finished"] and not failure:
        failure = ended.crash
    return ProjectRun(folder, tuple(notes["verdict"]), tuple(notes["figure"]), failure, outputs)


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


def run_tests(sandbox: Sandbox, environment: Environment, project: Path) -> TestRun:
    """Run the tests of a project.

    Args:
        sandbox: where they run.
        environment: the interpreter; it must have pytest.
        project: a copy of the project; the run may write into it.
    """
    report = project.with_suffix(".xml")
    command = [environment.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    ended = sandbox.run(command, project, {"MPLBACKEND": "Agg"})
    if not report.exists():
        return TestRun(0, (), ended.reason)
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314  our own pytest has written it
    return TestRun(sum(len(case) == 0 for case in cases), tuple(dict.fromkeys(_failed(cases))), ended.why)


def _failed(cases: list[ElementTree.Element]) -> Iterator[tuple[str, str]]:
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            path = case.get("classname", "").replace(".", "/") + ".py"
            yield path, case.get("name", "").partition("[")[0]
