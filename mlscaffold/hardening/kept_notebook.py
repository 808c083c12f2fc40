"""The notebook that a project keeps, to run it again: without outputs and secrets, with the modules beside it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mlscaffold.hardening.generate import Source
from mlscaffold.notebook.cells import Cell
from mlscaffold.notebook.sensitive.secrets import find_secrets, redact
from mlscaffold.plan import PlannedFile
from mlscaffold.reporting.thin_notebook import METADATA, VERSION

LARGEST = 100_000  # bytes of a module that is kept: larger ones are data, as in the snapshot
MOST = 30  # modules that are kept: more beside a notebook are a library


def kept_notebook(source: Source) -> tuple[PlannedFile, ...]:
    """Return the notebook and the modules beside it as files; each secret is read from its environment variable.

    Args:
        source: the notebook as it was read.
    """
    files = (_notebook(source), *_modules(source))
    return source.clean.clean(files)


def _notebook(source: Source) -> PlannedFile:
    cells = [(cell, _code(source, cell)) for cell in source.notebook.cells]
    if source.file.suffix != ".ipynb":
        return PlannedFile(source.file.name, _script([code for cell, code in cells if cell.kind == "code"]))
    found = [_as_json(number, cell, code) for number, (cell, code) in enumerate(cells, 1)]
    content = {"cells": found, "metadata": METADATA, **VERSION}
    text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
    return PlannedFile(source.file.name, f"{text}\n".encode("utf-8", "surrogatepass"))


def _script(cells: list[str]) -> bytes:
    """Return a Python file of some cells."""
    mark = "# %%\n" if len(cells) > 1 else ""
    return "\n".join(f"{mark}{code.rstrip()}\n" for code in cells).encode("utf-8", "surrogatepass")


def _code(source: Source, cell: Cell) -> str:
    """Return the text of a cell; secrets are replaced by reading the environment, where the cell is plain Python."""
    original = (
        {one.number: one.source for one in source.cells}.get(cell.number) if cell.kind == "code" else None
    )
    clean = {one.number: one.source for one in source.clean.cells}.get(cell.number, "")
    if original is None or original == clean or original != cell.source:
        return cell.source
    return clean if re.search(r"(?m)^import os$", clean) else f"import os\n{clean}"


def _as_json(number: int, cell: Cell, code: str) -> dict[str, Any]:
    metadata = {"tags": list(cell.tags)} if cell.tags else {}
    lines = code.splitlines(keepends=True)
    found = {"cell_type": cell.kind, "id": f"cell-{number}", "metadata": metadata, "source": lines}
    return {**found, "execution_count": None, "outputs": []} if cell.kind == "code" else found


def _modules(source: Source) -> Iterator[PlannedFile]:
    """Yield the modules in the notebook's folder, if the notebook imports one of them."""
    folder = source.file.resolve().parent
    files = sorted(path for path in folder.glob("*.py") if path.is_file() and path != source.file.resolve())
    imported = {name for cell in source.cells for name in _imports(cell.source)}
    if not imported & {path.stem for path in files}:
        return
    for path in files[:MOST]:
        content = _readable(path)
        if content:
            yield PlannedFile(path.name, redact(content, find_secrets(content, python=True)).encode())


def _readable(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        return ""
    return path.read_bytes().decode("utf-8", "replace")


def _imports(code: str) -> Iterator[str]:
    tree = compile(code, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
