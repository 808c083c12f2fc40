"""What stands around a file: declared dependencies, modules of the project, paths that exist."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from mlscaffold.linting.declared import of_environment, of_project, of_requirements

_ENTRIES = 200  # a folder with more than this before its first module holds data


@dataclass(frozen=True, slots=True)
class Place:
    """What stands around the files of one folder.

    Args:
        declared: distributions that are declared in the nearest folder upwards, None where none does.
        local: top modules beside the files and in the folders above them, up to the project's.
    """

    declared: tuple[tuple[str, str], ...] | None
    local: frozenset[str]

    @property
    def signature(self) -> str:
        """A text that changes with it."""
        return repr((self.declared, sorted(self.local)))


@cache
def place(folder: str, root: str) -> Place:
    """Look around in a folder.

    Args:
        folder: its absolute path.
        root: that of the project, beyond which nothing is looked at.
    """
    folders = tuple(_upwards(folder, root))
    declared = next((found for found in map(_declared, folders) if found is not None), None)
    sources = tuple(os.path.join(one, "src") for one in folders)
    local = frozenset(name for one in (*folders, *sources) for name in _modules(one))
    return Place(None if declared is None else tuple(sorted(declared.items())), local)


def existing(folder: str, asked: dict[str, bool]) -> Callable[[str], bool]:
    """Return a function that says whether a path is there, and notes each answer.

    Args:
        folder: what relative paths start from.
        asked: where answers are noted.
    """

    def exists(path: str) -> bool:
        if path not in asked:
            asked[path] = is_there(folder, path)
        return asked[path]

    return exists


def is_there(folder: str, path: str) -> bool:
    """Say whether a path, relative to a folder or absolute, is there."""
    try:
        return os.path.exists(os.path.join(folder, path))
    except ValueError:
        return False


def _upwards(folder: str, root: str) -> Iterator[str]:
    yield folder
    while folder != root and folder.startswith(root.rstrip(os.sep) + os.sep):
        folder = os.path.dirname(folder)
        yield folder


@cache
def _declared(folder: str) -> dict[str, str] | None:
    found: dict[str, str] | None = None
    for name in _names(folder):
        text = _text(os.path.join(folder, name))
        if name.endswith((".yml", ".yaml")):
            more: dict[str, str] | None = of_environment(text)
        else:
            more = of_project(text) if name == "pyproject.toml" else of_requirements(text.split("\n"))
        if more is not None:
            found = (found or {}) | more
    return found


def _names(folder: str) -> list[str]:
    names = sorted(entry.name for entry in _entries(folder) if entry.is_file())
    return [
        name
        for name in names
        if name in {"pyproject.toml", "environment.yml", "environment.yaml"}
        or (name.startswith("requirements") and name.endswith((".txt", ".in")))
    ]


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


@cache
def _modules(folder: str) -> frozenset[str]:
    found = set()
    for entry in _entries(folder):
        stem, suffix = os.path.splitext(entry.name)
        if suffix in {".py", ".pyw", ".so", ".pyd"}:
            found.add(stem.partition(".")[0])
        elif entry.name.isidentifier() and entry.is_dir() and _is_package(entry.path):
            found.add(entry.name)
    return frozenset(found)


def _is_package(folder: str) -> bool:
    return any(entry.name.endswith(".py") for entry in islice(_entries(folder), _ENTRIES))


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:
        return
