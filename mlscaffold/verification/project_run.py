"""The run of the project: as its command line does it, each stage's values compared with the notebook's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.verification.environment import Environment
from mlscaffold.verification.probe.notes import read_notes
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class ProjectRan:
    """A run of the project.

    Args:
        folder: where its notes are.
        values: one note for each value that a stage gave, with its verdict.
        figures: one note for each figure, with its verdict.
        failure: where it ended early, "" where it ran to its end.
        outputs: the folder that it wrote to.
        modules: the modules that were loaded at its end.
    """

    folder: Path
    values: tuple[Mapping[str, Any], ...]
    figures: tuple[Mapping[str, Any], ...]
    failure: str
    outputs: Path
    modules: tuple[str, ...]


def run_project(
    sandbox: Sandbox,
    environment: Environment,
    project: Path,
    package: str,
    notebook: Path,
    keys: Mapping[str, str],
    figures: Mapping[str, int],
    secrets: Mapping[str, str],
    name: str,
    look: Callable[[], None],
) -> ProjectRan:
    """Run a project from another folder, and compare what its stages give.

    Args:
        sandbox: where it runs.
        environment: the interpreter.
        project: a copy of the project; the run may write into it.
        package: its package.
        notebook: the notes of the notebook's run.
        keys: for each `stage/name`, the key under which the notebook's value was noted.
        figures: for each stem of a figure's file, the cell that draws it.
        secrets: environment variables that stand for what were secrets in the source.
        name: name of this run.
        look: called again and again while it runs.
    """
    elsewhere = sandbox.folder / f"{name}-elsewhere"
    elsewhere.mkdir()
    outputs = sandbox.folder / f"{name}-outputs"
    folder = sandbox.folder / name
    spec = {
        "out": str(folder),
        "notebook": str(notebook),
        "package": package,
        "keys": dict(keys),
        "source": str(project / "src"),
        "outputs": str(outputs),
        "figures": dict(figures),
    }
    ended = run_probe(sandbox, environment.python, "run_project", spec, elsewhere, secrets, look)
    notes = list(read_notes(str(folder)))
    failed = next((note for note in notes if note["what"] == "failed"), None)
    finished = next((note for note in notes if note["what"] == "finished"), None)
    failure = ended.why
    if failed is not None:
        failure = " ".join(filter(None, [failed["error"], failed["where"]]))
    elif finished is None and not failure:
        said = (ended.text.strip().splitlines() or ["it said nothing"])[-1]
        failure = f"The process ended with status {ended.status}: {said[:300]}"
    return ProjectRan(
        folder,
        tuple(note for note in notes if note["what"] == "verdict"),
        tuple(note for note in notes if note["what"] == "figure"),
        failure,
        outputs,
        tuple(finished["modules"]) if finished else (),
    )
