"""What ruff can mend safely is mended by its own edits, in cells as in Python files, all else byte for byte."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from mlscaffold.errors import MlscaffoldError
from mlscaffold.linting.ruff.run_ruff import binary, number_of_cell
from mlscaffold.rewriting.document import document

ROUNDS = 3
_IMPORTS = ("import ", "from ")


class _Edit(NamedTuple):
    """A piece of a cell's code that gives way to another; rows and columns count from 1."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


class Generic(NamedTuple):
    """A file that ruff has mended.

    Args:
        content: its bytes.
        made: how many places are mended.
    """

    content: bytes
    made: int = 0


def mend_by_ruff(content: bytes, path: str, codes: Collection[str]) -> Generic:
    """Mend what rules of ruff's find, where ruff says that the fix is safe.

    Args:
        content: the file's bytes.
        path: its path, as the user names it.
        codes: the rules.

    Returns:
        The bytes, all but the mended places as they were.

    Raises:
        MlscaffoldError: ruff fails, or the file cannot be written back as it is.
    """
    done = Generic(content)
    for _ in range(ROUNDS if codes else 0):
        after = _once(done.content, path, codes)
        if not after.made:
            break
        done = Generic(after.content, done.made + after.made)
    return done


def _once(content: bytes, path: str, codes: Collection[str]) -> Generic:
    read = document(content, path)
    sources = {cell.number: cell.source for cell in read.notebook.code}
    raw = json.loads(read.text)["cells"] if read.is_notebook else [{"cell_type": "code"}]
    edits: dict[int, list[_Edit]] = {}
    for one in _found(content, path, codes):
        cell = number_of_cell(raw, one["cell"]) if one["cell"] else 1
        edit = _edit(one, sources.values())
        if edit is not None and not any(_overlap(edit, other) for other in edits.get(cell, ())):
            edits.setdefault(cell, []).append(edit)
    cells = tuple(
        replace(cell, source=_applied(cell.source, edits.get(cell.number, ())))
        if cell.kind == "code"
        else cell
        for cell in read.notebook.cells
    )
    return Generic(read.written(replace(read.notebook, cells=cells)), sum(map(len, edits.values())))


def _found(content: bytes, path: str, codes: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """Yield what ruff can mend safely."""
    fixed = ("check", "--exit-zero", "--no-cache", "--no-fix", "--quiet", "--output-format=json")
    command = [binary(), *fixed, f"--select={','.join(sorted(codes))}", "--stdin-filename", path, "-"]
    done = subprocess.run(command, input=content, capture_output=True, check=False)
    if done.returncode:
        reason = " ".join(done.stderr.decode(errors="replace").split())
        raise MlscaffoldError(f"ruff failed: {reason}", where=path, hint="Try `ruff check` on its own")
    for one in json.loads(done.stdout or b"[]"):
        if (one["fix"] or {}).get("applicability") == "safe":
            yield one


def _edit(one: Mapping[str, Any], sources: Iterable[str]) -> _Edit | None:
    """Return the edit of a fix; None where it changes anything but the place that was found.

    Ruff writes an import anew, as it is, that its fix relies on: it may stand in any cell.
    """
    texts = tuple(sources)
    edits = [edit for edit in one["fix"]["edits"] if not _is_there(edit["content"], texts)]
    if len(edits) != 1:
        return None
    edit = edits[0]
    return _Edit(_place(edit["location"]), _place(edit["end_location"]), edit["content"])


def _is_there(text: str, sources: Iterable[str]) -> bool:
    return text.startswith(_IMPORTS) and any(text in source.split("\n") for source in sources)


def _place(location: Mapping[str, int]) -> tuple[int, int]:
    return location["row"], location["column"]


def _overlap(one: _Edit, other: _Edit) -> bool:
    return (one.start < other.end and other.start < one.end) or one.start == other.start


def _applied(source: str, edits: Sequence[_Edit]) -> str:
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for edit in sorted(edits, reverse=True):
        start, end = (
            starts[min(row, len(starts) - 1) - 1] + column - 1 for row, column in (edit.start, edit.end)
        )
        source = source[:start] + edit.text + source[min(end, len(source)) :]
    return source
