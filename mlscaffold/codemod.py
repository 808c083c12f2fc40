"""What a codemod is, and how installed ones are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import libcst as cst

    from mlscaffold.notebook.cells import Change, Location

GROUP = "mlscaffold.codemods"


@dataclass(frozen=True, slots=True)
class Context:
    """What a codemod may know of the statement that it rewrites.

    Args:
        location: where the statement stands in the notebook.
        aliased: names of the notebook that may share their object with another name.
        types: qualified types of names where known, `df` to `pandas.DataFrame` for instance.
        rebound: names that are bound by the notebook itself, so that they are no builtins any more.
        figure: stem of the file in which a figure shown here is saved.
        inside: name of the function whose body is rewritten, "" at the top level of the notebook.
        imports: qualified names of what is imported where known, `pd` to `pandas` for instance.
        gives: types of what functions of the notebook give, by the name of the function.
    """

    location: Location
    aliased: frozenset[str] = frozenset()
    types: tuple[tuple[str, str], ...] = ()
    rebound: frozenset[str] = frozenset()
    figure: str = "figure"
    inside: str = ""
    imports: tuple[tuple[str, str], ...] = ()
    gives: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What a codemod gives back.

    Args:
        module: the rewritten statement, as a module of zero, one or several statements.
        changes: what was done, for the report; empty if nothing was.
        imports: imports that the new code needs, such as `import logging`.
        helpers: names of the project's own helpers that it needs: `logger`, `save_figures`.
    """

    module: cst.Module
    changes: tuple[Change, ...] = ()
    imports: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CellSource:
    """A code cell as Python.

    Args:
        number: its number, from 1.
        source: valid Python with as many lines as the cell; "" where it is none.
    """

    number: int
    source: str


@dataclass(frozen=True, slots=True)
class FileRewrite:
    """What a codemod gives back that rewrites a whole file.

    Args:
        cells: all cells, in the same order; those that it leaves alone as they were given.
        changes: what was done; empty if nothing was.
        imports: as in Rewrite.
    """

    cells: tuple[CellSource, ...]
    changes: tuple[Change, ...] = ()
    imports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Codemod:
    """One mechanical rewriting.

    Args:
        name: its name in the report and on the command line, in kebab-case.
        why: one sentence on what keeps the old form from production.
        words: strings of which at least one must stand in the source for the codemod to apply; a cheap filter.
        rewrite: the rewriting itself; it returns the module unchanged where there is nothing to do.
        safe: whether what the code computes stays the same, or it would not run otherwise.
        whole: whether it has to see a whole top-level statement with its blocks; else it is given one statement
            at a time, of a compound one the header with `pass` in its block.
        projects_only: whether what it writes makes sense only in a project made from the notebook.
        on_request: whether it is used only where somebody asks for it, so that a project keeps what the notebook says.
        rewrite_file: for what takes more than one statement: rewrites all cells. It is used instead of `rewrite`
            where a finding names the codemod; the context's location is the finding's.
    """

    name: str
    why: str
    words: tuple[str, ...]
    rewrite: Callable[[cst.Module, Context], Rewrite]
    safe: bool = True
    whole: bool = False
    projects_only: bool = False
    on_request: bool = False
    rewrite_file: Callable[[tuple[CellSource, ...], Context], FileRewrite] | None = None


def installed() -> tuple[Codemod, ...]:
    """Return the codemods of all installed packages, in the order in which each package lists them."""
    found: list[Codemod] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        listed: Any = entry.load()
        found.extend(listed)
    return tuple(found)


def hardening_codemods() -> tuple[Codemod, ...]:
    """Return those of the installed codemods that a project is made with."""
    return tuple(codemod for codemod in installed() if not codemod.on_request)
