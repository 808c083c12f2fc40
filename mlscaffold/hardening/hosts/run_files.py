"""`%run` of a script or a notebook: a script becomes an import, the cells of a notebook are taken in."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import PurePosixPath

from mlscaffold.analysis.imports import imported_modules, local_name
from mlscaffold.analysis.scopes import DEFINITIONS, stores
from mlscaffold.errors import MlscaffoldError
from mlscaffold.hardening.hosts.adapted import FLAGS, Adapted, Beside, plain_cells, with_sources
from mlscaffold.hardening.hosts.databricks_calls import without_databricks
from mlscaffold.hardening.hosts.form_titles import with_headings
from mlscaffold.hardening.hosts.tagged_cells import without_skipped_cells
from mlscaffold.notebook.cells import Change, ChangeKind, Location, Notebook
from mlscaffold.notebook.magics import to_python_cells
from mlscaffold.notebook.read import parse_notebook

_RUN = re.compile(r"(?m)^%run[ \t]+([^\n]+?)[ \t]*$")
_SUFFIXES = ("", ".ipynb", ".py")
_WHY_IMPORT = "The script is a module of the project, which imports what it uses."
_EXPANDED = re.compile(r"[$*?\[\]{}~]")
"""Characters by which IPython expands an argument: variables, patterns of files, home folders."""
_PARSE = re.compile(r"\.parse_args\(\)")
_WHY_INLINE = "The code of the other file is part of the project, at the place where it ran."
DEEPEST = 5  # files that run files that run files: more is a cycle


@dataclass(frozen=True, slots=True)
class _Replaced:
    """What a line becomes."""

    code: str
    why: str
    kind: ChangeKind = "rewritten"


def with_run_files(notebook: Notebook, beside: Beside) -> Adapted:
    """Replace `%run` of files in the project folder by their code or an import of it."""
    return _expanded(notebook, beside, 0)


def _expanded(notebook: Notebook, beside: Beside, depth: int) -> Adapted:
    if depth > DEEPEST or not any(_RUN.search(cell.source) for cell in notebook.code):
        return Adapted(notebook)
    used = frozenset(_used(notebook, beside, depth))
    lines = [line for cell in notebook.code for line in _RUN.findall(cell.source)]
    sources: dict[int, str] = {}
    changes: list[Change] = []
    for cell in notebook.code:
        source = cell.source
        for found in reversed(tuple(_RUN.finditer(cell.source))):
            new = _replacement(found[1], used, beside, depth, again=lines.count(found[1]) > 1)
            if new is None:
                continue
            line = cell.source[: found.start()].count("\n") + 1
            now = new.code if "\n" not in new.code else f"the code of {found[1].split()[0]}"
            changes.append(Change(Location(cell.number, line), new.kind, found[0], new.why, now, "hosts"))
            source = source[: found.start()] + new.code + source[found.end() :]
        if source != cell.source:
            sources[cell.number] = source
    return Adapted(with_sources(notebook, sources), tuple(changes))


def _used(notebook: Notebook, beside: Beside, depth: int) -> Iterator[str]:
    """Yield the names that a notebook reads, and those that the other files it runs read."""
    for plain in plain_cells(notebook, ("",)):
        yield from (n.id for n in ast.walk(plain.tree) if isinstance(n, ast.Name))
    for cell in notebook.code:
        for found in _RUN.finditer(cell.source) if depth < DEEPEST else ():
            path = _file(found[1], beside)
            inner = _parsed(path, beside) if path else None
            if inner is not None and path.endswith(".ipynb"):
                yield from _used(inner, beside, depth + 1)


def _replacement(
    line: str, used: frozenset[str], beside: Beside, depth: int, *, again: bool
) -> _Replaced | None:
    """Return what a line of `%run` becomes, None if the file is not there or cannot be read.

    A script that runs again is taken in, as Python imports it only once.
    """
    path = _file(line, beside)
    notebook = _parsed(path, beside) if path else None
    if notebook is None:
        return None
    file, *arguments = dropwhile(re.compile(r"-[nie]$").match, _words(line))
    if file.startswith("-") or any(map(_EXPANDED.search, arguments)):
        return None
    alone = not arguments and not again and "-i" not in line.split()
    module = _as_import(path, notebook, used) if alone else ""
    if module:
        return _Replaced(module, _WHY_IMPORT)
    inner = without_databricks(
        with_headings(without_skipped_cells(notebook, beside).notebook, beside).notebook, beside
    )
    cells = to_python_cells(_expanded(inner.notebook, beside, depth + 1).notebook)
    if any(cell.failure for cell in cells):
        return None
    code = [cell.source.strip("\n").rstrip() for cell in cells if cell.source.strip()]
    return _Replaced(_with_arguments("\n".join(code), path, arguments), _WHY_INLINE)


def _with_arguments(source: str, path: str, arguments: Sequence[str]) -> str:
    """Return the code of a file that gets arguments: for its parser, else in `sys.argv`."""
    if not arguments:
        return source
    if "argv" not in source and len(_PARSE.findall(source)) == 1:
        return _PARSE.sub(lambda _: f".parse_args({list(arguments)})", source)
    return f"import sys\nsys.argv = {[path, *arguments]}\n{source}"


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _file(line: str, beside: Beside) -> str:
    """Return the file that is run, "" if there is none in the project folder; Databricks leaves its suffix out."""
    words = [word for word in _words(line) if not word.startswith("-")]
    for suffix in _SUFFIXES if words else ():
        if beside.is_file(words[0] + suffix):
            return words[0] + suffix
    return ""


def _parsed(path: str, beside: Beside) -> Notebook | None:
    try:
        return parse_notebook(beside.read(path), PurePosixPath(path).name)
    except MlscaffoldError:
        return None


def _as_import(path: str, notebook: Notebook, used: frozenset[str]) -> str:
    """Return the imports that bind what a script binds, "" if importing it would not be the same."""
    name = PurePosixPath(path)
    if name.suffix != ".py" or name.parent != PurePosixPath(".") or not name.stem.isidentifier():
        return ""
    if len(notebook.code) != 1 or "__name__" in notebook.code[0].source:
        return ""
    try:
        tree = compile(notebook.code[0].source, path, "exec", FLAGS)
    except SyntaxError:
        return ""
    assert isinstance(tree, ast.Module)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    if any(module.startswith((".", "__future__")) for node in imports for module in imported_modules(node)):
        return ""
    again = [ast.unparse(node) for node in imports if any(local_name(alias) in used for alias in node.names)]
    bound = {
        name
        for node in tree.body
        if not isinstance(node, ast.Import | ast.ImportFrom)
        for name in _bound(node)
    }
    wanted = sorted(bound & used)
    module = [f"from {name.stem} import {', '.join(wanted)}"] if wanted else [f"import {name.stem}"]
    return "; ".join([*again, *module])


def _bound(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement binds at the top level of a module."""
    if isinstance(node, DEFINITIONS):
        yield node.name
        return
    for part in ast.walk(node):
        if not isinstance(part, DEFINITIONS):
            yield from stores(part)
