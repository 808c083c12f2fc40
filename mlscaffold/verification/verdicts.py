"""Builds the proof from the notes of the runs: verdicts on values and figures, errors, and failures to expect next."""

from __future__ import annotations

import ast
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlscaffold.migrations.diagnosis import cause, foreseen
from mlscaffold.migrations.snippet import imported
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.proof import (
    CellRun,
    ExpectedFailure,
    Failure,
    FigureProof,
    Numbers,
    Proof,
    ValueProof,
)
from mlscaffold.stages.stage import Observation
from mlscaffold.verification.notebook_run import NotebookRun
from mlscaffold.verification.probe.notes import read_notes
from mlscaffold.verification.project_run import ProjectRun

LINES = 40  # lines of a cell's output that the report shows: a screenful
DURATION = re.compile(r"\s*(CPU times|Wall time|\d.* per loop)")
NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d{2,}(?![\w.])")
DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%a, %d %b %Y", "%d %b %Y", "%b %d, %Y", "%a %b %d")
"""Date formats of libraries, for `time.strftime`."""
TIMINGS = re.compile(r"(?m)^(\s*(?:CPU times|Wall time):).*$|^.* per loop \(mean.*$")
LONGEST = 3600  # seconds before the end of a cell that are searched: each needs two texts, and few cells run an hour


@dataclass(frozen=True, slots=True)
class FirstDifference:
    """The first stage with a difference from the notebook.

    Args:
        stage: its name.
        cell: its first cell.
        why: the difference.
    """

    stage: str
    cell: int
    why: str


def first_difference(
    hardening: Hardening, project: ProjectRun, notebook: NotebookRun, unstable: frozenset[str]
) -> FirstDifference | None:
    """Return the first stage, in the order of the pipeline, with a value, a figure or an error that differs.

    Args:
        hardening: the hardening.
        project: the project's run.
        notebook: the notebook's run: if it stopped early, stages may fail, too.
        unstable: keys of unstable values and figures.
    """
    reasons: dict[str, str] = {}
    for note in project.values:
        if note["verdict"] == "differs" and note["key"] not in unstable:
            reasons.setdefault(note["stage"], f"{note['name']}: {note['why']}")
    drawing = {cell: stage.name for stage in hardening.stages for cell in stage.cells}
    for note in project.figures:
        cell = int(note["key"].partition("-")[0])
        if note["verdict"] == "differs" and note["key"] not in unstable and cell in drawing:
            reasons.setdefault(drawing[cell], f"figure {note['name']}: {note['why']}")
    failed = re.search(r"in stage (\w+)", project.failure)
    if failed and notebook.finished:
        reasons.setdefault(failed[1], project.failure)
    for stage in hardening.stages:
        if stage.name in reasons:
            return FirstDifference(stage.name, min(stage.cells), reasons[stage.name])
    return None


def proof_of(
    hardening: Hardening,
    notebook: NotebookRun,
    project: ProjectRun,
    unstable: frozenset[str],
    python_cells: Sequence[PythonCell],
    redact: Callable[[str], str],
) -> Proof:
    """Return the proof.

    Args:
        hardening: the hardening.
        notebook: the notebook's run.
        project: the project's run.
        unstable: keys of unstable values and figures.
        python_cells: the notebook's code cells as Python.
        redact: removes secrets from a text.
    """
    cells = tuple(_cell(note, redact) for note in notebook.cells)
    return Proof(
        cells=cells,
        failure=failure_of(notebook, python_cells, redact),
        expected_failures=expected_failures(notebook, python_cells),
        project_failure=redact(project.failure),
        values=tuple(_value(note, unstable, hardening) for note in project.values),
        figures=tuple(_figures(hardening, notebook, project, unstable)),
        numbers=_numbers(notebook, project),
        seeded=bool(hardening.seed),
        observed=tuple(_observed(note) for note in project.values),
        metrics=_metrics(project),
        limits=tuple(filter(None, (notebook.why,))),
    )


def failure_of(ran: NotebookRun, cells: Sequence[PythonCell], redact: Callable[[str], str]) -> Failure | None:
    """Return the error that ended a run early, with the library change that caused it; None if the run finished.

    Args:
        ran: the run.
        cells: the notebook's code cells as Python.
        redact: removes secrets from a text.
    """
    if ran.finished:
        return None
    last = ran.cells[-1] if ran.cells else None
    if last is None or not last["error"]:
        return Failure(0, 0, redact(ran.why))
    inside = last["inside"]
    source = next((cell.source for cell in cells if cell.number == inside), "")
    known = _imports_before(cells, last["cell"])
    found = cause(last["error"], source, known, line=last["line"], called=last["called"])
    return Failure(inside, last["line"], redact(last["error"]), found)


def expected_failures(ran: NotebookRun, cells: Sequence[PythonCell]) -> tuple[ExpectedFailure, ...]:
    """Return the removed APIs in the cells after the one at which a run stopped."""
    if ran.finished:
        return ()
    reached = ran.cells[-1]["cell"] if ran.cells else 0
    return tuple(
        ExpectedFailure(cell.number, one.line, one.cause, one.when)
        for cell in cells
        if cell.number > reached
        for one in foreseen(cell.source, _imports_before(cells, cell.number))
    )


def _imports_before(cells: Sequence[PythonCell], number: int) -> dict[str, str]:
    """Return the imports of the cells up to one: alias and qualified name."""
    found: dict[str, str] = {}
    for cell in cells:
        if cell.number <= number and cell.source:
            tree = compile(cell.source, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            found |= imported(tree)
    return found


def _cell(note: Mapping[str, Any], redact: Callable[[str], str]) -> CellRun:
    lines = without_clock(note["text"], note["end"], note["seconds"]).splitlines()
    text = "\n".join(lines[:LINES] + (["..."] if len(lines) > LINES else []))
    return CellRun(note["cell"], redact(_plain(text)), redact(note["error"]), note["line"])


def without_clock(text: str, end: float, seconds: float) -> str:
    """Return a text without the times and dates at which its cell ran, and without measured durations.

    Args:
        text: the output of the cell.
        end: when it ended, in seconds since the epoch.
        seconds: its duration.
    """
    text = TIMINGS.sub(lambda found: f"{found[1] or ''} (measured)".strip(), text)
    # From a second after the end to two before the start, as clocks are rounded.
    moments = [end + 1 - step for step in range(min(int(seconds), LONGEST) + 4)]
    shown = {time.strftime("%H:%M:%S", zone(at)) for at in moments for zone in (time.localtime, time.gmtime)}
    days = {time.strftime(form, zone(end)) for form in DAYS for zone in (time.localtime, time.gmtime)}
    for now in (one for one in shown if one in text):
        text = re.sub(re.escape(now) + r"(\.\d+)?", "--:--:--", text)
    for day in (one for one in sorted(days, key=len, reverse=True) if one in text):
        text = text.replace(day, "(today)")
    return text


def _plain(text: str) -> str:
    """Return text without terminal colors and without addresses of objects, which differ in each run."""
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text)
    return re.sub(r"\b0x[0-9a-fA-F]{6,}\b", "0x...", text)


def _value(note: Mapping[str, Any], unstable: frozenset[str], hardening: Hardening) -> ValueProof:
    verdict, why = note["verdict"], note["why"]
    if note["key"] in unstable and verdict == "differs":
        verdict, why = "unstable", _why_unstable(hardening)
    cell = int(note["key"].partition(":")[0] or 0)
    return ValueProof(note["stage"], note["name"], cell, note["kind"], verdict, why)


def _why_unstable(hardening: Hardening) -> str:
    """Return why two runs may differ: side effects of the notebook that no seed controls."""
    side_effects = {effect for traced in hardening.flow.statements for effect in traced.effects.side_effects}
    causes = {"random": "random numbers without a seed", "clock": "the clock", "network": "the network"}
    found = [text for effect, text in causes.items() if effect in side_effects]
    return "two runs of the notebook differ: " + (" or ".join(found) or "the order of sets, or threads")


def _figures(
    hardening: Hardening, notebook: NotebookRun, project: ProjectRun, unstable: frozenset[str]
) -> Iterator[FigureProof]:
    drawn = {note["key"]: note for note in project.figures}
    shown = {note["key"]: note for note in read_notes(str(notebook.folder)) if note["what"] == "figure"}
    for key, note in drawn.items():
        verdict, why = note["verdict"], note["why"]
        if key in unstable and verdict == "differs":
            verdict, why = "unstable", "two runs of the notebook differ"
        before = _picture(notebook, shown.get(key))
        yield FigureProof(
            note["name"], int(key.partition("-")[0]), verdict, why, before, _picture(project, note)
        )
    for key, note in shown.items():
        if key not in drawn:
            cell = note["cell"]
            why = "the project does not save this figure"
            name = dict(hardening.figures).get(cell, "figure")
            yield FigureProof(name, cell, "not compared", why, _picture(notebook, note))


def _picture(run: NotebookRun | ProjectRun, note: Mapping[str, Any] | None) -> bytes:
    if note is None or not note["image"]:
        return b""
    return (run.folder / str(note["image"])).read_bytes()


def _numbers(notebook: NotebookRun, project: ProjectRun) -> Numbers:
    """Look for the decimals that the notebook shows in the project's log and metrics."""
    texts = [
        line for note in notebook.cells for line in note["text"].splitlines() if not DURATION.match(line)
    ]
    shown = sorted({number for line in texts for number in NUMBER.findall(line)})
    files = [path for path in sorted(project.outputs.rglob("*")) if path.suffix in {".log", ".json"}]
    found = "\n".join(path.read_text(errors="replace") for path in files)
    decimals = set(re.findall(r"-?\d+\.\d+", found))
    digits = {len(n.partition(".")[2]) for n in shown}
    known = decimals | {f"{float(n):.{places}f}" for n in decimals for places in digits}
    return Numbers(len(shown), tuple(n for n in shown if n not in known and n not in found))


def _observed(note: Mapping[str, Any]) -> Observation:
    value = note["observed"]
    columns = tuple((name, kind) for name, kind in value["columns"])
    return Observation(note["stage"], note["name"], value["kind"], tuple(value["shape"]), columns)


def _metrics(project: ProjectRun) -> tuple[tuple[str, float | int | None], ...]:
    file = project.outputs / "metrics.json"
    return tuple(json.loads(file.read_text()).items()) if file.exists() else ()
