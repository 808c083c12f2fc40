"""The input of a rule: a notebook or Python file, parsed and indexed once for all rules."""

import ast
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mlscaffold.analysis.index import ModuleIndex, index
from mlscaffold.analysis.statements import parse
from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.grammar import LARGEST, readable_syntax_error, refuse_long, refuse_too_much
from mlscaffold.notebook.magics import BARE, NotebookNames, PythonCell, notebook_names, to_python

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What `ast.parse` raises for source that is not Python, or is nested too deeply."""


@dataclass(frozen=True, slots=True)
class ProjectContext:
    """What rules may ask about the project of a file.

    Args:
        exists: returns whether a path, absolute or relative to the file's folder, exists.
        declared: the project's declared dependencies by normalized name, each with the rest of its requirement (`>=2`,
            `==1.4.2` or ""); None if no file declares any.
        local: top-level modules next to the file or in the project.
    """

    exists: Callable[[str], bool] = lambda _: True
    declared: Mapping[str, str] | None = None
    local: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LintTarget:
    """A file as rules see it.

    Args:
        path: its path as the user wrote it, with `/`.
        notebook: its cells; a plain Python file is one code cell.
        python: the code cells as Python, with magics rewritten; a cell that cannot be parsed holds its error.
        index: its code, indexed in one pass.
        is_notebook: whether it is a notebook; otherwise it is a Python file.
        project: the context of its project.
        has_noqa: whether it may have comments that turn rules off; few files have.
    """

    path: str
    notebook: Notebook
    python: tuple[PythonCell, ...]
    index: ModuleIndex
    is_notebook: bool = True
    project: ProjectContext = field(default_factory=ProjectContext)
    has_noqa: bool = True

    @property
    def code(self) -> tuple[Cell, ...]:
        """Its code cells."""
        return self.notebook.code


def lint_target_of(
    notebook: Notebook, path: str, *, is_notebook: bool, project: ProjectContext | None = None
) -> LintTarget:
    """Parse and index a file for the rules.

    Args:
        notebook: its cells.
        path: its path as the user wrote it.
        is_notebook: whether it is a notebook; otherwise it is a Python file.
        project: the context of its project.
    """
    parsed = _parsed(notebook.code, is_notebook)
    cells = tuple((python.number, body) for python, body in parsed)
    python = tuple(python for python, _ in parsed)
    has_noqa = any("noqa" in cell.source.lower() for cell in notebook.code)
    return LintTarget(
        path, notebook, python, index(cells), is_notebook, project or ProjectContext(), has_noqa
    )


def _parsed(cells: tuple[Cell, ...], is_notebook: bool) -> tuple[tuple[PythonCell, list[ast.stmt]], ...]:
    shell: list[NotebookNames] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = (_parsed_unchanged(cell) or _rewritten(cell, cells, shell, is_notebook) for cell in cells)
        if sum(len(cell.source) for cell in cells) < LARGEST:  # a part has at least a character
            return tuple(parsed)
        return tuple(_within_limit(zip(cells, parsed, strict=True)))


def _within_limit(
    parsed: Iterable[tuple[Cell, tuple[PythonCell, list[ast.stmt]]]],
) -> Iterator[tuple[PythonCell, list[ast.stmt]]]:
    """Yield parsed cells; those from which on all together are too large to be analyzed have a failure instead."""
    count = 0
    for cell, (python, body) in parsed:
        count += sum(1 for statement in body for _ in ast.walk(statement))
        if count <= LARGEST:
            yield python, body
        else:
            error = SyntaxError(f"with the cells before it, it has more than {LARGEST:,} parts")
            yield PythonCell(cell.number, "", failure=readable_syntax_error(error, cell)), []


def _parsed_unchanged(cell: Cell) -> tuple[PythonCell, list[ast.stmt]] | None:
    """Parse a cell that has no magics, which is the quick way; None if that fails."""
    if cell.source.strip() in BARE:
        return None
    try:
        return PythonCell(cell.number, cell.source), _bounded(cell.source)
    except UNREADABLE:
        return None


def _rewritten(
    cell: Cell, cells: tuple[Cell, ...], shell: list[NotebookNames], is_notebook: bool
) -> tuple[PythonCell, list[ast.stmt]]:
    """Rewrite magics; what this needs to know about all cells is collected once, in `shell`."""
    if not is_notebook:
        return PythonCell(cell.number, "", failure=_failure(cell)), []
    if not shell:
        shell.append(notebook_names(cells))
    python = to_python(cell, shell[0])
    return python, [] if python.failure else parse(python.source)


def _bounded(source: str) -> list[ast.stmt]:
    """Parse a cell that is not too large to be analyzed."""
    refuse_long(source)
    body = parse(source)
    refuse_too_much(source, body)
    return body


def _failure(cell: Cell) -> MlscaffoldError | None:
    try:
        _bounded(cell.source)
    except SyntaxError as error:
        return readable_syntax_error(error, cell)
    except UNREADABLE as error:
        return readable_syntax_error(SyntaxError(str(error) or "it is nested too deeply"), cell)
    return None
