"""Compares the files that the notebook writes with those of the project: by path or name, and by content."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from mlscaffold.verification.probe.notes import read_notes
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.sandbox import Sandbox

OWN_FILES = frozenset({"run.log", "metrics.json"})
OWN_FOLDERS = ("figures", "models")
"""What each project writes to its outputs folder; the notebook need not have it."""
LARGEST = 500_000_000  # bytes of files that are compared by content: what a laptop holds twice in memory


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A file that a run of the project wrote.

    Args:
        path: its path relative to the folder in which it is.
        place: where it is now.
        own: whether it is one that each project writes.
    """

    path: str
    place: Path
    own: bool = False


Notes = tuple[Mapping[str, Any], ...]
"""One note for each file: `key`, its path, `verdict`, `why`, `places`, `opaque`, `cut` and `largest`."""


def is_own(path: str) -> bool:
    """Return whether a path in the outputs folder is that of a file that each project writes."""
    return path in OWN_FILES or path.partition("/")[0] in OWN_FOLDERS


def compare_with_project(
    sandbox: Sandbox,
    python: str,
    notebook: Mapping[str, Path],
    project: Sequence[ProjectFile],
    package: str,
    name: str,
) -> Notes:
    """Compare the files that the notebook wrote with those that the project wrote.

    Args:
        sandbox: where they are compared.
        python: the notebook's interpreter.
        notebook: the notebook's files by their paths.
        project: the project's files.
        package: the project's package.
        name: name of this comparison.
    """
    pairs = matched(tuple(notebook), project)
    known = {path: (notebook[path], found.place) for path, found in pairs.items()}
    missing = [_only_in(path, "notebook") for path in notebook if path not in pairs]
    used = {found.place for found in pairs.values()}
    extra = [_only_in(one.path, "project") for one in project if one.place not in used and not one.own]
    return (*compare_contents(sandbox, python, known, package, name), *missing, *extra)


def matched(notebook: Sequence[str], project: Sequence[ProjectFile]) -> dict[str, ProjectFile]:
    """Return for the paths of the notebook's files those of the project: the same path, else the only one of that name."""
    found: dict[str, ProjectFile] = {}
    for own in (False, True):
        left = {one.place: one for one in project if one.own is own}
        for key in (str, _end, _name):
            by_key: dict[object, dict[Path, ProjectFile]] = {}
            for place, one in left.items():
                by_key.setdefault(key(one.path), {})[place] = one
            for path in (path for path in notebook if path not in found):
                free = by_key.get(key(path), {})
                if len(free) == 1 or (free and key is str):
                    found[path] = free.pop(next(iter(free)))
                    del left[found[path].place]
    return found


def _end(path: str) -> tuple[str, ...]:
    """Return the last two parts of a path."""
    return PurePosixPath(path).parts[-2:]


def _name(path: str) -> str:
    return PurePosixPath(path).name


def _only_in(path: str, side: str) -> Mapping[str, Any]:
    return _note(path, "differs", f"only the {side} writes it")


def _note(path: str, verdict: str, why: str = "") -> Mapping[str, Any]:
    places = [("", why)] if verdict == "differs" else []
    opaque = [("", why)] if verdict == "not compared" else []
    found = {"places": places, "opaque": opaque, "cut": False, "largest": 0.0}
    return {"key": path, "verdict": verdict, "why": why, **found}


def compare_contents(
    sandbox: Sandbox, python: str, pairs: Mapping[str, tuple[Path, Path]], package: str, name: str
) -> Notes:
    """Compare pairs of files: byte for byte, and those that differ by their content.

    Args:
        sandbox: where they are compared.
        python: the notebook's interpreter.
        pairs: the two files, by the path of the notebook's.
        package: the project's package.
        name: name of this comparison.
    """
    same = {path: None for path, (one, other) in pairs.items() if same_bytes(one, other)}
    others = {path: both for path, both in pairs.items() if path not in same}
    large = [path for path, both in others.items() if max(file.stat().st_size for file in both) > LARGEST]
    listed = [
        {"key": path, "expected": str(one), "actual": str(other)}
        for path, (one, other) in others.items()
        if path not in large
    ]
    notes: Notes = ()
    if listed:
        folder = sandbox.folder / name
        spec = {"out": str(folder), "package": package, "pairs": listed}
        ended = run_probe(sandbox, python, "compare_files", spec, sandbox.folder, {})
        notes = tuple(read_notes(str(folder)))
        done = {note["key"] for note in notes}
        lost = [one["key"] for one in listed if one["key"] not in done]
        notes += tuple(_note(path, "not compared", ended.reason) for path in lost)
    equal = tuple(_note(path, "equal") for path in same)
    return (*equal, *notes, *(_note(path, "differs", "its bytes differ") for path in large))


def same_bytes(one: Path, other: Path) -> bool:
    """Return whether two files have the same bytes; holes are not read, as a file may be larger than any disk."""
    block = 1 << 20  # bytes that are read at a time: enough to be quick, little enough for any memory
    size = one.stat().st_size
    if size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        place = min(next_data(left, 0, size), next_data(right, 0, size))
        while place < size:
            left.seek(place)
            right.seek(place)
            if left.read(block) != right.read(block):
                return False
            place = min(next_data(left, place + block, size), next_data(right, place + block, size))
    return True


def next_data(file: BinaryIO, start: int, size: int) -> int:
    """Return where data begin from a place on, the size of the file if only a hole is left (lseek(2))."""
    if not hasattr(os, "SEEK_DATA") or start >= size:
        return start
    try:
        return os.lseek(file.fileno(), start, os.SEEK_DATA)
    except OSError as error:
        return size if error.errno == errno.ENXIO else start
