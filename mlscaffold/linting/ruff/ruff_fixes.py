"""Apply the safe fixes of ruff to notebooks and Python files; everything else keeps its bytes."""

import json
import subprocess
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.errors import MlscaffoldError
from mlscaffold.linting.ruff.run_ruff import JSON_CHECK, binary, number_of_cell
from mlscaffold.projects.ruff_format import ruff_environment
from mlscaffold.rewriting.document import document

ROUNDS = 3
"""One fix may leave code for another, such as an unused import. Chosen by judgement; each round runs ruff once."""
_IMPORTS = ("import ", "from ")


class RuffFixes(NamedTuple):
    """A file with fixes of ruff.

    Args:
        content: its bytes.
        fixes: how many fixes are applied.
    """

    content: bytes
    fixes: int = 0


def fix_with_ruff(content: bytes, path: str, codes: Collection[str]) -> RuffFixes:
    """Apply the fixes that ruff calls safe.

    Args:
        content: the file's bytes.
        path: its path, as the user gave it.
        codes: the rules.

    Raises:
        MlscaffoldError: ruff fails, or the file cannot be written back unchanged.
    """
    done = RuffFixes(content)
    for _ in range(ROUNDS if codes else 0):
        after = _once(done.content, path, codes)
        if not after.fixes:
            break
        done = RuffFixes(after.content, done.fixes + after.fixes)
    return done


def _once(content: bytes, path: str, codes: Collection[str]) -> RuffFixes:
    read = document(content, path)
    sources = {cell.number: cell.source for cell in read.notebook.code}
    raw = json.loads(read.text)["cells"] if read.is_notebook else [{"cell_type": "code"}]
    edits: dict[int, list[Edit]] = {}
    for one in _found(content, path, codes):
        cell = number_of_cell(raw, one["cell"]) if one["cell"] else 1
        edit = _edit(one, cell, sources)
        if edit is not None and not any(_overlap(edit, other) for other in edits.get(cell, ())):
            edits.setdefault(cell, []).append(edit)
    cells = tuple(
        replace(cell, source=apply_edits(cell.source, edits.get(cell.number, ())))
        if cell.kind == "code"
        else cell
        for cell in read.notebook.cells
    )
    return RuffFixes(read.written(replace(read.notebook, cells=cells)), sum(map(len, edits.values())))


def _found(content: bytes, path: str, codes: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the findings with safe fixes."""
    command = [binary(), *JSON_CHECK, f"--select={','.join(sorted(codes))}", "--stdin-filename", path, "-"]
    done = subprocess.run(command, input=content, env=ruff_environment(), capture_output=True, check=False)
    if done.returncode:
        reason = " ".join(done.stderr.decode(errors="replace").split())
        raise MlscaffoldError(f"ruff failed: {reason}", where=path, hint="Run `ruff check` to see more")
    for one in json.loads(done.stdout or b"[]"):
        if (one["fix"] or {}).get("applicability") == "safe":
            yield one


def _edit(one: Mapping[str, Any], cell: int, sources: Mapping[int, str]) -> Edit | None:
    """Return the edit of a fix; None if it changes more than one place.

    An edit that repeats an existing import, on which the fix relies, does not count: it may be in any cell.
    """
    edits = [edit for edit in one["fix"]["edits"] if not _exists(edit["content"], sources.values())]
    if len(edits) != 1:
        return None
    edit = edits[0]
    text = SourceText.of(sources[cell])
    return Edit(_index(text, edit["location"]), _index(text, edit["end_location"]), edit["content"])


def _exists(text: str, sources: Iterable[str]) -> bool:
    return text.startswith(_IMPORTS) and any(text in source.split("\n") for source in sources)


def _index(text: SourceText, location: Mapping[str, int]) -> int:
    """Return the index of a position as ruff gives it: row and column count characters from 1."""
    start = text.starts[min(location["row"], len(text.starts)) - 1]
    return min(start + location["column"] - 1, len(text.source))


def _overlap(one: Edit, other: Edit) -> bool:
    return (one.start < other.end and other.start < one.end) or one.start == other.start
