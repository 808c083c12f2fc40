"""The command `score`, from its options to what is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.scoring.conditions import CONDITIONS, gate_of
from mlscaffold.scoring.project_evidence import Project, gather
from mlscaffold.scoring.project_score import Score
from mlscaffold.scoring.rubric import TESTS, scored
from mlscaffold.scoring.running import interpreter, run_all
from mlscaffold.scoring.score_settings import Segment, Settings, read
from mlscaffold.scoring.score_text import text


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says.

    Args:
        segment: the segment whose gate alone is asked for, "" for all and the rubric.
        min_score: the score below which the status is 1, None for none.
        run: whether tests, pipeline and notebooks are run first.
        python: the interpreter to run them with, "" for the project's own.
        timeout: seconds that each of them may take.
    """

    segment: str = ""
    min_score: float | None = None
    run: bool = False
    python: str = ""
    timeout: float = 900


@dataclass(frozen=True, slots=True)
class Result:
    """What the command gives.

    Args:
        score: what is known.
        status: 1 where the gate is not open or the score is below the least, else 0.
    """

    score: Score
    status: int

    @property
    def report(self) -> str:
        """The score for people."""
        return text(self.score)

    def as_json(self) -> dict[str, Any]:
        """Return the score for machines."""
        return self.score.as_json()


def score(folder: Path, options: Options, progress: Callable[[str], None] = lambda _: None) -> Result:
    """Score a project.

    Args:
        folder: the project's folder, where its pyproject.toml lies.
        options: what the command line says.
        progress: told what is being run.

    Raises:
        MlscaffoldError: there is no project, or its settings or a segment are not known.
    """
    root = folder.resolve()
    settings = read(root, [one.name for one in CONDITIONS], [one.id for one in TESTS])
    segments = _asked(settings, options.segment)
    faults: tuple[str, ...] = ()
    if options.run:
        faults = run_all(root, settings, interpreter(root, options.python), options.timeout, progress)
    project = gather(root, settings)
    gates = tuple(gate_of(project, one) for one in segments)
    rubric = scored(project) if not options.segment or options.min_score is not None else ()
    found = Score(settings.name, project.history.commit, (*faults, *_notes(project)), gates, rubric)
    return Result(found, _status(found, options))


def _asked(settings: Settings, name: str) -> tuple[Segment, ...]:
    known = [one.name for one in settings.segments]
    if name and name not in known:
        hint = f"Segments are {', '.join(known)}" if known else "pyproject.toml names none"
        raise MlscaffoldError(f"there is no segment `{name}`", hint=hint)
    return tuple(one for one in settings.segments if name in {"", one.name})


def _status(found: Score, options: Options) -> int:
    closed = bool(options.segment) and not all(gate.open for gate in found.gates)
    low = options.min_score is not None and (found.points or 0) < options.min_score
    return int(closed or low)


def _notes(project: Project) -> Iterator[str]:
    """Say what the evidence is, and what cannot be told."""
    record, measured = project.record, project.measured
    if record.path:
        passed, failed, skipped = record.cases
        stale = f"; older than {record.stale}, so it counts for nothing" if record.stale else ""
        told = f"{passed} passed, {failed} failed, {skipped} skipped, {record.date} ({record.path})"
        yield f"tests: {record.fault or told}{stale}"
    else:
        yield "tests: no run is recorded; pytest --junitxml=outputs/tests.xml or mlscaffold score --run makes one"
    yield f"metrics: {measured.fault or measured.path or 'no run has written any'}"
    if not project.definitions:
        yield "code: there is no Python module of the project's own here, so most cannot be told"
    if project.code.unread:
        yield f"code: {', '.join(project.code.unread)} cannot be read as Python"
    if not project.history.commit:
        yield "history: Git has no commit of this project, so reviews cannot be told"
    elif project.steps and not project.history.remote:
        yield "workflows: this repository has no remote, so nothing runs them yet"
