"""What earlier runs found, kept while files, settings, and rules stay as they were.

It is JSON, not pickle: a cache that came with somebody's clone must not be able to run anything.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, NamedTuple

from mlscaffold.finding import Finding
from mlscaffold.linting.context import is_there

FOLDER = ".mlscaffold_cache"
KEPT = 4  # one for each way of asking, such as the hook's and the editor's
_SETTLED = 100_000_000  # nanoseconds after which a change of a file shows in its time


class Entry(NamedTuple):
    """What is kept of one file.

    Args:
        changed: its time of change in nanoseconds; 0 where that is too recent to be relied on.
        size: its size.
        hash: the hash of its content.
        around: the signature of what stands around it.
        asked: paths that rules asked for, and whether they were there.
        findings: what was found, as lists, without the path.
        shared: what it gave to rules over several files, as lists: code, cell, line, column, fact.
    """

    changed: int
    size: int
    hash: str
    around: str
    asked: dict[str, bool]
    findings: list[list[Any]]
    shared: list[list[Any]]


@dataclass
class Cache:
    """What is kept of a project.

    Args:
        entries: by path, as seen from the project's folder.
        concluded: what rules over several files found, with the path as the first item of each.
        together: the hash of all that they looked at.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    concluded: list[list[Any]] = field(default_factory=list)
    together: str = ""


def load(root: str, key: str) -> Cache:
    """Read a cache; one that is missing or damaged is an empty one.

    Args:
        root: the project's folder.
        key: what tells ways of asking apart.
    """
    try:
        with open(_file(root, key), encoding="utf-8") as file:
            data = json.load(file)
        entries = {path: _entry(values) for path, values in data["entries"].items()}
        for findings in (
            *(entry.findings for entry in entries.values()),
            [row[1:] for row in data["concluded"]],
        ):
            as_findings("", findings)
        return Cache(entries, data["concluded"], str(data["together"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Cache()


def save(root: str, key: str, cache: Cache) -> None:
    """Write a cache; where that cannot be done, the next run is slower, and nothing else."""
    folder = os.path.join(root, FOLDER)
    whole = {"entries": cache.entries, "concluded": cache.concluded, "together": cache.together}
    temporary = f"{_file(root, key)}.{os.getpid()}"
    try:
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, ".gitignore"), "w", encoding="utf-8") as file:
            file.write("*\n")
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(whole, file, separators=(",", ":"))
        os.replace(temporary, _file(root, key))
        _forget_old(folder)
    except (OSError, ValueError):
        return


def hashed(content: bytes) -> str:
    """Return the hash of a file's content."""
    return blake2b(content, digest_size=16).hexdigest()


def key_of(parts: Iterable[object]) -> str:
    """Return a short text that is another one where any part is."""
    return hashed(repr(tuple(parts)).encode("utf-8", "surrogatepass"))


def settled(changed: int) -> int:
    """Return a time of change, 0 where the file may change once more without its time showing it."""
    return changed if time.time_ns() - changed > _SETTLED else 0


def holds(entry: Entry, folder: str, around: str) -> bool:
    """Say whether what stands around a file is as it was; its content is not looked at."""
    same = entry.around == around
    return same and all(is_there(folder, path) == there for path, there in entry.asked.items())


def as_findings(path: str, rows: Iterable[Iterable[Any]]) -> tuple[Finding, ...]:
    """Turn what was kept into findings again."""
    return tuple(Finding(path, *row) for row in rows)


def _entry(values: list[Any]) -> Entry:
    entry = Entry(*values)
    if not isinstance(entry.asked, dict) or not isinstance(entry.hash, str):
        raise TypeError
    return entry


def _file(root: str, key: str) -> str:
    return os.path.join(root, FOLDER, f"check-{key[:16]}.json")


def _forget_old(folder: str) -> None:
    files = [entry for entry in os.scandir(folder) if entry.name.startswith("check-")]
    files.sort(key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in files[KEPT:]:
        os.unlink(entry.path)
