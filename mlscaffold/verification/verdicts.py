"""From the notes of the runs to the proof."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlscaffold.notebook.magics import PythonCell
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.proof import CellRun, FigureProof, Numbers, Proof, ValueProof
from mlscaffold.stages.observation import Observed
from mlscaffold.verification.clock import without_clock
from mlscaffold.verification.failures import ahead, failure_of
from mlscaffold.verification.notebook_run import Ran
from mlscaffold.verification.probe.notes import read_notes
from mlscaffold.verification.project_run import ProjectRan

LINES = 40  # lines of a cell's output that the report shows
TIMING = re.compile(r"\s*(CPU times|Wall time|\d.* per loop)")
NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d{2,}(?![\w.])")


@dataclass(frozen=True, slots=True)
class Differing:
    """The first stage that does not give what the notebook has.

    Args:
        stage: its name.
        cell: its first cell.
        why: what differs.
    """

    stage: str
    cell: int
    why: str


def first_differing(
    hardening: Hardening, project: ProjectRan, notebook: Ran, unstable: frozenset[str]
) -> Differing | None:
    """Return the first stage, in the order of the pipeline, with a value, a figure or an error of its own.

    Args:
        hardening: the hardening.
        project: the project's run.
        notebook: the notebook's run: a stage of which it did not come to the end may fail.
        unstable: keys of values that are not reproducible.
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
            return Differing(stage.name, min(stage.cells), reasons[stage.name])
    return None


def proof_of(
    hardening: Hardening,
    notebook: Ran,
    project: ProjectRan,
    unstable: frozenset[str],
    python_cells: Sequence[PythonCell],
    redact: Callable[[str], str],
) -> Proof:
    """Return what the runs have shown.

    Args:
        hardening: the hardening.
        notebook: the notebook's run.
        project: the project's run.
        unstable: keys of values that are not reproducible.
        python_cells: the notebook's code cells as Python.
        redact: takes secrets out of a text.
    """
    cells = tuple(_cell(note, redact) for note in notebook.cells)
    return Proof(
        cells=cells,
        failure=failure_of(notebook, python_cells, redact),
        ahead=ahead(notebook, python_cells),
        project_failure=redact(project.failure),
        values=tuple(_value(note, unstable, hardening) for note in project.values),
        figures=tuple(_figures(hardening, notebook, project, unstable)),
        numbers=_numbers(notebook, project),
        seeded=bool(hardening.seed),
        observed=tuple(_observed(note) for note in project.values),
        metrics=_metrics(project),
        limits=tuple(filter(None, (notebook.why,))),
    )


def _cell(note: Mapping[str, Any], redact: Callable[[str], str]) -> CellRun:
    lines = without_clock(note["text"], note["end"], note["seconds"]).splitlines()
    text = "\n".join(lines[:LINES] + (["..."] if len(lines) > LINES else []))
    return CellRun(note["cell"], redact(_plain(text)), redact(note["error"]), note["line"])


def _plain(text: str) -> str:
    """Return text without terminal colours and without addresses of objects, which no two runs share."""
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text)
    return re.sub(r"\b0x[0-9a-fA-F]{6,}\b", "0x...", text)


def _value(note: Mapping[str, Any], unstable: frozenset[str], hardening: Hardening) -> ValueProof:
    verdict, why = note["verdict"], note["why"]
    if note["key"] in unstable and verdict == "differs":
        verdict, why = "unstable", _why_unstable(hardening)
    cell = int(note["key"].partition(":")[0] or 0)
    return ValueProof(note["stage"], note["name"], cell, note["kind"], verdict, why)


def _why_unstable(hardening: Hardening) -> str:
    """Say what may make two runs differ: what the notebook does that no seed decides."""
    side_effects = {effect for traced in hardening.flow.statements for effect in traced.effects.side_effects}
    reasons = [
        text
        for effect, text in (
            ("random", "random numbers that no seed decides"),
            ("clock", "the clock"),
            ("network", "the network"),
        )
        if effect in side_effects
    ]
    return "two runs of the notebook differ: " + (" or ".join(reasons) or "the order of sets, or threads")


def _figures(
    hardening: Hardening, notebook: Ran, project: ProjectRan, unstable: frozenset[str]
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
            why = "the project saves no such figure"
            name = dict(hardening.figures).get(cell, "figure")
            yield FigureProof(name, cell, "not compared", why, _picture(notebook, note))


def _picture(run: Ran | ProjectRan, note: Mapping[str, Any] | None) -> bytes:
    if note is None or not note["image"]:
        return b""
    return (run.folder / str(note["image"])).read_bytes()


def _numbers(notebook: Ran, project: ProjectRan) -> Numbers:
    """Look for the decimals that the notebook shows in the project's log and metrics."""
    texts = [line for note in notebook.cells for line in note["text"].splitlines() if not TIMING.match(line)]
    shown = sorted({number for line in texts for number in NUMBER.findall(line)})
    texts = [
        p.read_text(errors="replace")
        for p in sorted(project.outputs.rglob("*"))
        if p.suffix in {".log", ".json"}
    ]
    found = "\n".join(texts)
    decimals = set(re.findall(r"-?\d+\.\d+", found))
    digits = {len(n.partition(".")[2]) for n in shown}
    close = {f"{float(n):.{places}f}" for n in decimals for places in digits}
    return Numbers(
        len(shown), tuple(n for n in shown if n not in decimals and n not in close and n not in found)
    )


def _observed(note: Mapping[str, Any]) -> Observed:
    seen = note["observed"]
    columns = tuple((name, kind) for name, kind in seen["columns"])
    return Observed(note["stage"], note["name"], seen["kind"], tuple(seen["shape"]), columns)


def _metrics(project: ProjectRan) -> tuple[tuple[str, float | int | None], ...]:
    import json

    file = project.outputs / "metrics.json"
    return tuple(json.loads(file.read_text()).items()) if file.exists() else ()
