"""The project's own tests, run as its owner runs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from mlscaffold.verification.environment import Environment
from mlscaffold.verification.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Tested:
    """How the tests ended.

    Args:
        passed: how many passed.
        failed: file and function of those that did not.
        why: why they could not be run, "" where they were.
    """

    passed: int
    failed: tuple[tuple[str, str], ...]
    why: str = ""


def run_tests(sandbox: Sandbox, environment: Environment, project: Path) -> Tested:
    """Run the tests of a project.

    Args:
        sandbox: where they run.
        environment: the interpreter; it has to have pytest.
        project: a copy of the project; the run may write into it.
    """
    report = project.with_suffix(".xml")
    command = [environment.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}"]
    ended = sandbox.run(command, project, {"MPLBACKEND": "Agg"})
    if not report.exists():
        said = ended.why or (ended.text.strip().splitlines() or [f"exit status {ended.status}"])[-1]
        return Tested(0, (), said)
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314  our own pytest has written it
    failed = tuple(dict.fromkeys(_failed(cases)))
    return Tested(sum(len(case) == 0 for case in cases), failed, ended.why)


def _failed(cases: list[ElementTree.Element]) -> Iterator[tuple[str, str]]:
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            path = case.get("classname", "").replace(".", "/") + ".py"
            yield path, case.get("name", "").partition("[")[0]
