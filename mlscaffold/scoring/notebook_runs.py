"""Whether notebooks ran from top to bottom, by their stored counts or the record of `score --run`."""

import ast
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Notebook
from mlscaffold.notebook.magics import to_python_cells
from mlscaffold.notebook.read import parse_notebook
from mlscaffold.scoring.code_graph import called, imported
from mlscaffold.scoring.junit_record import date_text

RECORD = "outputs/notebooks.json"


@dataclass(frozen=True, slots=True)
class NotebookRun:
    """A notebook's run.

    Args:
        path: the notebook.
        ran: whether it ran from top to bottom with its current code.
        evidence: what shows it.
        fault: why it does not count, "" if it does.
    """

    path: str
    ran: bool
    evidence: str = ""
    fault: str = ""


def digest(notebook: Notebook) -> str:
    """Return a digest of the notebook's code."""
    text = "\0".join(cell.source for cell in notebook.code)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def run_of(root: Path, path: str) -> NotebookRun:
    """Return whether and how a notebook or script ran with its current code.

    Args:
        root: the project's folder.
        path: the file, relative to it.
    """
    try:
        notebook = parse_notebook((root / path).read_bytes(), path)
    except (OSError, MlscaffoldError) as error:
        return NotebookRun(path, False, fault=f"cannot be read: {error}")
    recorded = _recorded(root).get(path)
    if isinstance(recorded, dict) and recorded.get("code") == digest(notebook):
        when = date_text(float(recorded["when"]))
        if recorded["error"]:
            return NotebookRun(path, False, fault=f"fails when run, {when}: {recorded['error']}")
        return NotebookRun(path, True, f"{path} ran from top to bottom, {when} ({RECORD})")
    fault = _stored_fault(notebook) if path.endswith(".ipynb") else "no run is recorded"
    if fault and recorded is not None:
        fault = f"its code has changed since the run in {RECORD}, and {fault}"
    cells = sum(bool(cell.source.strip()) for cell in notebook.code)
    evidence = "" if fault else f"{path}: {cells} cells, counted 1 to {cells}, no error stored"
    return NotebookRun(path, not fault, evidence, fault)


def _stored_fault(notebook: Notebook) -> str:
    """Return why the stored counts show no run from top to bottom, "" if they do."""
    cells = [cell for cell in notebook.code if cell.source.strip()]
    if all(cell.execution_count is None for cell in cells):
        return "it was saved without being run"
    for place, cell in enumerate(cells, 1):
        if cell.execution_count is None:
            return f"cell {cell.number} was not run"
        if cell.execution_count != place:
            return f"cell {cell.number} ran as number {cell.execution_count}, not {place}"
        if any(output.get("output_type") == "error" for output in cell.outputs):
            return f"cell {cell.number} ended in an error"
    return ""


def _recorded(root: Path) -> dict[str, Any]:
    try:
        found = json.loads((root / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def calls_in(root: Path, path: str) -> tuple[str, ...]:
    """Return what a notebook or script calls: full names, and `.name` for methods; nothing if it cannot be read."""
    try:
        notebook = parse_notebook((root / path).read_bytes(), path)
    except (OSError, MlscaffoldError):
        return ()
    sources = [cell.source for cell in to_python_cells(notebook) if cell.failure is None]
    try:
        tree = compile("\n".join(sources), path, "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError):
        return ()
    assert isinstance(tree, ast.AST)
    return called([tree], imported(tree, path, is_package=False))
