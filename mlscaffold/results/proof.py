"""The results of the notebook's and the project's runs, for the reports and the project's tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mlscaffold.migrations.library_changes import Cause
from mlscaffold.stages.stage import Observation

Verdict = Literal["equal", "differs", "unstable", "not compared"]
"""`unstable`: two runs of the notebook itself differ in it; `not compared`: there is no fair comparison."""


@dataclass(frozen=True, slots=True)
class CellRun:
    """A code cell in the notebook's run.

    Args:
        cell: its number.
        text: the first lines of what it printed and showed, without secrets.
        error: `Type: message` of what it raised, "" if it ran.
        line: line of the cell that raised it, 0 if that is unknown.
    """

    cell: int
    text: str = ""
    error: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """The error that ended a run of the notebook early.

    Args:
        cell: the cell that failed, 0 if it was no cell (a time limit, a killed process).
        line: the line in it, 0 if that is unknown.
        error: `Type: message`.
        cause: the library change that caused it, None if none is known.
    """

    cell: int
    line: int
    error: str
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class ExpectedFailure:
    """A removed API in a cell that was not run: the next failure to expect, under the condition `when` unless it is ""."""

    cell: int
    line: int
    cause: Cause
    when: str = ""


@dataclass(frozen=True, slots=True)
class ValueProof:
    """A value that leaves a stage, compared.

    Args:
        stage: the stage's name.
        name: the value's name, as the project has it.
        cell: the cell after which the notebook has it.
        kind: its type and shape, such as `DataFrame 300 x 5`.
        verdict: the result of the comparison.
        why: the reason unless it is equal, with the place inside the value.
    """

    stage: str
    name: str
    cell: int
    kind: str
    verdict: Verdict
    why: str = ""


@dataclass(frozen=True, slots=True)
class FigureProof:
    """A figure, compared by the data of its axes.

    Args:
        name: stem of the project's file.
        cell: the cell that draws it.
        verdict: the result of the comparison.
        why: the reason unless it is equal.
        notebook: the notebook's figure as PNG, empty if there is none.
        project: the project's figure as PNG, empty if there is none.
    """

    name: str
    cell: int
    verdict: Verdict
    why: str = ""
    notebook: bytes = b""
    project: bytes = b""


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many different decimals the notebook shows, and which of them the project neither logs nor writes."""

    shown: int = 0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RevertedRefactoring:
    """A refactoring, such as `print-to-logging` or `copies`, that was reverted because it changed a value."""

    what: str
    stage: str
    cells: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class RecordedTest:
    """A test that was recorded from the run; its stage is "" if it tests the whole pipeline."""

    path: str
    name: str
    protects: str
    stage: str = ""


@dataclass(frozen=True, slots=True)
class ProjectTests:
    """The project's own tests, run.

    Args:
        recorded: the tests that were recorded from the run.
        passed: how many tests passed, including those of the template.
        failed: names of the tests that failed.
        left_out: what could not be recorded, and why, as sentences.
    """

    recorded: tuple[RecordedTest, ...] = ()
    passed: int = 0
    failed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """The result of the runs.

    Args:
        python: version of the interpreter that ran the notebook.
        environment: where the project ran: `clean` (built from its pyproject.toml) or `notebook` (the notebook's).
        why_not_clean: why it did not run in a clean environment, as a sentence.
        cells: the cells that were run.
        failure: the error that ended the notebook's run early, None if it finished.
        expected_failures: removed APIs in the cells that were not run.
        project_failure: stage and error that ended the project's run early, "" if it finished.
        values: the values that leave stages.
        figures: the figures.
        numbers: the decimals shown.
        seeded: whether both runs got a seed because the notebook sets none.
        reverted: the refactorings that were reverted.
        tests: the project's own tests.
        thin: the result of the thin notebook's run: `equal`, or what differs, as a sentence; "" if it was not run.
        observed: the observed values.
        metrics: the metrics of the project's run.
        imports: distributions in use that no import statement names, with their versions.
        limits: what a limit of time, memory or disk cut short, as sentences.
    """

    python: str = ""
    environment: Literal["clean", "notebook"] = "notebook"
    why_not_clean: str = ""
    cells: tuple[CellRun, ...] = ()
    failure: Failure | None = None
    expected_failures: tuple[ExpectedFailure, ...] = ()
    project_failure: str = ""
    values: tuple[ValueProof, ...] = ()
    figures: tuple[FigureProof, ...] = ()
    numbers: Numbers = Numbers()
    seeded: bool = False
    reverted: tuple[RevertedRefactoring, ...] = ()
    tests: ProjectTests = ProjectTests()
    thin: str = ""
    observed: tuple[Observation, ...] = ()
    metrics: tuple[tuple[str, float | int | None], ...] = ()
    imports: tuple[tuple[str, str], ...] = ()
    limits: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[ValueProof, ...]:
        """The values that differ."""
        return tuple(value for value in self.values if value.verdict == "differs")

    @property
    def proven(self) -> bool:
        """Whether the notebook and the project ran to the end, and no value or figure differs."""
        ran = self.failure is None and not self.project_failure and bool(self.cells)
        return ran and not self.differing and not any(f.verdict == "differs" for f in self.figures)
