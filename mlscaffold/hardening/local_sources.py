"""Reads the modules in the notebook's folder that it imports, for what importing them does."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from mlscaffold.analysis.imports import imported_modules
from mlscaffold.analysis.local_modules import LocalModules, local_modules
from mlscaffold.notebook.magics import PythonCell


def read_local_modules(cells: Sequence[PythonCell], folder: Path) -> LocalModules:
    """Return what importing the notebook's own modules does; modules that they import count too.

    Args:
        cells: the code cells as Python.
        folder: the notebook's folder.
    """
    sources: dict[str, tuple[str, ...]] = {}
    wanted = _imports(cell.source for cell in cells)
    while wanted:
        for name in wanted:
            sources[name] = tuple(_texts(name, folder))
        wanted = _imports(text for texts in sources.values() for text in texts) - sources.keys()
    return local_modules({name: texts for name, texts in sources.items() if texts})


def _imports(texts: Iterable[str]) -> set[str]:
    nodes = (node for text in texts if (tree := _parsed(text)) for node in ast.walk(tree))
    return {
        name
        for node in nodes
        for module in imported_modules(node)
        if (name := module.lstrip(".").split(".")[0])
    }


def _parsed(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None  # a cell that is not Python, or top-level await: it is reported elsewhere


def _texts(name: str, folder: Path) -> Iterator[str]:
    single = folder / f"{name}.py"
    is_package = (folder / name / "__init__.py").is_file()
    files = [single] if single.is_file() else sorted((folder / name).rglob("*.py")) if is_package else []
    yield from (file.read_text(encoding="utf-8", errors="replace") for file in files)
