"""The thin notebook: the original text, with the package's stages in place of the code."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from mlscaffold.codegen.stage_functions import is_async
from mlscaffold.plan import PlannedFile
from mlscaffold.reporting.stage_graph import fields_of, renamed_stages
from mlscaffold.results.hardening import Hardening
from mlscaffold.stages.stage import Stage

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

# The first version in which cells have ids, which make small diffs.
VERSION = {"nbformat": 4, "nbformat_minor": 5}
PICTURE = re.compile(r"""Image\((?:(?:filename|url)\s*=\s*)?["']([^"'<>\n]+)["'](?:,[^()]*)?\)""")


def thin_path(hardening: Hardening) -> str:
    """Return the path of the thin notebook in the project."""
    return f"notebooks/{hardening.notebook.name}.ipynb"


def thin_notebook(hardening: Hardening) -> PlannedFile:
    """Return the thin notebook as a file, without outputs."""
    cells = [
        _cell(number, kind, source) for number, (kind, source) in enumerate(narrative(hardening), start=1)
    ]
    notebook = {"cells": cells, "metadata": METADATA, **VERSION}
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
    return PlannedFile(thin_path(hardening), f"{text}\n".encode())


def _cell(number: int, kind: str, source: str) -> dict[str, Any]:
    lines = source.splitlines(keepends=True)
    cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": lines}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell


def narrative(hardening: Hardening) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each cell: text cells unchanged, each stage in the place of its first cell."""
    pictures = _pictures(hardening)
    stages = renamed_stages(hardening)
    config = _free("config", stages)
    start = _start(hardening, stages, config)
    calls = iter(_calls(hardening, stages, config))
    waiting = next(calls, None)
    for cell in hardening.notebook.cells:
        if cell.kind != "code":
            yield cell.kind, cell.source
            continue
        if start:
            yield "code", start
            start = ""
        while waiting and waiting[0] <= cell.number:
            yield "code", waiting[1]
            waiting = next(calls, None)
        yield from (("markdown", text) for text in pictures.get(cell.number, ()))
    if start:
        yield "code", start


def _pictures(hardening: Hardening) -> dict[int, list[str]]:
    """Return, by cell, the pictures that code only displays, as Markdown."""
    found: dict[int, list[str]] = {}
    for change in hardening.changes:
        match = PICTURE.fullmatch(change.what) if change.kind == "dropped" else None
        if match:
            found.setdefault(change.location.cell, []).append(f"![](<{match[1]}>)")
    return found


def _start(hardening: Hardening, stages: Sequence[Stage], config: str) -> str:
    """Return the first code cell: the imports and the start of the run."""
    package = hardening.package
    lines = [f"from {package}._runtime import notebooks", f"from {package}.config import Config"]
    lines += sorted(f"from {package}.{stage.module} import {stage.name}" for stage in stages)
    return "\n".join([*lines, "", f"{config} = Config()", f"notebooks.start({config})"])


def _calls(hardening: Hardening, stages: Sequence[Stage], config: str) -> Iterator[tuple[int, str]]:
    """Yield for each stage, in the pipeline's order, the cell that it replaces, and its call."""
    first = 0
    for stage in stages:
        first = max([first, *stage.cells[:1]])
        yield first, _call(stage, fields_of(stage, hardening.settings), config)


def _call(stage: Stage, fields: Sequence[str], config: str) -> str:
    arguments = ", ".join([*stage.inputs, *(f"{name}={config}.{name}" for name in fields)])
    call = f"{'await ' if is_async(stage) else ''}{stage.name}({arguments})"
    return f"{', '.join(stage.outputs)} = {call}" if stage.outputs else call


def _free(name: str, stages: Sequence[Stage]) -> str:
    """Return a name that no variable and no function of the notebook uses."""
    used = {n for stage in stages for n in (stage.name, *stage.inputs, *stage.outputs)}
    while name in used:
        name = f"run_{name}"
    return name
