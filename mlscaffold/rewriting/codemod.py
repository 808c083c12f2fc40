"""The contract of codemods: what a codemod is, what it receives and returns, and how installed ones are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import libcst as cst

    from mlscaffold.notebook.cells import Change, Location

GROUP = "mlscaffold.codemods"
LAST = 1000  # codemods of other packages come after ours (10, 20, …) unless they choose a place between them


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about the statement that a codemod rewrites.

    Args:
        location: the statement's cell and line.
        shared: returns the names that may share their object with another name; they take time to find, and few codemods ask.
        types: qualified types of names where known, such as `df` to `pandas.DataFrame`.
        rebound: names that the notebook binds itself, so that they are not builtins.
        figure: stem of the file in which a figure shown here is saved.
        inside: name of the function whose body is rewritten, "" at the top level of the notebook.
        imports: qualified names of imports, such as `pd` to `pandas`.
        returns: return types of the notebook's functions, by the function's name.
        prints: whether prints stay prints, because code reads what they print.
    """

    location: Location
    shared: Callable[[], frozenset[str]] = frozenset
    types: tuple[tuple[str, str], ...] = ()
    rebound: frozenset[str] = frozenset()
    figure: str = "figure"
    inside: str = ""
    imports: tuple[tuple[str, str], ...] = ()
    returns: tuple[tuple[str, str], ...] = ()
    prints: bool = False

    @property
    def aliased(self) -> frozenset[str]:
        """The names that may share their object with another name."""
        return self.shared()


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The result of rewriting a statement.

    Args:
        module: the rewritten statement, as a module of zero or more statements.
        changes: the changes for the report; empty if there are none.
        imports: imports that the new code needs, such as `import logging`.
        helpers: the project's own helpers that the new code needs: `logger`, `save_figures`.
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
        source: valid Python with as many lines as the cell; "" where the cell cannot be parsed.
    """

    number: int
    source: str


@dataclass(frozen=True, slots=True)
class FileRewrite:
    """The result of rewriting a whole file.

    Args:
        cells: all cells in their order, changed or not.
        changes: as in Rewrite.
        imports: as in Rewrite.
    """

    cells: tuple[CellSource, ...]
    changes: tuple[Change, ...] = ()
    imports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Codemod:
    """One mechanical rewriting.

    Args:
        name: its name in reports and on the command line, in kebab-case.
        why: one sentence: why production code should not look like the code that it rewrites.
        words: strings of which the source must contain at least one, or a function that returns them: a cheap filter
            before parsing.
        rewrite: rewrites a statement; returns the module unchanged where nothing matches.
        safe: whether the code computes the same values afterwards, or did not run before.
        whole: whether it receives whole top-level statements with their blocks; otherwise it receives one statement
            at a time, and of a compound statement the header with `pass` as its block.
        projects_only: whether the new code works only in a project made from the notebook.
        on_request: whether `harden` leaves it out, so that the project keeps what the notebook does.
        rewrite_file: rewrites all cells at once, for changes that span statements; used instead of `rewrite`
            where a finding names the codemod, with the finding's location in the context.
        order: its place among all codemods: those with lower numbers apply first.
    """

    name: str
    why: str
    words: tuple[str, ...] | Callable[[], tuple[str, ...]]
    rewrite: Callable[[cst.Module, Context], Rewrite]
    safe: bool = True
    whole: bool = False
    projects_only: bool = False
    on_request: bool = False
    rewrite_file: Callable[[tuple[CellSource, ...], Context], FileRewrite] | None = None
    order: int = LAST

    def may_match(self, source: str) -> bool:
        """Return whether a source contains one of the words."""
        words = self.words() if callable(self.words) else self.words
        return any(word in source for word in words)


@cache  # what is installed stays the same while a command runs, and looking for it takes milliseconds
def installed() -> tuple[Codemod, ...]:
    """Return the codemods of all installed packages in the order in which they apply."""
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return in_order(codemod for point in points for codemod in point.load())


def in_order(codemods: Iterable[Codemod]) -> tuple[Codemod, ...]:
    """Return codemods in the order in which they apply; those of one place stay as they are."""
    return tuple(sorted(codemods, key=lambda codemod: codemod.order))


def hardening_codemods() -> tuple[Codemod, ...]:
    """Return the installed codemods that `harden` applies."""
    return tuple(codemod for codemod in installed() if not codemod.on_request)
