"""Reads the adversarial notebooks: files in the percent format, each with its data in a folder of the same name.

A notebook prints lines that begin with RESULT; they change if a statement is moved, dropped, repeated or renamed wrongly.
`ordinary/` has everyday notebooks, which have to be really refactored. A notebook whose name ends in `_stops` ends with an
error in its last cell that runs.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ORDINARY = "ordinary"
_MARKER = re.compile(r"^# %%(?: \[(?P<kind>markdown)\])?(?: tags=(?P<tags>\[.*\]))?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """A notebook.

    Args:
        kind: what it tries, the name of its folder.
        name: its own name.
        source: its cells in the percent format.
        data: folder whose files are beside the notebook, None if it has none.
    """

    kind: str
    name: str
    source: str
    data: Path | None = None

    @property
    def label(self) -> str:
        """The name that is shown and asked for."""
        return f"{self.kind}/{self.name}"


def all_cases(folder: Path = HERE) -> tuple[Case, ...]:
    """Return the notebooks by kind and name."""
    files = sorted(file for file in folder.glob("*/*.py") if not file.name.startswith("_"))
    return tuple(_read(file) for file in files)


def _read(file: Path) -> Case:
    data = file.with_suffix("")
    text = file.read_text(encoding="utf-8")
    return Case(file.parent.name, file.stem, text, data if data.is_dir() else None)


def chosen(cases: tuple[Case, ...], names: list[str]) -> tuple[Case, ...]:
    """Return the cases of some kinds or names, in order; all of them if nothing is chosen.

    Args:
        cases: the cases.
        names: kinds, names, or both with a slash between them.
    """
    return tuple(case for case in cases if not names or {case.kind, case.name, case.label} & set(names))


def cells(source: str) -> Iterator[dict[str, object]]:
    """Yield the cells of a text in the percent format as in a notebook's JSON."""
    markers = list(_MARKER.finditer(source))
    ends = [marker.start() for marker in markers[1:]] + [len(source)]
    for number, (marker, end) in enumerate(zip(markers, ends, strict=True)):
        text = source[marker.end() : end].strip("\n")
        tags = json.loads(marker["tags"] or "[]")
        cell: dict[str, object] = {"id": f"cell-{number}", "metadata": {"tags": tags}}
        if marker["kind"]:
            yield cell | {"cell_type": "markdown", "source": re.sub("^# ?", "", text, flags=re.MULTILINE)}
        else:
            yield cell | {"cell_type": "code", "source": text, "execution_count": None, "outputs": []}


def notebook(source: str) -> bytes:
    """Return the .ipynb file of a text in the percent format."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    document = {"cells": list(cells(source)), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def write(case: Case, folder: Path) -> Path:
    """Write a case's notebook and its data into a new folder, and return the notebook's path."""
    if case.data is None:
        folder.mkdir(parents=True)
    else:
        shutil.copytree(case.data, folder, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / f"{case.name}.ipynb"
    path.write_bytes(notebook(case.source))
    return path
