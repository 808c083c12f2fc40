"""The cache: results of earlier runs, valid while files, settings, rules and ruff are unchanged.

It is JSON, not pickle: a cache in a cloned repository must not be able to run code.
"""

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field
from hashlib import blake2b
from importlib.util import find_spec
from typing import Any, NamedTuple

from mlscaffold import __version__
from mlscaffold.finding import Finding
from mlscaffold.linting.check_settings import Settings
from mlscaffold.linting.context import exists

_RUFF_SETTINGS = ("pyproject.toml", "ruff.toml", ".ruff.toml")
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = ".mlscaffold_cache"
MOST_CACHES = 4
"""One for each combination of settings that people use in turn: the command line's, the hook's, the editor's, and a spare."""
_TIME_RESOLUTION = 100_000_000
"""Nanoseconds after which another change certainly alters the modification time: file systems on Linux record it in ticks of
at most 10 ms; ten of them leave a margin."""


class Entry(NamedTuple):
    """The cached result of one file.

    Args:
        changed: its modification time in nanoseconds; 0 if that is too recent to be reliable.
        size: its size.
        hash: the hash of its content.
        context: the hash of its context.
        paths: the paths that rules looked for, and whether they existed.
        findings: its findings, as lists, without the path.
        facts: its facts for rules over several files, as lists: code, cell, line, column, fact.
    """

    changed: int
    size: int
    hash: str
    context: str
    paths: dict[str, bool]
    findings: list[list[Any]]
    facts: list[list[Any]]


@dataclass
class Cache:
    """The cached results of a project.

    Args:
        entries: by path, relative to the project's folder.
        across_files: findings of rules over several files, as lists that begin with the path.
        facts_key: the hash of the facts that these rules used.
        rules: the name and the level of each rule with a finding, by its code.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    across_files: list[list[Any]] = field(default_factory=list)
    facts_key: str = ""
    rules: dict[str, tuple[str, str]] = field(default_factory=dict)


def load(root: str, key: str) -> Cache:
    """Read a cache; a missing or damaged one is empty.

    Args:
        root: the project's folder.
        key: the key of the cache.
    """
    try:
        with open(_file(root, key), encoding="utf-8") as file:
            data = json.load(file)
        entries = {path: _entry(values) for path, values in data["entries"].items()}
        across = [row[1:] for row in data["across_files"]]
        for findings in (*(entry.findings for entry in entries.values()), across):
            as_findings("", findings)
        rules = {str(code): (str(name), str(level)) for code, (name, level) in data["rules"].items()}
        return Cache(entries, data["across_files"], str(data["facts_key"]), rules)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Cache()


def save(root: str, key: str, cache: Cache) -> None:
    """Write a cache; if that fails, the next run is only slower."""
    folder = os.path.join(root, FOLDER)
    whole = {"entries": cache.entries, "across_files": cache.across_files, "facts_key": cache.facts_key}
    whole["rules"] = cache.rules
    temporary = f"{_file(root, key)}.{os.getpid()}"
    try:
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, ".gitignore"), "w", encoding="utf-8") as file:
            file.write("*\n")
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(whole, file, separators=(",", ":"))
        os.replace(temporary, _file(root, key))
        _remove_old(folder)
    except (OSError, ValueError):
        return


def content_hash(content: bytes) -> str:
    """Return the hash of a file's content."""
    return blake2b(content, digest_size=16).hexdigest()  # 16 bytes: no collisions among any number of files


def hash_of(parts: Iterable[object]) -> str:
    """Return a hash of any values with a stable representation."""
    return content_hash(repr(tuple(parts)).encode("utf-8", "surrogatepass"))


def reliable_time(changed: int) -> int:
    """Return a modification time, 0 if another change might not alter it."""
    return changed if time.time_ns() - changed > _TIME_RESOLUTION else 0


def is_context_unchanged(entry: Entry, folder: str, context: str) -> bool:
    """Return whether the context of a file is unchanged: its hash, and the paths that rules looked for."""
    same = entry.context == context
    return same and all(exists(folder, path) == existed for path, existed in entry.paths.items())


def as_findings(path: str, rows: Iterable[Iterable[Any]]) -> tuple[Finding, ...]:
    """Return the findings that cached rows describe."""
    return tuple(Finding(path, *row) for row in rows)


def _entry(values: list[Any]) -> Entry:
    raw = dict(zip(Entry._fields, values, strict=True))
    if not isinstance(raw["paths"], dict) or not isinstance(raw["hash"], str):
        raise TypeError
    return Entry(**raw)


def _file(root: str, key: str) -> str:
    return os.path.join(root, FOLDER, f"check-{key[:16]}.json")


def _remove_old(folder: str) -> None:
    files = [entry for entry in os.scandir(folder) if entry.name.startswith("check-")]  # noqa: MLS206 sorted below
    files.sort(key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in files[MOST_CACHES:]:
        os.unlink(entry.path)


def cache_key(settings: Settings, root: str, folders: Iterable[str]) -> str:
    """Return the hash of the other inputs of findings: settings, rules, and ruff with its settings.

    Args:
        settings: the project's settings.
        root: the project's folder.
        folders: the folders of the files; ruff reads its settings there and above.
    """
    above = sorted(_upwards(folders))
    ruff_settings = (os.path.join(folder, name) for folder in above for name in _RUFF_SETTINGS)
    parts = (__version__, sys.version, root, os.getcwd(), astuple(settings))
    return hash_of((*parts, *_file_stats(ruff_settings), *_file_stats(_modules()), *_file_stats(_ruff())))


def _upwards(folders: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for start in folders:
        folder = start
        while folder not in found:
            found.add(folder)
            folder = os.path.dirname(folder)
    return found


def _modules() -> Iterator[str]:
    """Yield the files of this package: in a checkout, rules change without a new version."""
    for folder, folders, files in os.walk(_PACKAGE):
        folders[:] = sorted(name for name in folders if name not in {"__pycache__", "templates"})
        yield from (os.path.join(folder, name) for name in sorted(files) if not name.endswith(".pyc"))


def _ruff() -> Iterator[str]:
    spec = find_spec("ruff")
    if spec and spec.origin:
        yield spec.origin


def _file_stats(paths: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    for path in paths:
        try:
            stat = os.stat(path)
        except OSError:
            continue
        yield path, stat.st_mtime_ns, stat.st_size
