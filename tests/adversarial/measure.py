"""Runs an adversarial notebook and its hardened project, and compares them."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.adversarial.comparison import Run, Verdict, differences, results, snapshot, verdict, written
from tests.adversarial.notebooks import ORDINARY, Case, write
from tests.adversarial.structure import overcautious
from tests.golden.case import HARDENING
from tests.golden.forked import CallError, Forked

Mode = Literal["static", "normal", "whole"]
LIBRARIES = (
    "matplotlib.pyplot",
    "pandas",
    "sqlite3",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "sklearn.metrics",
    "sklearn.model_selection",
    "sklearn.pipeline",
)
ARGUMENTS = {"static": ["--no-run"], "normal": ["--no-clean-env"], "whole": ["--no-run"]}
RUN_SECONDS, HARDEN_SECONDS = 60, 900  # notebooks take up to 2 s; a proof with opt-outs runs them often


@dataclass(frozen=True)
class Processes:
    """The processes that run and harden, each with another hash seed, so that no set's order counts."""

    python: str
    notebook: Forked
    project: Forked
    harden: Forked


@contextmanager
def processes(python: str, libraries: Sequence[str] = LIBRARIES) -> Iterator[Processes]:
    """Start the processes, and end them.

    Args:
        python: interpreter with the notebooks' libraries.
        libraries: modules that are imported once for all runs.
    """
    running, hardening = (
        ("tests.adversarial.running", *libraries),
        ("tests.adversarial.hardening", *HARDENING),
    )
    with ExitStack() as stack:
        notebook = stack.enter_context(Forked(python, *running, PYTHONHASHSEED="0"))
        project = stack.enter_context(Forked(python, *running, PYTHONHASHSEED="1"))
        harden = stack.enter_context(Forked(sys.executable, *hardening, PYTHONHASHSEED="2"))
        yield Processes(python, notebook, project, harden)


@dataclass(frozen=True, slots=True)
class Row:
    """The outcome of a case.

    Args:
        case: the case's label.
        verdict: whether the project does the same as its notebook, and whether a difference is reported.
        status: exit status of the hardening.
        proven: whether it reports the project as proven.
        differences: in what they differ.
        overcautious: what was not refactored in an everyday notebook.
        seconds: how long it took.
    """

    case: str
    verdict: Verdict
    status: int = 0
    proven: bool = False
    differences: tuple[str, ...] = ()
    overcautious: tuple[str, ...] = ()
    seconds: float = 0.0


def run_notebook(case: Case, folder: Path, forked: Forked) -> Run:
    """Run a case's notebook in a new folder."""
    path = write(case, folder)
    before = snapshot(folder)
    return _run(folder, before, forked, "notebook", "__main__", {"path": str(path)})


def run_project(folder: Path, package: str, forked: Forked) -> Run:
    """Run a hardened project."""
    arguments = {"folder": str(folder), "package": package}
    return _run(folder, snapshot(folder), forked, "project", package, arguments)


def _run(
    folder: Path,
    before: Mapping[str, str],
    forked: Forked,
    function: str,
    package: str,
    arguments: Mapping[str, Any],
) -> Run:
    try:
        ended = forked.call(f"tests.adversarial.running.{function}", timeout=RUN_SECONDS, **arguments)
    except CallError as error:
        ended = {"status": 1, "error": str(error)[-500:]}
    return Run(
        ended["status"], results(forked.printed), written(folder, before, package), ended["error"][-200:]
    )


def measure(case: Case, mode: Mode, work: Path, using: Processes) -> Row:
    """Harden a case's notebook, run both, and compare them.

    Args:
        case: the case.
        mode: whether the hardening runs the notebook, and whether it refactors at all.
        work: a folder that does not exist.
        using: the processes to use.
    """
    begin = time.monotonic()
    expected = run_notebook(case, work / "notebook", using.notebook)
    path, project = write(case, work / "source"), work / "project"
    status, report = _harden(path, project, mode, using)
    packages = sorted(file.parent for file in project.glob("src/*/__init__.py"))
    if not packages:
        last = " ".join(report.strip().splitlines()[-2:])
        return Row(case.label, "refused", status, differences=(last,), seconds=time.monotonic() - begin)
    actual = run_project(project, packages[0].name, using.project)
    different = differences(expected, actual)
    proven = bool(re.search(r"\bProven:", report))
    return Row(
        case.label,
        verdict(bool(different), status, proven, static=mode != "normal"),
        status,
        proven,
        different,
        overcautious(case.source, packages[0]) if case.kind == ORDINARY and mode != "whole" else (),
        round(time.monotonic() - begin, 1),
    )


def _harden(path: Path, project: Path, mode: Mode, using: Processes) -> tuple[int, str]:
    """Harden a notebook, and return the exit status and the report."""
    arguments = ["harden", str(path), "--output", str(project), "--python", using.python, *ARGUMENTS[mode]]
    try:
        status = using.harden.call(
            "tests.adversarial.hardening.run",
            timeout=HARDEN_SECONDS,
            arguments=arguments,
            whole=mode == "whole",
        )
    except CallError as error:
        return 70, str(error)
    return status, using.harden.printed


def unfit(case: Case, work: Path, using: Processes) -> tuple[str, ...]:
    """Return why a case tries nothing: its notebook fails, prints no RESULT, or differs in a second run.

    Args:
        case: the case.
        work: a folder that does not exist.
        using: the processes to use; the second run has another hash seed.
    """
    first = run_notebook(case, work / "first", using.notebook)
    second = run_notebook(case, work / "second", using.project)
    stops = case.name.endswith("_stops")
    return (
        *([f"it ends with {first.error or 'no error'}"] if bool(first.status) != stops else []),
        *([] if first.results else ["it prints no RESULT"]),
        *(f"a second run differs: {text}" for text in differences(first, second)),
    )
