"""Apply the safe fixes of ruff to notebooks and Python files; everything else keeps its bytes."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.errors import MlscaffoldError
from mlscaffold.finding import Finding
from mlscaffold.linting.cache import content_hash
from mlscaffold.linting.ruff.ruff_filter import bound_name, is_needed
from mlscaffold.linting.ruff.run_ruff import JSON_CHECK, batched, binary, finding_of, number_of_cell
from mlscaffold.projects.ruff_format import ruff_environment
from mlscaffold.rewriting.document import document

ROUNDS = 3
"""One fix may leave code for another, such as an unused import. Chosen by judgement; each round runs ruff once."""
_IMPORTS = ("import ", "from ")
UNUSED = "F401"


class Found(NamedTuple):
    """What ruff finds in a file on disk.

    Args:
        hash: the hash of the file's content before ruff read it.
        raw: its findings as ruff gives them.
    """

    hash: str
    raw: tuple[Mapping[str, Any], ...]


class RuffFixes(NamedTuple):
    """A file with fixes of ruff.

    Args:
        content: its bytes.
        fixed: how many fixes of each rule are applied.
    """

    content: bytes
    fixed: Counter[str]


def found_in_files(files: Mapping[str, Collection[Finding]]) -> dict[str, Found]:
    """Return what ruff finds in files on disk, for the first round: starting it for each would take longer than its work.

    Args:
        files: the files, and the findings of ruff in each that are to be fixed.
    """
    hashes = {path: content_hash(Path(path).read_bytes()) for path in files}
    found: dict[str, Found] = {}
    for some in batched(tuple(files)):
        rows: dict[str, list[Mapping[str, Any]]] = {}
        try:
            for one in _run({one.code for path in some for one in files[path]}, ("--", *some)):
                rows.setdefault(os.path.realpath(one["filename"]), []).append(one)
        except MlscaffoldError:  # then ruff runs on each of them alone, and the error names its file
            continue
        found |= {path: Found(hashes[path], tuple(rows.get(os.path.realpath(path), ()))) for path in some}
    return found


def fix_with_ruff(
    content: bytes, path: str, findings: Collection[Finding], first: Found | None = None
) -> RuffFixes:
    """Apply the fixes that ruff calls safe to findings, and to what these fixes leave for other ones.

    What is not among the findings, since a comment or a baseline covers it or a notebook needs it, stays.

    Args:
        content: the file's bytes.
        path: its path, as the user gave it.
        findings: those of ruff in the file.
        first: what `found_in_files` has found in it; None to look for it.

    Raises:
        MlscaffoldError: ruff fails, or the file cannot be written back unchanged.
    """
    places = frozenset((one.code, one.cell or 1, one.line, one.column) for one in findings)
    codes = {one.code for one in findings}
    known = first.raw if first is not None and first.hash == content_hash(content) else None
    state = _State(content, path, codes, places, known)
    fixed: Counter[str] = Counter()
    for _ in range(ROUNDS if codes else 0):
        done = state.fixed()
        if not done:
            break
        fixed += done
    return RuffFixes(state.content, fixed)


class _State:
    """A file between two rounds.

    Args:
        content: its bytes.
        path: its path.
        codes: the rules.
        places: code, cell, line and column of the findings to fix in the first round.
        known: what ruff finds in the content, None to look for it.
    """

    def __init__(
        self,
        content: bytes,
        path: str,
        codes: Collection[str],
        places: frozenset[tuple[str, int, int, int]],
        known: Sequence[Mapping[str, Any]] | None,
    ) -> None:
        self.content, self.path, self.codes, self.places, self.known = content, path, codes, places, known
        self.left: set[tuple[str, int, str, str]] | None = None

    def fixed(self) -> Counter[str]:
        """Apply the fixes of a round, and return how many there were of each rule."""
        read = document(self.content, self.path)
        sources = {cell.number: cell.source for cell in read.notebook.code}
        raw = json.loads(read.text)["cells"] if read.is_notebook else [{"cell_type": "code"}]
        found = [_placed(one, raw) for one in self.found(())]
        wanted = [one for one in found if self.is_wanted(one, sources)]
        if self.left is None:
            self.left = {_key(one, sources) for one in found if one not in wanted}
        kept = {_name_of_import(one, sources) for one in found if one.code == UNUSED and one not in wanted}
        if kept and wanted:  # a fix of one import removes the unused ones beside it, unless they are used
            found = [_placed(one, raw) for one in self.found(kept)]
        edits = self.edits([one for one in found if self.is_wanted(one, sources)], sources)
        cells = tuple(
            replace(cell, source=apply_edits(cell.source, [edit for edit, _ in edits.get(cell.number, ())]))
            if cell.kind == "code"
            else cell
            for cell in read.notebook.cells
        )
        self.content, self.known = read.written(replace(read.notebook, cells=cells)), None
        self.places = frozenset()
        return Counter(code for found in edits.values() for _, code in found)

    def is_wanted(self, one: _Placed, sources: Mapping[int, str]) -> bool:
        """Return whether a finding is to be fixed: it was reported, or an earlier fix has caused it."""
        if self.left is None:
            return (one.code, one.cell, one.line, one.column) in self.places
        needed = one.code == UNUSED and is_needed(one.as_finding(), [sources[n] for n in sorted(sources)])
        return not needed and _key(one, sources) not in self.left

    def edits(
        self, found: Iterable[_Placed], sources: Mapping[int, str]
    ) -> dict[int, list[tuple[Edit, str]]]:
        """Return the edits of fixes by cell, with the rules; of overlapping ones the first."""
        edits: dict[int, list[tuple[Edit, str]]] = {}
        for one in found:
            edit = _edit(one.raw, one.cell, sources)
            if edit is not None and not any(_overlap(edit, other) for other, _ in edits.get(one.cell, ())):
                edits.setdefault(one.cell, []).append((edit, one.code))
        return edits

    def found(self, kept: Collection[str]) -> Iterator[Mapping[str, Any]]:
        """Yield the findings with safe fixes where some names count as used."""
        content = _with_uses(self.content, self.path, kept) if kept else self.content
        known = None if kept else self.known
        raw = known if known is not None else _run(self.codes, ("--stdin-filename", self.path, "-"), content)
        for one in raw:
            if one["code"] in self.codes and (one["fix"] or {}).get("applicability") == "safe":
                yield one


def _run(codes: Iterable[str], paths: Sequence[str], content: bytes | None = None) -> list[Mapping[str, Any]]:
    """Return what ruff finds in files, or in a content.

    Raises:
        MlscaffoldError: ruff fails.
    """
    command = [binary(), *JSON_CHECK, f"--select={','.join(sorted(codes))}", *paths]
    done = subprocess.run(command, input=content, env=ruff_environment(), capture_output=True, check=False)
    if done.returncode:
        reason = " ".join(done.stderr.decode(errors="replace").split())
        hint = "Run `ruff check` to see more"
        raise MlscaffoldError(f"ruff failed: {reason}", where=paths[1], hint=hint)
    found: list[Mapping[str, Any]] = json.loads(done.stdout or b"[]")
    return found


class _Placed(NamedTuple):
    """A finding of ruff with the number of its code cell, 1 in a Python file."""

    raw: Mapping[str, Any]
    code: str
    cell: int
    line: int
    column: int

    def as_finding(self) -> Finding:
        """Return it as `check` reports it."""
        return finding_of(self.raw, "", self.cell)


def _placed(one: Mapping[str, Any], cells: Sequence[Mapping[str, Any]]) -> _Placed:
    cell = number_of_cell(cells, one["cell"]) if one["cell"] else 1
    return _Placed(one, one["code"], cell, one["location"]["row"], one["location"]["column"])


def _key(one: _Placed, sources: Mapping[int, str]) -> tuple[str, int, str, str]:
    """Return what identifies a finding after other fixes."""
    return one.code, one.cell, one.raw["message"], sources[one.cell].split("\n")[one.line - 1].strip()


def _name_of_import(one: _Placed, sources: Mapping[int, str]) -> str:
    """Return the name that an unused import binds."""
    return bound_name(one.as_finding(), sources[one.cell])


def _with_uses(content: bytes, path: str, names: Collection[str]) -> bytes:
    """Return a file with an end that uses names."""
    use = f"print({', '.join(sorted(names))})"
    if not path.endswith(".ipynb"):
        return content + f"\n{use}\n".encode()
    data = json.loads(content)
    cell: dict[str, Any] = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": [use],
    }
    return json.dumps({**data, "cells": [*data["cells"], cell]}).encode()


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
