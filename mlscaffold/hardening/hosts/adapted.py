"""A notebook with some cells replaced, and what was changed in them; and the files that the steps may look at."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.hardening.project_folder import ProjectFolder
from mlscaffold.notebook.cells import Cell, Change, ChangeKind, Location, Notebook
from mlscaffold.notebook.magics import notebook_names, to_python

LONGEST = 80  # characters of an excerpt: one line of a terminal
FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@dataclass(frozen=True, slots=True)
class Adapted:
    """A notebook and the changes to report."""

    notebook: Notebook
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """The files beside a notebook; those outside its project folder do not exist for it."""

    folder: ProjectFolder

    def is_file(self, path: str) -> bool:
        """Return whether a path, relative to the notebook's folder, is a file of the project folder."""
        place = self.folder.beside / path
        return place.is_file() and self.folder.has(place)

    def is_folder(self, path: str) -> bool:
        """Return whether a path, relative to the notebook's folder, is a folder of the project folder."""
        place = self.folder.beside / path
        return place.is_dir() and self.folder.has(place)

    def read(self, path: str) -> bytes:
        """Return the content of a file."""
        return (self.folder.beside / path).read_bytes()


Step = Callable[[Notebook, Beside], Adapted]


@dataclass(frozen=True, slots=True)
class PlainCell:
    """A code cell with its Python.

    Args:
        cell: the cell.
        text: its source.
        tree: its Python, whose lines are those of the source.
        python: the lines of the Python.
    """

    cell: Cell
    text: SourceText
    tree: ast.Module
    python: tuple[str, ...]

    def is_plain(self, node: ast.AST) -> bool:
        """Return whether the lines of a node are Python in the cell itself, so that its positions count there."""
        lines = self.cell.source.split("\n")
        first, last = getattr(node, "lineno", 1) - 1, getattr(node, "end_lineno", 1)
        return tuple(lines[first:last]) == self.python[first:last]

    def without(self, statement: ast.stmt) -> Edit:
        """Return the edit that removes a statement; `pass` keeps its block, and the value before it from being shown."""
        lines = (statement.end_lineno or statement.lineno) - statement.lineno
        return self.text.replacing(statement, ("pass" if self._needs_pass(statement) else "") + "\n" * lines)

    def _needs_pass(self, statement: ast.stmt) -> bool:
        """Return whether something has to stay where a statement was."""
        body = self.tree.body
        index = next((place for place, one in enumerate(body) if one is statement), None)
        if index is None or not self._is_alone(statement):
            return True
        return index == len(body) - 1 and index > 0 and isinstance(body[index - 1], ast.Expr)

    def _is_alone(self, statement: ast.stmt) -> bool:
        """Return whether a statement has its lines for itself, but for a comment."""
        start, end = self.text.span(statement)
        before = self.text.source[:start].rpartition("\n")[2]
        after = self.text.source[end:].partition("\n")[0].strip()
        return not before.strip() and after[:1] in {"", "#"}

    def change(self, node: ast.AST, kind: ChangeKind, why: str, now: str = "", by: str = "hosts") -> Change:
        """Return the change of a node of this cell."""
        what = self.text.of_node(node).split("\n")[0]
        return Change(
            Location(self.cell.number, getattr(node, "lineno", 1)), kind, short(what), why, short(now), by
        )


def plain_cells(notebook: Notebook, words: Iterable[str]) -> Iterator[PlainCell]:
    """Yield the code cells that have one of some words and are Python but for magics."""
    wanted = tuple(words)
    found = [cell for cell in notebook.code if any(word in cell.source for word in wanted)]
    names = notebook_names(notebook.code) if found else None
    for cell in found:
        python = to_python(cell, names)
        if python.failure is None:
            tree = compile(python.source, "<cell>", "exec", FLAGS)
            assert isinstance(tree, ast.Module)
            yield PlainCell(cell, SourceText.of(cell.source), tree, tuple(python.source.split("\n")))


def with_sources(notebook: Notebook, sources: Mapping[int, str]) -> Notebook:
    """Return a notebook with other sources of code cells, by their numbers."""
    if not sources:
        return notebook
    cells = (
        replace(cell, source=sources[cell.number]) if cell.kind == "code" and cell.number in sources else cell
        for cell in notebook.cells
    )
    return replace(notebook, cells=tuple(cells))


def with_edits(notebook: Notebook, edits: Mapping[int, Iterable[Edit]]) -> Notebook:
    """Return a notebook with edits of code cells, by their numbers."""
    sources = {
        cell.number: apply_edits(cell.source, edits[cell.number])
        for cell in notebook.code
        if edits.get(cell.number)
    }
    return with_sources(notebook, sources)


def short(text: str) -> str:
    """Return a text shortened for a table of the report."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
