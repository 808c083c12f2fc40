"""Keeps the compiled files of libraries that have none, so that only the first of many processes compiles them."""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

LIBRARY = re.compile(r"[\\/](?:site|dist)-packages[\\/]")


def keep_bytecode(folder: str, sources: Iterable[str]) -> None:
    """Write the compiled files of libraries to a folder, if those that cells import have not been compiled yet.

    Files of the notebook's own are left out: it may write one again and import it within the second that a
    compiled file is dated by.

    Args:
        folder: the folder, which nothing else uses.
        sources: the cells as Python.
    """
    if not folder or all(map(_is_compiled, set(_imported(sources)))):
        return
    loader_class: Any = importlib.machinery.SourceFileLoader
    write = loader_class.set_data

    def write_of_library(loader: Any, path: str, data: bytes, **options: Any) -> None:
        if LIBRARY.search(path):
            write(loader, path, data, **options)

    loader_class.set_data = write_of_library
    sys.pycache_prefix = folder
    sys.dont_write_bytecode = False


def _imported(sources: Iterable[str]) -> Iterator[str]:
    """Yield the top-level modules that cells import."""
    for source in sources:
        try:
            tree: Any = compile(source, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


def _is_compiled(module: str) -> bool:
    """Return whether a library's first file has been compiled; True for what is no library written in Python."""
    try:
        found = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return True
    origin = found.origin if found is not None else None
    if origin is None or not origin.endswith(".py") or not LIBRARY.search(origin):
        return True
    return os.path.exists(importlib.util.cache_from_source(origin))
