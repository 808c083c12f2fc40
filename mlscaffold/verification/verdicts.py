"""Builds the proof from the notes of the runs: a verdict on each value, text, file and figure, and on the command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mlscaffold.notebook.magics import PythonCell
from mlscaffold.results.hardening import Hardening
from mlscaffold.results.proof import (
    CellRun,
    CommandProof,
    FigureProof,
    FileProof,
    Proof,
    TextProof,
    ValueProof,
    Verdict,
)
from mlscaffold.stages.stage import Observation
from mlscaffold.verification.cell_text import without_clock, without_machine
from mlscaffold.verification.failures import expected_failures, failure_of
from mlscaffold.verification.file_comparison import Notes
from mlscaffold.verification.first_difference import (
    FirstDifference,
    command_difference,
    first_difference,
    lost_figures,
    sentence,
)
from mlscaffold.verification.notebook_run import NotebookRun
from mlscaffold.verification.probe.notes import read_notes
from mlscaffold.verification.project_run import ProjectRun
from mlscaffold.verification.text_channel import compared_text
from mlscaffold.verification.text_comparison import TextDifference
from mlscaffold.verification.text_items import Item
from mlscaffold.verification.unstable import Unstable, verdict_of

__all__ = ["FirstDifference", "first_difference", "proof_of"]

LINES = 40  # lines of a cell's output that the report shows: a screenful
NAMED = 3  # differences in the text of a cell that the report names: more follow from them
ENDED = "a run ended before it"


def proof_of(
    hardening: Hardening,
    notebook: NotebookRun,
    project: ProjectRun,
    unstable: Unstable,
    python_cells: Sequence[PythonCell],
    redact: Callable[[str], str],
) -> Proof:
    """Return the proof.

    Args:
        hardening: the hardening.
        notebook: the notebook's run.
        project: the project's run.
        unstable: what two runs of the notebook do not agree on.
        python_cells: the notebook's code cells as Python.
        redact: removes secrets from a text.
    """
    named = [note for note in project.values if note["verdict"] != "unnamed"]
    return Proof(
        cells=tuple(_cell(note, redact) for note in notebook.cells),
        failure=failure_of(notebook, python_cells, redact),
        expected_failures=expected_failures(notebook, python_cells),
        project_failure=redact(project.failure),
        values=tuple(_value(note, unstable, hardening, redact) for note in named),
        texts=tuple(_texts(hardening, notebook, project, unstable, redact)),
        files=tuple(_files(notebook, project, unstable, redact)),
        figures=tuple(_figures(hardening, notebook, project, unstable)),
        command=_command(hardening, notebook, project, unstable, redact),
        largest=_largest(project, unstable),
        seeded=bool(hardening.seed),
        observed=tuple(_observed(note) for note in project.values if note["where"] == "output"),
        metrics=_metrics(project),
        limits=tuple(filter(None, (notebook.why,))),
    )


def _cell(note: Mapping[str, Any], redact: Callable[[str], str]) -> CellRun:
    lines = without_clock(note["text"], note["end"], note["seconds"]).splitlines()
    text = "\n".join(lines[:LINES] + (["..."] if len(lines) > LINES else []))
    return CellRun(note["cell"], redact(without_machine(text)), redact(note["error"]), note["line"])


def _value(
    note: Mapping[str, Any], unstable: Unstable, hardening: Hardening, redact: Callable[[str], str]
) -> ValueProof:
    found = verdict_of(note, unstable.values.get(note["key"]))
    why = _why_unstable(hardening) if found.verdict == "unstable" else found.why
    first = note["key"].partition(":")[0]
    cell = int(first) if first.isdigit() else 0
    return ValueProof(
        note["stage"], note["name"], cell, note["kind"], found.verdict, redact(why), note["where"]
    )


def _why_unstable(hardening: Hardening) -> str:
    """Return why two runs may differ: side effects of the notebook that no seed controls."""
    side_effects = {effect for traced in hardening.flow.statements for effect in traced.effects.side_effects}
    causes = {"random": "random numbers without a seed", "clock": "the clock", "network": "the network"}
    found = [text for effect, text in causes.items() if effect in side_effects]
    return "two runs of the notebook differ: " + (" or ".join(found) or "the order of sets, or threads")


def _texts(
    hardening: Hardening,
    notebook: NotebookRun,
    project: ProjectRun,
    unstable: Unstable,
    redact: Callable[[str], str],
) -> Iterator[TextProof]:
    """Yield the verdict on the text of each cell that has any."""
    text = compared_text(hardening, notebook, project, unstable)
    ended = not notebook.finished or bool(project.failure)
    for cell in sorted({*text.cells, *(one.cell for one in text.comparison.differences)}):
        items = text.cells.get(cell, ())
        differences = [one for one in text.comparison.differences if one.cell == cell]
        if ended:
            differences = []
        lines = len([one for one in items if not one.optional])
        if lines or differences:
            proof = _text(cell, lines, items, differences)
            cut = cell in notebook.cut or project.cut
            why = ENDED if ended else "it is longer than what is kept of a run" if cut else ""
            if why:
                proof = replace(proof, verdict="not compared", why=why)
            yield replace(proof, why=redact(proof.why))


def _text(cell: int, lines: int, items: Sequence[Item], differences: Sequence[TextDifference]) -> TextProof:
    if differences:
        sentences = [sentence(one) for one in differences]
        more = f" and {len(sentences) - NAMED} more" if len(sentences) > NAMED else ""
        counted = max(lines, 1)  # what the project logs in addition is no line of the notebook
        return TextProof(cell, counted, "differs", f"{'; '.join(sentences[:NAMED])}{more}")
    unstable = sum(one.is_unstable for one in items)
    if unstable and unstable == len(items):
        return TextProof(cell, lines, "unstable", "two runs of the notebook differ")
    return TextProof(cell, lines, "equal", f"{unstable} of its lines unstable" if unstable else "")


def _files(
    notebook: NotebookRun, project: ProjectRun, unstable: Unstable, redact: Callable[[str], str]
) -> Iterator[FileProof]:
    """Yield the verdict on each file; the files of the real command line count, if it was run."""
    for note in _file_notes(project):
        found = verdict_of(note, unstable.files.get(note["key"]))
        why = "two runs of the notebook differ" if found.verdict == "unstable" else found.why
        proof = FileProof(note["key"], notebook.cell_of(note["key"]), found.verdict, redact(why))
        if not notebook.finished or project.failure:
            proof = replace(proof, verdict="not compared", why=ENDED)
        yield proof


def _file_notes(project: ProjectRun) -> Notes:
    """Return the notes on the files of the real command line, those of the observed run if it was not run."""
    return project.compared_files if project.failure or project.command is None else project.command.files


def _figures(
    hardening: Hardening, notebook: NotebookRun, project: ProjectRun, unstable: Unstable
) -> Iterator[FigureProof]:
    shown = {note["key"]: note for note in read_notes(str(notebook.folder)) if note["what"] == "figure"}
    for note in project.figures:
        key = note["key"]
        found = verdict_of(note, unstable.values.get(key))
        why = "two runs of the notebook differ" if found.verdict == "unstable" else found.why
        before = _picture(notebook, shown.get(key))
        yield FigureProof(
            note["name"], int(key.partition("-")[0]), found.verdict, why, before, _picture(project, note)
        )
    ended = not notebook.finished or bool(project.failure)
    for note in lost_figures(project, notebook):
        name = dict(hardening.figures).get(note["cell"], "figure")
        why = ENDED if ended else "the project does not save this figure"
        verdict: Verdict = "not compared" if ended else "differs"
        yield FigureProof(name, note["cell"], verdict, why, _picture(notebook, note))


def _picture(run: NotebookRun | ProjectRun, note: Mapping[str, Any] | None) -> bytes:
    if note is None or not note["image"]:
        return b""
    return (run.folder / str(note["image"])).read_bytes()


def _command(
    hardening: Hardening,
    notebook: NotebookRun,
    project: ProjectRun,
    unstable: Unstable,
    redact: Callable[[str], str],
) -> CommandProof:
    if project.failure or not notebook.finished:
        return CommandProof("not compared", ENDED)
    if project.command is None:
        return CommandProof()
    status = project.command.run.status
    found = command_difference(hardening, project, notebook, unstable)
    return CommandProof("differs", redact(found[1]), status) if found else CommandProof("equal", "", status)


def _largest(project: ProjectRun, unstable: Unstable) -> float:
    """Return the largest relative difference of what counts as equal."""
    values = (
        verdict_of(note, unstable.values.get(note["key"])) for note in (*project.values, *project.figures)
    )
    files = (verdict_of(note, unstable.files.get(note["key"])) for note in _file_notes(project))
    found = (*values, *files)
    return max((one.largest for one in found if one.verdict == "equal"), default=0.0)


def _observed(note: Mapping[str, Any]) -> Observation:
    value = note["observed"]
    columns = tuple((name, kind) for name, kind in value["columns"])
    return Observation(note["stage"], note["name"], value["kind"], tuple(value["shape"]), columns)


def _metrics(project: ProjectRun) -> tuple[tuple[str, float | int | None], ...]:
    file = project.outputs / "metrics.json"
    return tuple(json.loads(file.read_text()).items()) if file.exists() else ()
