"""The results of the notebook's and the project's runs, for the reports and the project's tests."""

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


Where = Literal["output", "local", "end"]
"""`output`: it leaves a stage; `local`: a variable of a stage when it ends; `end`: it is alive when the notebook ends."""


@dataclass(frozen=True, slots=True)
class ValueProof:
    """A value, compared.

    Args:
        stage: the stage's name, "" for a value that belongs to none, such as a setting.
        name: the value's name, as the project has it.
        cell: the cell after which the notebook has it, 0 for the notebook's end.
        kind: its type and shape, such as `DataFrame 300 x 5`.
        verdict: the result of the comparison.
        why: the reason unless it is equal, with the place inside the value.
        where: where it was compared.
    """

    stage: str
    name: str
    cell: int
    kind: str
    verdict: Verdict
    why: str = ""
    where: Where = "output"


@dataclass(frozen=True, slots=True)
class TextProof:
    """What a cell prints and shows, compared with what the project logs.

    Args:
        cell: the cell.
        lines: how many lines and values it prints and shows.
        verdict: the result of the comparison.
        why: the reason unless it is equal.
    """

    cell: int
    lines: int
    verdict: Verdict
    why: str = ""

    @property
    def name(self) -> str:
        """Its name in reports."""
        return f"cell {self.cell}" if self.cell else "no cell"


@dataclass(frozen=True, slots=True)
class FileProof:
    """A file that the notebook or the project writes, compared by its content.

    Args:
        name: its path, relative to the notebook's folder.
        cell: the cell that wrote it last, 0 if only the project writes it.
        verdict: the result of the comparison.
        why: the reason unless it is equal.
    """

    name: str
    cell: int
    verdict: Verdict
    why: str = ""


@dataclass(frozen=True, slots=True)
class CommandProof:
    """The project's real command line, run without any probe, and compared with the run that was observed.

    Args:
        verdict: the result.
        why: the reason unless it is equal.
        status: its exit status, None if it was not run.
    """

    verdict: Verdict = "not compared"
    why: str = "it was not run"
    status: int | None = None

    name = "the command"
    cell = 0


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


Compared = ValueProof | TextProof | FileProof | FigureProof | CommandProof
VERDICTS: tuple[Verdict, ...] = ("equal", "differs", "unstable", "not compared")
WORST_FIRST: tuple[Verdict, ...] = ("differs", "not compared", "equal", "unstable")
"""A channel with something equal and something unstable is equal in what can be compared."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One of the ways in which a run can be observed: its values, its text, its files, its figures, its command.

    Args:
        name: its name.
        items: what was compared.
    """

    name: str
    items: tuple[Compared, ...]

    @property
    def verdict(self) -> Verdict | Literal["empty"]:
        """The worst verdict of its items; `empty` if there is nothing that could differ."""
        found = {item.verdict for item in self.items}
        return next((verdict for verdict in WORST_FIRST if verdict in found), "empty")

    @property
    def counts(self) -> tuple[tuple[Verdict, int], ...]:
        """How many items have each verdict."""
        found = [item.verdict for item in self.items]
        return tuple((verdict, found.count(verdict)) for verdict in VERDICTS)

    def with_verdict(self, verdict: Verdict) -> tuple[Compared, ...]:
        """Return the items with a verdict."""
        return tuple(item for item in self.items if item.verdict == verdict)


@dataclass(frozen=True, slots=True)
class RevertedRefactoring:
    """A refactoring, such as `print-to-logging` or `copies`, that was reverted because it changed a value."""

    what: str
    stage: str
    cells: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class RecordedTest:
    """A test that was recorded from the run; its stage is that or the function that it tests, "" for the whole pipeline."""

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
        values: the values: those that leave stages, local variables of stages, and those alive at the notebook's end.
        texts: what the cells print and show.
        files: the files that are written.
        figures: the figures.
        command: the real command line.
        largest: the largest relative difference of two numbers that count as equal.
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
    texts: tuple[TextProof, ...] = ()
    files: tuple[FileProof, ...] = ()
    figures: tuple[FigureProof, ...] = ()
    command: CommandProof = CommandProof()
    largest: float = 0.0
    seeded: bool = False
    reverted: tuple[RevertedRefactoring, ...] = ()
    tests: ProjectTests = ProjectTests()
    thin: str = ""
    observed: tuple[Observation, ...] = ()
    metrics: tuple[tuple[str, float | int | None], ...] = ()
    imports: tuple[tuple[str, str], ...] = ()
    limits: tuple[str, ...] = ()

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels: everything that can be observed of a run."""
        return (
            Channel("values", self.values),
            Channel("text", self.texts),
            Channel("files", self.files),
            Channel("figures", self.figures),
            Channel("command", (self.command,)),
        )

    @property
    def proven(self) -> bool:
        """Whether both ran to the end, and each channel was compared and is equal, or is empty or unstable."""
        ran = self.failure is None and not self.project_failure and bool(self.cells)
        return ran and all(one.verdict in {"equal", "unstable", "empty"} for one in self.channels)
