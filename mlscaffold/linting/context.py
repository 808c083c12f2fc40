"""The context of a file: declared dependencies, modules of the project, paths that exist."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from mlscaffold.filesystem.toml_file import MOST_BYTES, parse_toml

_ENTRIES = 200
"""Entries of a folder to look through for a module. Chosen by judgement: packages have modules early, and folders of data
may have millions of files."""
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.*?)\s*$", re.DOTALL)
_EGG = re.compile(r"[#&]egg=([\w.-]+)")
_ITEM = re.compile(r"\s*-\s+[\"']?([^\"'#]+?)[\"']?\s*(?:\s#.*)?$")


class File(NamedTuple):
    """A file to lint.

    Args:
        path: as the user gave it.
        name: relative to the project's folder.
        folder: the absolute path of its folder.
        size: its size, 0 if the file is missing.
        changed: its modification time in nanoseconds, 0 if the file is missing.
    """

    path: str
    name: str
    folder: str
    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class FolderContext:
    """The context of the files in one folder.

    Args:
        declared: requirements that the nearest folder upwards declares, None if none does.
        local: top-level modules next to the files and in the folders above, up to the project's.
    """

    declared: tuple[tuple[str, str], ...] | None
    local: frozenset[str]

    @property
    def signature(self) -> str:
        """A text that identifies it."""
        return repr((self.declared, sorted(self.local)))


@cache
def folder_context(folder: str, root: str) -> FolderContext:
    """Return the context of the files in a folder.

    Args:
        folder: its absolute path.
        root: that of the project; folders above it do not count.
    """
    folders = tuple(_upwards(folder, root))
    declared = next((found for found in map(_declared, folders) if found is not None), None)
    sources = tuple(os.path.join(one, "src") for one in folders)
    local = frozenset(name for one in (*folders, *sources) for name in _modules(one))
    return FolderContext(None if declared is None else tuple(sorted(declared.items())), local)


def recording_exists(folder: str, paths: dict[str, bool]) -> Callable[[str], bool]:
    """Return a function that returns whether a path exists, and records the answer.

    Args:
        folder: the folder that relative paths start from.
        paths: the recorded answers.
    """

    def recorded(path: str) -> bool:
        if path not in paths:
            paths[path] = exists(folder, path)
        return paths[path]

    return recorded


def exists(folder: str, path: str) -> bool:
    """Return whether a path, absolute or relative to a folder, exists."""
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
            return file.read(MOST_BYTES)
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


def canonical(name: str) -> str:
    """Return the canonical spelling of a distribution's name."""
    from packaging.utils import canonicalize_name  # loaded only where dependencies are declared

    return canonicalize_name(name)


def of_requirements(lines: Iterable[str]) -> dict[str, str]:
    """Read the lines of a requirements file, with options, comments, markers and hashes.

    Returns:
        The rest of each requirement by its name: `>=2`, `@ https://…` or "".
    """
    text = "\n".join(lines).replace("\\\n", " ")
    return dict(pair for line in text.split("\n") for pair in _requirement(line))


def of_project(text: str) -> dict[str, str] | None:
    """Read a pyproject.toml: dependencies, extras and groups of the project, and those of Poetry.

    Returns:
        As `of_requirements`; None if the text is not TOML or declares no dependencies.
    """
    try:
        data = parse_toml(text)
    except ValueError:
        return None
    project = _table(data, "project")
    lists = [project.get("dependencies"), *_table(project, "optional-dependencies").values()]
    lists += _table(data, "dependency-groups").values()
    poetry = _table(_table(data, "tool"), "poetry")
    tables = [poetry.get("dependencies"), poetry.get("dev-dependencies")]
    tables += [
        group.get("dependencies") for group in _table(poetry, "group").values() if isinstance(group, dict)
    ]
    if not any(isinstance(one, list) for one in lists) and not any(isinstance(one, dict) for one in tables):
        return None
    listed = [item for one in lists if isinstance(one, list) for item in one if isinstance(item, str)]
    return of_requirements(listed) | dict(_of_poetry(tables))


def of_environment(text: str) -> dict[str, str]:
    """Read an environment.yml of conda; `numpy=1.26` means `==1.26`."""
    inside = False
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if re.match(r"[A-Za-z_]", line):
            inside = line.startswith("dependencies:")
        item = _ITEM.match(line) if inside else None
        if item and not item[1].endswith(":"):
            found |= dict(_requirement(item[1].rpartition("::")[2]))
    found.pop("python", None)
    return {name: re.sub(r"^=(?!=)", "==", after) for name, after in found.items()}


def _of_poetry(tables: Iterable[object]) -> Iterator[tuple[str, str]]:
    for table in tables:
        for name, value in (table if isinstance(table, dict) else {}).items():
            version = value.get("version", "") if isinstance(value, dict) else value
            if name != "python" and isinstance(version, str):
                yield canonical(name), "" if version == "*" else version


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _requirement(line: str) -> Iterator[tuple[str, str]]:
    egg = _EGG.search(line)
    if egg:
        yield canonical(egg[1]), "@ " + line.strip()
        return
    plain = re.split(r"(?:^|\s)#|;|\s--", line)[0]
    found = _REQUIREMENT.match(plain)
    if found and "://" not in plain.partition("@")[0]:
        yield canonical(found[1]), found[2].replace(" ", "") if not found[2].startswith("@") else found[2]
