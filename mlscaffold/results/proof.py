"""What the runs of the notebook and of the project have shown: values, for the report and the project's tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mlscaffold.migrations.changes import Cause
from mlscaffold.stages.observation import Observed

Verdict = Literal["equal", "differs", "unstable", "not compared"]
"""`unstable`: two runs of the notebook itself do not agree on it; `not compared`: there is no fair comparison."""


@dataclass(frozen=True, slots=True)
class CellRun:
    """One code cell in the notebook's run.

    Args:
        cell: its number.
        text: what it printed and showed, secrets and all but the first lines left out.
        error: `Type: message` of what it raised, "" where it ran.
        line: line of the cell in which it was raised, 0 where that is not known.
    """

    cell: int
    text: str = ""
    error: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a run of the notebook ended early.

    Args:
        cell: the cell that failed, 0 where it was no cell (a time limit, a killed process).
        line: the line in it, 0 where that is not known.
        error: `Type: message`.
        cause: the change of a library behind it, None where none is known.
    """

    cell: int
    line: int
    error: str
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """An old form in a cell that was not run: what fails next.

    Args:
        cell: the cell.
        line: the line of its statement.
        cause: the change of a library.
        when: on what it depends, "" where it depends on nothing.
    """

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
        kind: its type and shape in a few words, such as `DataFrame 300 x 5`.
        verdict: how the comparison ended.
        why: for all but equal ones the reason, with the place inside the value.
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
        verdict: how the comparison ended.
        why: for all but equal ones the reason.
        notebook: the notebook's figure as PNG, empty where there is none.
        project: the project's figure as PNG, empty where there is none.
    """

    name: str
    cell: int
    verdict: Verdict
    why: str = ""
    notebook: bytes = b""
    project: bytes = b""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Decimals that the notebook shows, looked for in what the project logs and writes.

    Args:
        shown: how many different ones the notebook shows.
        missing: those that the project's run does not show.
    """

    shown: int = 0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A refactoring that was taken back because a value was not the notebook's with it.

    Args:
        what: the refactoring, such as `print-to-logging` or `copies`.
        stage: the stage in which it was taken back.
        cells: the cells that it concerned.
        why: the difference that it made.
    """

    what: str
    stage: str
    cells: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class RecordedTest:
    """A test that was written from the run.

    Args:
        path: its file in the project.
        name: its function.
        protects: what it protects, a few words.
        stage: the stage that it tests, "" for the whole pipeline.
    """

    path: str
    name: str
    protects: str
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Tests:
    """The project's own tests, run.

    Args:
        recorded: those that were written from the run.
        passed: how many passed, those of the template included.
        failed: names of those that did not.
        left_out: what could not be recorded, and why, as sentences.
    """

    recorded: tuple[RecordedTest, ...] = ()
    passed: int = 0
    failed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """All that the runs have shown.

    Args:
        python: version of the interpreter that ran the notebook.
        environment: where the project ran: `clean` (made from its own pyproject.toml) or `notebook` (the notebook's).
        why_not_clean: why it did not run in a clean one, as a sentence.
        cells: the cells that were run.
        failure: where the notebook's run ended early, None where it ran to its end.
        ahead: old forms in the cells that were not run.
        project_failure: where the project's run ended early: stage and error; "" where it ran to its end.
        values: the values that leave stages.
        figures: the figures.
        numbers: the decimals shown.
        seeded: whether both runs were given a seed because the notebook sets none.
        taken_back: refactorings that were taken back.
        tests: the project's own tests.
        thin: how the thin notebook's run ended: `equal`, or what differs, as a sentence; "" where it was not run.
        observed: what the values were seen to be.
        metrics: the metrics of the project's run.
        imports: distributions seen in use that no import statement names, with their versions.
        limits: what of the run was cut short by a limit of time, memory or disk, as sentences.
    """

    python: str = ""
    environment: Literal["clean", "notebook"] = "notebook"
    why_not_clean: str = ""
    cells: tuple[CellRun, ...] = ()
    failure: Failure | None = None
    ahead: tuple[Ahead, ...] = ()
    project_failure: str = ""
    values: tuple[ValueProof, ...] = ()
    figures: tuple[FigureProof, ...] = ()
    numbers: Numbers = Numbers()
    seeded: bool = False
    taken_back: tuple[TakenBack, ...] = ()
    tests: Tests = Tests()
    thin: str = ""
    observed: tuple[Observed, ...] = ()
    metrics: tuple[tuple[str, float | int | None], ...] = ()
    imports: tuple[tuple[str, str], ...] = ()
    limits: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[ValueProof, ...]:
        """The values that are not the notebook's."""
        return tuple(value for value in self.values if value.verdict == "differs")

    @property
    def proven(self) -> bool:
        """Whether the notebook ran to its end, the project too, and no value or figure differs."""
        ran = self.failure is None and not self.project_failure and bool(self.cells)
        return ran and not self.differing and not any(f.verdict == "differs" for f in self.figures)
