"""The run of the thin notebook: it has to give what the notebook gave."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mlscaffold.verification.captures import END, Capture
from mlscaffold.verification.notebook_run import Plan, run_notebook
from mlscaffold.verification.probe.notes import read_notes
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.sandbox import Sandbox

EQUAL = "equal"


def run_thin(
    sandbox: Sandbox,
    python: str,
    project: Path,
    notebook: Path,
    wanted: Sequence[Capture],
    unstable: frozenset[str],
    secrets: Mapping[str, str],
) -> str:
    """Run a project's notebook in a copy of the project, and compare with the run of the notebook that it comes from.

    Args:
        sandbox: where it runs.
        python: the interpreter.
        project: a copy of the project; the run may write into it.
        notebook: the notes of the notebook's run.
        wanted: what was noted there.
        unstable: keys of values that are not reproducible.
        secrets: environment variables that stand for what were secrets in the source.

    Returns:
        `equal`, or what is not, as a sentence.
    """
    file = next((project / "notebooks").glob("*.ipynb"))
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    plan = Plan(tuple(_cells(cells, wanted)), None, (), "", str(project / "src"))
    ran = run_notebook(sandbox, python, plan, file.parent, "thin", lambda _: None, environment=secrets)
    failed = next((cell for cell in ran.cells if cell["error"]), None)
    if failed:
        return f"Cell {failed['cell']} of it fails: {failed['error']}"
    if not ran.finished:
        return ran.why
    folder = sandbox.folder / "thin-compared"
    spec = {"out": str(folder), "first": str(notebook), "second": str(ran.folder)}
    run_probe(sandbox, python, "stability", spec, sandbox.folder, {})
    other = [n for n in read_notes(str(folder)) if n["verdict"] == "differs" and n["key"] not in unstable]
    values = [n for n in other if n["of"] == "value"]
    return f"It gives another value: {values[0]['why']}" if values else EQUAL


def _cells(cells: Sequence[Mapping[str, Any]], wanted: Sequence[Capture]) -> Iterator[dict[str, Any]]:
    """Yield the code cells for the probe; what a stage gives is noted at the end of the cell that calls it."""
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    for number, cell in enumerate(code, 1):
        source = "".join(cell["source"])
        called = {node.id for node in ast.walk(_tree(source)) if isinstance(node, ast.Name)}
        captures = [[END, capture.key, capture.given] for capture in wanted if capture.stage in called]
        yield {"number": number, "source": source, "python": source, "tags": [], "captures": captures}


def _tree(source: str) -> ast.AST:
    tree = compile(source, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    assert isinstance(tree, ast.AST)
    return tree
