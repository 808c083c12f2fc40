"""The project's own modules that a notebook imports: beside it, above it, or in folders that it adds to the search path."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mlscaffold.analysis.dataflow import trace
from mlscaffold.analysis.imports import imported_modules
from mlscaffold.codegen.added_folders import PLACES, added_folders
from mlscaffold.hardening.normalize import statements_of
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.notebook.magics import PythonCell

SOURCES = ("", "src", "lib", "python")
"""Folders of a project that hold its packages; an editable install or a kernel's settings make them importable."""
NEVER = frozenset({"tests", "test", "setup", "conftest", "docs", "noxfile"})
"""Modules at the top of a project that no notebook means."""


@dataclass(frozen=True, slots=True)
class LocalCode:
    """The project's own modules that a notebook imports, and those that they import.

    Args:
        homes: the folder that holds each top-level module.
        outside: those that are outside the project folder; they are not copied.
        search: folders that the notebook does not add to the search path itself.
    """

    homes: Mapping[str, Path] = field(default_factory=dict)
    outside: Mapping[str, Path] = field(default_factory=dict)
    search: tuple[Path, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names of the modules that are copied."""
        return frozenset(self.homes)

    def needed(self, names: Iterable[str]) -> frozenset[str]:
        """Return those of some modules that are copied, and the ones that these import."""
        found: frozenset[str] = frozenset()
        while more := (self.names & frozenset(names)) - found:
            found |= more
            names = self.imports(more)
        return found

    def imports(self, names: Iterable[str]) -> frozenset[str]:
        """Return the top-level modules that some modules import."""
        return frozenset(_imports(_text(file) for name in names for file in self.files(name)))

    def files(self, name: str) -> tuple[Path, ...]:
        """Return the source files of a module."""
        return _files(name, self.homes[name], namespace=True)


def local_code(cells: Sequence[PythonCell], folder: ProjectFolder) -> LocalCode:
    """Return the project's own modules that a notebook imports.

    Args:
        cells: the code cells as Python.
        folder: the project folder.
    """
    added = tuple(_added(cells, folder))
    around = tuple(
        folder.root / name for name in SOURCES if (folder.root / name) not in (folder.beside, *added)
    )
    homes: dict[str, Path] = {}
    wanted = _imports(cell.source for cell in cells)
    while wanted:
        found = {name: home for name in sorted(wanted) if (home := _home(name, folder.beside, added, around))}
        homes |= found
        texts = (
            _text(file)
            for name, home in found.items()
            if folder.has(home)
            for file in _files(name, home, namespace=True)
        )
        wanted = _imports(texts) - homes.keys()
    search = tuple(home for home in dict.fromkeys(homes.values()) if home in around)
    own = {
        name: home
        for name, home in homes.items()
        if folder.has(home / name) or folder.has(home / f"{name}.py")
    }
    return LocalCode(own, {name: home for name, home in homes.items() if name not in own}, search)


def _added(cells: Sequence[PythonCell], folder: ProjectFolder) -> Iterator[Path]:
    """Yield the folders that the notebook adds to the search path, as far as they are known and exist."""
    if not any(name.rpartition(".")[2] in cell.source for cell in cells for name in (*PLACES, "sys.path")):
        return
    for text in added_folders(trace(statements_of(cells)[0]).statements):
        path = Path(os.path.normpath(folder.beside / text))
        if path.is_dir() and path != folder.beside:
            yield path


def _home(name: str, beside: Path, added: Sequence[Path], around: Sequence[Path]) -> Path | None:
    """Return the folder that holds a module, None for one that is not the project's."""
    if _files(name, beside):
        return beside
    if name in sys.stdlib_module_names:
        return None
    found = [home for home in added if _files(name, home, namespace=True)]
    found += [home for home in around if name not in NEVER and _files(name, home)]
    return next(iter(found), None)


def _files(name: str, home: Path, *, namespace: bool = False) -> tuple[Path, ...]:
    """Return the source files of a module or package in a folder, none if there is none."""
    single, package = home / f"{name}.py", home / name
    if single.is_file():
        return (single,)
    if not namespace and not (package / "__init__.py").is_file():
        return ()
    return tuple(sorted(file for file in package.rglob("*.py") if not _is_hidden(file.relative_to(home))))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


def _imports(texts: Iterable[str]) -> set[str]:
    nodes = (node for text in texts if (tree := _parsed(text)) for node in ast.walk(tree))
    found = (module for node in nodes for module in imported_modules(node) if not module.startswith("."))
    return {name for module in found if (name := module.split(".")[0])}


def is_parsable(text: str) -> bool:
    """Return whether a text is valid Python."""
    return _parsed(text) is not None


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None  # a cell that is not Python, or top-level await: it is reported elsewhere
