"""The notebook that a project keeps, to run it again: without outputs and secrets, with the modules beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mlscaffold.hardening.source import Source
from mlscaffold.notebook.cells import Cell
from mlscaffold.notebook.text_formats import FORMATS
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
    suffix = source.file.suffix.lower()
    if suffix != ".ipynb":
        write = _fenced if suffix in FORMATS else _script
        text = write([(cell, code) for cell, code in cells if cell.kind == "code"], suffix)
        return PlannedFile(source.file.name, text.encode("utf-8", "surrogatepass"))
    found = [_as_json(number, cell, code) for number, (cell, code) in enumerate(cells, 1)]
    content = {"cells": found, "metadata": METADATA, **VERSION}
    text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
    return PlannedFile(source.file.name, f"{text}\n".encode("utf-8", "surrogatepass"))


def _script(cells: list[tuple[Cell, str]], _suffix: str) -> str:
    """Return a Python file of some cells."""
    mark = "# %%" if len(cells) > 1 else ""
    heads = [f"{mark} tags={json.dumps(cell.tags)}" if mark and cell.tags else mark for cell, _ in cells]
    parts = (f"{head}\n{code.rstrip()}\n" for head, (_, code) in zip(heads, cells, strict=True))
    return "\n".join(parts) if mark else f"{cells[0][1].rstrip()}\n"


def _fenced(cells: list[tuple[Cell, str]], suffix: str) -> str:
    """Return a text notebook of some cells."""
    is_markdown = FORMATS[suffix] in {"md", "markdown"}
    parts = []
    for cell, code in cells:
        tags = json.dumps(cell.tags)
        if is_markdown:
            fence = f"python tags={tags}" if cell.tags else "python"
        else:
            fence = f"{{python tags=c({tags[1:-1]})}}" if cell.tags else "{python}"
        parts.append(f"```{fence}\n{code.rstrip()}\n```\n")
    return "\n".join(parts)


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
    """Yield the project's own modules that the notebook imports, by their paths on the search path."""
    code = source.local
    files = [(path, code.homes[name]) for name in sorted(code.homes) for path in code.files(name)]
    for path, home in files[:MOST]:
        content = _readable(path)
        if content:
            place = path.relative_to(home).as_posix()
            yield PlannedFile(place, source.clean.module(path))


def _readable(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        return ""
    return path.read_bytes().decode("utf-8", "replace")
