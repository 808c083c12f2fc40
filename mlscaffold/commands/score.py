"""The command `score`: scores a project and reports the result."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.environments import interpreter
from mlscaffold.errors import MlscaffoldError
from mlscaffold.scoring.conditions import CONDITIONS, gate_of
from mlscaffold.scoring.project_evidence import Project, gather
from mlscaffold.scoring.project_score import Score, text
from mlscaffold.scoring.rubric import TESTS, score_all
from mlscaffold.scoring.running import run_all
from mlscaffold.scoring.score_settings import Segment, Settings, read


@dataclass(frozen=True, slots=True)
class Options:
    """The options of the command.

    Args:
        segment: the only segment to check, "" for all segments and the rubric.
        min_score: the score below which the exit status is 1, None for none.
        run: whether to run tests, pipeline and notebooks first.
        python: the interpreter to run them with, "" for the project's own.
        timeout: seconds for each run.
    """

    segment: str = ""
    min_score: float | None = None
    run: bool = False
    python: str = ""
    timeout: float = 900  # 15 minutes, as for `harden`


@dataclass(frozen=True, slots=True)
class Result:
    """The result of the command.

    Args:
        score: the score.
        status: 1 if the gate is closed or the score is below the minimum, else 0.
    """

    score: Score
    status: int

    @property
    def report(self) -> str:
        """The report for the terminal."""
        return text(self.score)

    def as_json(self) -> dict[str, Any]:
        """Return the report for `--json`."""
        return self.score.as_json()


def score(folder: Path, options: Options, progress: Callable[[str], None] = lambda _: None) -> Result:
    """Score a project.

    Args:
        folder: the project's folder, with its pyproject.toml.
        options: the options of the command.
        progress: called with a message for each run.

    Raises:
        MlscaffoldError: there is no project, or its settings or a segment are unknown.
    """
    root = folder.resolve()
    settings = read(root, [one.name for one in CONDITIONS], [one.id for one in TESTS])
    segments = _selected(settings, options.segment)
    faults: tuple[str, ...] = ()
    if options.run:
        faults = run_all(
            root, settings, interpreter.of_project(root, options.python), options.timeout, progress
        )
    project = gather(root, settings)
    gates = tuple(gate_of(project, one) for one in segments)
    rubric = score_all(project) if not options.segment or options.min_score is not None else ()
    found = Score(settings.name, project.history.commit, (*faults, *_notes(project)), gates, rubric)
    return Result(found, _status(found, options))


def _selected(settings: Settings, name: str) -> tuple[Segment, ...]:
    known = [one.name for one in settings.segments]
    if name and name not in known:
        hint = f"Segments: {', '.join(known)}" if known else "pyproject.toml defines none"
        raise MlscaffoldError(f"unknown segment `{name}`", hint=hint)
    return tuple(one for one in settings.segments if name in {"", one.name})


def _status(found: Score, options: Options) -> int:
    closed = bool(options.segment) and not all(gate.open for gate in found.gates)
    low = options.min_score is not None and (found.points or 0) < options.min_score
    return int(closed or low)


def _notes(project: Project) -> Iterator[str]:
    """Yield notes on the evidence, and on what is missing."""
    record, measured = project.record, project.measured
    if record.path:
        passed, failed, skipped = record.cases
        stale = f"; older than {record.stale}, so it is ignored" if record.stale else ""
        summary = f"{passed} passed, {failed} failed, {skipped} skipped, {record.date} ({record.path})"
        yield f"tests: {record.fault or summary}{stale}"
    else:
        yield "tests: no run is recorded; run pytest --junitxml=outputs/tests.xml or mlscaffold score --run"
    yield f"metrics: {measured.fault or measured.path or 'none were written by a run'}"
    if not project.definitions:
        yield "code: the project has no Python modules, so most tests cannot be scored"
    if project.code.unread:
        yield f"code: {', '.join(project.code.unread)} is not valid Python"
    if not project.history.commit:
        yield "history: the project has no Git commit, so reviews are unknown"
    elif project.steps and not project.history.remote:
        yield "workflows: the repository has no remote, so they do not run yet"
