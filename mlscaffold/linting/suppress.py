"""`check --add-noqa`: a comment `# noqa: CODE` on the line of each finding, so that a team can begin with new findings only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from mlscaffold.filesystem.discovery import is_notebook
from mlscaffold.finding import Finding
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.rewriting.document import document
from mlscaffold.rules.lint_target import lint_target_of

_NOQA = re.compile(r"#\s*noqa(?P<codes>:\s*[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*)?", re.IGNORECASE)

_COMMAND = re.compile(r"\s*(?:[\w, ]+=\s*)?[%!?]")
"""A line for the kernel or the shell, to which a comment may be an argument."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A file with comments.

    Args:
        content: its bytes.
        left: the findings that no comment can suppress: they are about the whole file, or inside a text or a magic.
    """

    content: bytes
    left: tuple[Finding, ...]


def suppress(content: bytes, path: str, findings: Iterable[Finding]) -> Suppressed:
    """Add comments to a file that suppress findings; its code stays what it is.

    Args:
        content: its bytes.
        path: its path, as the user gave it.
        findings: the findings.

    Raises:
        MlscaffoldError: the file cannot be read, or not be written back unchanged.
    """
    file = document(content, path)
    by_cell: dict[int, list[Finding]] = {}
    for finding in findings:
        by_cell.setdefault(finding.cell if is_notebook(path) else 1, []).append(finding)
    left = [one for number, found in by_cell.items() for one in found if not number]
    cells = []
    for cell in file.notebook.cells:
        found = by_cell.get(cell.number, []) if cell.kind == "code" else []
        commented = _commented(cell, found)
        cells.append(replace(cell, source=commented.source))
        left += commented.left
    return Suppressed(file.written(replace(file.notebook, cells=tuple(cells))), tuple(left))


@dataclass(frozen=True, slots=True)
class _Commented:
    source: str
    left: tuple[Finding, ...] = ()


def _commented(cell: Cell, findings: Iterable[Finding]) -> _Commented:
    """Return a cell with comments, a line after the other: where one changes what the cell means, it is left out."""
    lines = cell.source.split("\n")
    meaning = _meaning(cell)
    codes: dict[int, set[str]] = {}
    left = []
    for finding in findings:
        place = next(_places(finding, lines, cell, meaning), None)
        if place is None:
            left.append(finding)
        else:
            codes.setdefault(place, set()).add(finding.code)
    return _Commented("\n".join(_with_comments(lines, codes)), tuple(left))


def _places(finding: Finding, lines: list[str], cell: Cell, meaning: str) -> Iterator[int]:
    """Yield the lines, from 0, on which a comment suppresses a finding."""
    for place in range(finding.line - 1, min(finding.end_line, len(lines))):
        if _COMMAND.match(lines[place]):
            continue
        changed = "\n".join(_with_comments(lines, {place: {finding.code}}))
        if meaning and _meaning(replace(cell, source=changed)) == meaning:
            yield place


def _with_comments(lines: list[str], codes: Mapping[int, set[str]]) -> list[str]:
    return [_with_comment(line, codes[place]) if place in codes else line for place, line in enumerate(lines)]


def _with_comment(line: str, codes: set[str]) -> str:
    found = _NOQA.search(line)
    if found is None:
        return f"{line.rstrip()}  # noqa: {', '.join(sorted(codes))}"
    if not found["codes"]:
        return line  # it suppresses everything already
    every = codes | set(re.findall(r"[A-Z]+\d+", found["codes"].upper()))
    return f"{line[: found.start()]}# noqa: {', '.join(sorted(every))}{line[found.end() :]}"


def _meaning(cell: Cell) -> str:
    """Return the syntax of a cell, without places; "" if it has none."""
    notebook = Notebook("cell", "cell.ipynb", (cell,))
    python = lint_target_of(notebook, "cell.ipynb", is_notebook=True).python[0]
    return "" if python.failure else ast.dump(ast.parse(python.source))
