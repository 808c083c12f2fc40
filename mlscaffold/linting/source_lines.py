"""The lines of source at which findings are; each file is read once."""

import os
from collections.abc import Callable, Mapping

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.discovery import is_notebook
from mlscaffold.finding import Finding

Lines = Callable[[Finding], str]
"""Returns the text of a finding's line, "" if there is none."""


def source_lines(contents: Mapping[str, bytes] | None = None) -> Lines:
    """Return a function that returns the text of a finding's line.

    Args:
        contents: the bytes of files by path, where these are not what is to be read.
    """
    from mlscaffold.linting.cells_of_file import read

    unsaved = dict(contents or {})
    cells: dict[str, dict[int, list[str]]] = {}

    def line(finding: Finding) -> str:
        path = finding.path
        if path not in cells:
            cells[path] = {}
            if path in unsaved or os.path.isfile(path):
                try:
                    code = read(unsaved[path] if path in unsaved else _bytes(path), path).code
                except (MlscaffoldError, OSError):
                    code = ()
                cells[path] = {cell.number: cell.source.split("\n") for cell in code}
        found = cells[path].get(finding.cell if is_notebook(path) else 1, [])
        return found[finding.line - 1] if 0 < finding.line <= len(found) else ""

    return line


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
