"""What a rule is, what it sees, and what it finds."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call, NodeContext
from mlscaffold.finding import LEVELS, Finding, Level, Severity
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.magics import PythonCell

__all__ = [
    "LEVELS",
    "Example",
    "Finding",
    "Level",
    "LintTarget",
    "Rule",
    "Severity",
    "Shared",
    "SharedFact",
    "Surroundings",
    "Violation",
    "at",
    "violation",
]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What rules may ask of the world around a file.

    Args:
        exists: says whether a path, relative to the file's folder or absolute, is there.
        declared: distributions that the project declares, in normal form, with what follows their names (`>=2`, `==1.4.2`
            or nothing); None where no file declares any.
        local: top modules that stand beside the file or in the project.
    """

    exists: Callable[[str], bool] = lambda _: True
    declared: Mapping[str, str] | None = None
    local: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LintTarget:
    """A file as rules see it.

    Args:
        path: its path, as the user names it, with `/`.
        notebook: its cells; a plain Python file is one code cell.
        python: the code cells as Python, magics rewritten; with their failures where they cannot be parsed.
        index: its code in one pass.
        is_notebook: whether it is a notebook; else it is a Python file.
        around: the world around it.
    """

    path: str
    notebook: Notebook
    python: tuple[PythonCell, ...]
    index: ModuleIndex
    is_notebook: bool = True
    around: Surroundings = field(default_factory=Surroundings)

    @property
    def code(self) -> tuple[Cell, ...]:
        """Its code cells."""
        return self.notebook.code


class Violation(NamedTuple):
    """A place that a rule finds.

    Args:
        cell: the number of the code cell.
        line: its line in the cell, from 1.
        column: its column, from 1, in bytes of UTF-8 as `ast` counts them.
        message: what is wrong and what to do, in one line.
        end_line: the line in which it ends, 0 where that is the same.
        end_column: the column after its end, 0 where that is not known.
        fix: the codemod that mends it, "" where none does.
        severity: how bad it is, where that is not as the rule says.
    """

    cell: int
    line: int
    column: int
    message: str
    end_line: int = 0
    end_column: int = 0
    fix: str = ""
    severity: Severity | None = None


SharedFact = tuple[str, ...]
"""What a file gives to a rule that looks at several: texts; the first is what files have in common."""


class Shared(NamedTuple):
    """A fact in its place.

    Args:
        path: the file.
        cell: the code cell.
        line: the line in it.
        column: the column.
        fact: what was gathered.
    """

    path: str
    cell: int
    line: int
    column: int
    fact: SharedFact


@dataclass(frozen=True, slots=True)
class Example:
    """A file that shows what a rule finds, or does not.

    Args:
        source: code in percent format: `# %%` begins a cell. A line that ends in `# flagged` is found.
        counts: execution counts of the code cells, empty where that does not matter.
        outputs: for code cells by number, their outputs in nbformat's form.
        files: paths that exist beside it.
        declared: as in Surroundings.
        says: a part of the message, "" where any will do.
        plain: whether it is a Python file, not a notebook.
        others: path and source of other files, for a rule that looks at several.
    """

    source: str
    counts: tuple[int | None, ...] = ()
    outputs: tuple[tuple[int, tuple[Mapping[str, object], ...]], ...] = ()
    files: tuple[str, ...] = ()
    declared: tuple[tuple[str, str], ...] | None = None
    says: str = ""
    plain: bool = False
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that keeps a file from production.

    Args:
        code: such as MLS101.
        name: in kebab-case.
        what: what it finds, one sentence.
        why: why that matters, and what to do instead; a paragraph or two of Markdown.
        level: the first level at which it is asked.
        severity: error where results are wrong, or code will not run, or somebody is harmed; else warning.
        check: yields the places of one file.
        flagged: files in which it finds something.
        kept: files that look alike and in which it finds nothing.
        source: where the matter is documented: a paper, a specification, a page.
        gather: for a rule that looks at several files: yields what one file gives.
        conclude: for such a rule: yields file and place of what all facts together show.
        notebooks_only: whether it makes sense for notebooks only.
    """

    code: str
    name: str
    what: str
    why: str
    level: Level
    severity: Severity
    flagged: tuple[Example, ...]
    kept: tuple[Example, ...]
    check: Callable[[LintTarget], Iterable[Violation]] = lambda _: ()
    source: str = ""
    gather: Callable[[LintTarget], Iterable[Shared]] | None = None
    conclude: Callable[[tuple[Shared, ...]], Iterable[tuple[str, Violation]]] | None = None
    notebooks_only: bool = False


def violation(
    seen: NodeContext | Call, message: str, fix: str = "", severity: Severity | None = None
) -> Violation:
    """Return the place of a node.

    Args:
        seen: the node in its place.
        message: what is wrong and what to do.
        fix: the codemod that mends it.
        severity: where it is not as the rule says.
    """
    return at(seen.cell, seen.node, message, fix, severity)


def at(cell: int, node: ast.AST, message: str, fix: str = "", severity: Severity | None = None) -> Violation:
    """Return the place of a node in a cell; see `violation`."""
    line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
    end, after = getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None)
    return Violation(cell, line, column + 1, message, end or line, (after or column) + 1, fix, severity)
