"""The run of the notebook: its cells in a fresh process, values noted where stages end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mlscaffold.notebook.cells import Notebook
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.verification.captures import Capture
from mlscaffold.verification.probe.notes import read_notes
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.sandbox import Sandbox

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run, and how.

    Args:
        cells: the code cells for the probe, in order.
        seed: the seed of global random numbers, None where the notebook seeds them itself or draws none.
        libraries: libraries that have random numbers of their own to be seeded.
        package: the project's package.
        source: a folder to import from, "" for none.
    """

    cells: tuple[Mapping[str, Any], ...]
    seed: int | None
    libraries: tuple[str, ...]
    package: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Ran:
    """A run of the notebook.

    Args:
        folder: where its notes are.
        cells: one note for each cell that was begun.
        finished: whether it came to its end.
        why: why it ended early where no cell says so: a limit or a crash, as a sentence.
        modules: the modules that were loaded at its end.
    """

    folder: Path
    cells: tuple[Mapping[str, Any], ...]
    finished: bool
    why: str
    modules: tuple[str, ...]


def plan_of(
    notebook: Notebook,
    python_cells: Sequence[PythonCell],
    captures: Sequence[Capture],
    seed: int | None,
    package: str,
) -> Plan:
    """Return what the probe runs.

    Args:
        notebook: the notebook as it stands in the file.
        python_cells: its code cells as Python; those that could not be understood are not run.
        captures: what to note.
        seed: the seed of global random numbers, None for none.
        package: the project's package.
    """
    by_cell: dict[int, list[list[Any]]] = defaultdict(list)
    for capture in captures:
        by_cell[capture.cell].append([capture.line, capture.key, capture.name])
    known = {cell.number: cell for cell in python_cells}
    cells = tuple(
        {
            "number": cell.number,
            "source": cell.source,
            "python": known[cell.number].source,
            "tags": list(cell.tags),
            "captures": by_cell[cell.number],
        }
        for cell in notebook.code
        if known[cell.number].failure is None
    )
    text = "\n".join(cell.source for cell in notebook.code)
    libraries = tuple(name for name in ("numpy", "torch") if name in text or name == "numpy")
    return Plan(cells, seed, libraries, package)


def run_notebook(
    sandbox: Sandbox,
    python: str,
    plan: Plan,
    cwd: Path,
    name: str,
    progress: Progress,
    hash_seed: int = 0,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Ran:
    """Run a notebook.

    Args:
        sandbox: where it runs.
        python: the interpreter that has its libraries.
        plan: what to run.
        cwd: the copy of its folder.
        name: name of this run.
        progress: told what is being done.
        hash_seed: the seed of the order of sets.
        environment: environment variables on top of this process's own.
    """
    folder = sandbox.folder / name
    spec = {
        "out": str(folder),
        "cells": plan.cells,
        "seed": plan.seed,
        "libraries": plan.libraries,
        "package": plan.package,
        "source": plan.source,
    }
    variables = {"PYTHONHASHSEED": str(hash_seed)} | dict(environment)
    counted = _Counted(folder, len(plan.cells), progress)
    ended = run_probe(sandbox, python, "run_notebook", spec, cwd, variables, counted.look)
    notes = list(read_notes(str(folder)))
    cells = [note for note in notes if note["what"] == "cell"]
    last = next((note for note in notes if note["what"] == "finished"), None)
    why = ended.why
    if last is None and not why and not any(cell["error"] for cell in cells):
        why = f"The process ended with status {ended.status}: {_last_line(ended.text)}"
    modules = tuple(last["modules"]) if last else ()
    return Ran(folder, tuple(cells), last is not None, why, modules)


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1][:300]


class _Counted:
    """Tells which cell is being run."""

    def __init__(self, folder: Path, count: int, progress: Progress) -> None:
        self.file = folder / "notes.jsonl"
        self.count = count
        self.progress = progress
        self.seen = -1

    def look(self) -> None:
        size = self.file.stat().st_size if self.file.exists() else 0
        if size != self.seen:
            self.seen = size
            begun = sum(note["what"] == "start" for note in read_notes(str(self.file.parent)))
            self.progress(f"notebook: cell {begun} of {self.count}")
