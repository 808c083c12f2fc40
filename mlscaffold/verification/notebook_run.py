"""Runs of the notebook and of the thin notebook of a project, in fresh processes, with values noted at the end of stages."""

from __future__ import annotations

import ast
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mlscaffold.notebook.cells import Notebook
from mlscaffold.notebook.line_magics import ignored_magics
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.verification.captures import END, Capture
from mlscaffold.verification.probe.notes import read_json, read_notes
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.sandbox import Sandbox
from mlscaffold.verification.unstable import Events, Unstable, verdict_of

Progress = Callable[[str], None]
EQUAL = "equal"
CLOCK_GRAIN = 0.02  # seconds: the times of files lag behind the clock by up to a tick of the kernel


@dataclass(frozen=True, slots=True)
class Plan:
    """The cells to run, and their conditions.

    Args:
        cells: the code cells for the probe, in order.
        seed: the seed of global random numbers, None where the notebook seeds them itself or draws none.
        libraries: libraries that have random numbers of their own to be seeded.
        package: the project's package.
        source: a folder to import from, "" for none.
        imported: names that are bound by imports only, which are no values; None to note nothing at the end.
        later: seconds to shift the clock by.
        roots: folders below which the files are noted that each cell reads.
        ignored: magics that do nothing where the shell does not know them, as they need a kernel.
    """

    cells: tuple[Mapping[str, Any], ...]
    seed: int | None
    libraries: tuple[str, ...]
    package: str
    source: str = ""
    imported: tuple[str, ...] | None = None
    later: int = 0
    roots: tuple[str, ...] = ()
    ignored: tuple[str, ...] = field(default_factory=ignored_magics)


@dataclass(frozen=True, slots=True)
class NotebookRun:
    """A run of the notebook.

    Args:
        folder: the folder of its notes.
        cells: one note for each cell that was started.
        finished: whether it finished.
        why: a limit or a crash that ended it early, as a sentence, "" for none.
        modules: the modules that were loaded at its end.
        running: the cell that ran when it was ended early, 0 for none.
        files: the files that it wrote, by their paths relative to the notebook's folder.
        texts: what each cell printed and showed.
        cut: the cells that printed more than is kept.
        beside: the folder in which it ran, whose path may be in texts.
        opened: the files of the user that it read, relative to the notebook's folder.
    """

    folder: Path
    cells: tuple[Mapping[str, Any], ...]
    finished: bool
    why: str
    modules: tuple[str, ...]
    running: int = 0
    files: Mapping[str, Path] = field(default_factory=dict)
    texts: Mapping[int, Events] = field(default_factory=dict)
    cut: frozenset[int] = frozenset()
    beside: str = ""
    opened: frozenset[str] = frozenset()

    def cell_of(self, path: str) -> int:
        """Return the cell that wrote a file last, 0 for a file that is not the notebook's.

        A file that no cell opens by Python's own means belongs to the cell at whose time it was changed.
        """
        if path not in self.files or not self.cells:
            return 0
        place = os.path.abspath(os.path.join(self.beside, path))
        opened = [note["cell"] for note in self.cells if place in note["written"]]
        moment = self.files[path].stat().st_mtime
        ended = [note["cell"] for note in self.cells if moment <= note["end"] + CLOCK_GRAIN]
        return int(opened[-1] if opened else ended[0] if ended else self.cells[-1]["cell"])


def plan_of(
    notebook: Notebook,
    python_cells: Sequence[PythonCell],
    captures: Sequence[Capture],
    seed: int | None,
    package: str,
    imported: Iterable[str] | None = None,
    later: int = 0,
) -> Plan:
    """Return the cells and conditions for the probe.

    Args:
        notebook: the notebook as in its file.
        python_cells: its code cells as Python; those that could not be understood are not run.
        captures: the values to note.
        seed: the seed of global random numbers, None for none.
        package: the project's package.
        imported: names that are bound by imports only; None to note nothing at the notebook's end.
        later: seconds to shift the clock by.
    """
    by_cell: dict[int, list[list[Any]]] = defaultdict(list)
    for capture in captures:
        by_cell[capture.cell].append([capture.line, capture.key, capture.name])
    python = {cell.number: cell for cell in python_cells if cell.failure is None}
    cells = tuple(
        {
            "number": cell.number,
            "source": cell.source,
            "python": python[cell.number].source,
            "tags": list(cell.tags),
            "captures": by_cell[cell.number],
            "inspections": list(_inspections(python[cell.number])),
        }
        for cell in notebook.code
        if cell.number in python
    )
    has_torch = any("torch" in cell.source for cell in notebook.code)
    libraries = ("numpy", "torch") if has_torch else ("numpy",)
    names = None if imported is None else tuple(sorted(imported))
    return Plan(cells, seed, libraries, package, imported=names, later=later)


def _inspections(cell: PythonCell) -> Iterator[str]:
    """Yield the shell commands of a cell that only show something of the machine, which the project leaves out."""
    for change in cell.changes:
        if change.kind == "dropped" and change.what.startswith("!"):
            yield change.what[1:].strip()


def run_notebook(
    sandbox: Sandbox,
    python: str,
    plan: Plan,
    cwd: Path,
    name: str,
    progress: Progress,
    hash_seed: int = 0,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> NotebookRun:
    """Run a notebook.

    Args:
        sandbox: where it runs.
        python: the interpreter that has its libraries.
        plan: what to run.
        cwd: the copy of its folder.
        name: name of this run.
        progress: receives a message for each step.
        hash_seed: the seed of the order of sets.
        environment: environment variables on top of this process's own.
    """
    folder = sandbox.folder / name
    spec = {"out": str(folder), "bytecode": sandbox.new_bytecode(python), **asdict(plan)}
    variables = {"PYTHONHASHSEED": str(hash_seed)} | dict(environment)
    counter = _CellCounter(folder, len(plan.cells), progress)
    ended = run_probe(sandbox, python, "run_notebook", spec, cwd, variables, counter.poll)
    sandbox.use_bytecode(python)
    notes = list(read_notes(str(folder)))
    cells = [note for note in notes if note["what"] == "cell"]
    last = next((note for note in notes if note["what"] == "finished"), None)
    started = [note["cell"] for note in notes if note["what"] == "start"][-1:]
    ended_cells = {cell["cell"] for cell in cells}
    running = next((number for number in started if number not in ended_cells), 0)
    why = ended.why
    if last is None and not why and not any(cell["error"] for cell in cells):
        why = ended.crash
    modules = tuple(last["modules"]) if last else ()
    shown = [note for note in notes if note["what"] == "text"]
    texts = {note["cell"]: tuple(read_json(str(folder), note["file"])) for note in shown}
    cut = frozenset(note["cell"] for note in shown if note["cut"])
    return NotebookRun(
        folder, tuple(cells), last is not None, why, modules, running=running, texts=texts, cut=cut
    )


def compare_runs(
    sandbox: Sandbox, python: str, first: Path, second: Path, name: str
) -> tuple[Mapping[str, Any], ...]:
    """Return a note for each value and figure of two runs.

    Args:
        sandbox: where they are compared.
        python: the notebook's interpreter.
        first: the notes of the first run.
        second: the notes of the second.
        name: name of this comparison.
    """
    folder = sandbox.folder / name
    spec = {"out": str(folder), "first": str(first), "second": str(second)}
    run_probe(sandbox, python, "stability", spec, sandbox.folder, {})
    return tuple(read_notes(str(folder)))


def run_thin(
    sandbox: Sandbox,
    python: str,
    project: Path,
    notebook: Path,
    wanted: Sequence[Capture],
    unstable: Unstable,
    secrets: Mapping[str, str],
) -> str:
    """Run a project's notebook in a copy of the project, and compare with the run of the notebook that it comes from.

    Args:
        sandbox: where it runs.
        python: the interpreter.
        project: a copy of the project; the run may write into it.
        notebook: the notes of the notebook's run.
        wanted: the values that were noted there.
        unstable: what two runs of the notebook do not agree on.
        secrets: environment variables that replace the secrets in the source.

    Returns:
        `equal`, or a sentence about the first error or difference.
    """
    file = min((project / "notebooks").glob("*.ipynb"))
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    package = next((path.parent.name for path in sorted((project / "src").glob("*/__init__.py"))), "")
    plan = Plan(tuple(_thin_cells(cells, wanted)), None, (), package, str(project / "src"))
    run = run_notebook(sandbox, python, plan, file.parent, "thin", lambda _: None, environment=secrets)
    failed = next((cell for cell in run.cells if cell["error"]), None)
    if failed:
        return f"Its cell {failed['cell']} fails: {failed['error']}"
    if not run.finished:
        return run.why
    notes = compare_runs(sandbox, python, notebook, run.folder, "thin-compared")
    verdicts = (verdict_of(note, unstable.values.get(note["key"])) for note in notes if note["of"] == "value")
    why = next((found.why for found in verdicts if found.verdict == "differs"), "")
    return f"A value differs: {why}" if why else EQUAL


def _thin_cells(cells: Sequence[Mapping[str, Any]], wanted: Sequence[Capture]) -> Iterator[dict[str, Any]]:
    """Yield the code cells for the probe; outputs of a stage are noted at the end of the cell that calls it."""
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    for number, cell in enumerate(code, 1):
        source = "".join(cell["source"])
        called = {node.id for node in ast.walk(_tree(source)) if isinstance(node, ast.Name)}
        outputs = [capture for capture in wanted if capture.stage in called and not capture.local]
        captures = [[END, capture.key, capture.output] for capture in outputs]
        yield {"number": number, "source": source, "python": source, "tags": [], "captures": captures}


def _tree(source: str) -> ast.AST:
    tree = compile(source, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    assert isinstance(tree, ast.AST)
    return tree


class _CellCounter:
    """Reports the number of the current cell."""

    def __init__(self, folder: Path, count: int, progress: Progress) -> None:
        self.file = folder / "notes.jsonl"
        self.count = count
        self.progress = progress
        self.size = -1

    def poll(self) -> None:
        size = self.file.stat().st_size if self.file.exists() else 0
        if size != self.size:
            self.size = size
            started = sum(note["what"] == "start" for note in read_notes(str(self.file.parent)))
            self.progress(f"notebook: cell {started} of {self.count}")
