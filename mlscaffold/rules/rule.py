"""The contract of a rule: its texts, its check, its examples, and the violations that it yields."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypedDict

from mlscaffold.analysis.nodes import Call, NodeContext
from mlscaffold.finding import Level, Severity
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.script import parse_script
from mlscaffold.rules.lint_target import LintTarget as LintTarget  # noqa: PLC0414 re-exported: each rule needs it
from mlscaffold.rules.lint_target import ProjectContext, lint_target_of

MARK = "# flagged"
"""Ends each line of an example that violates the rule; `# flagged: text` also requires the text in the message."""

_EXPECTED = re.compile(rf"{MARK}(?:: (?P<text>.*))?$", re.MULTILINE)


class Violation(NamedTuple):
    """A place where a file violates a rule.

    Args:
        cell: the number of the code cell.
        line: its line in the cell, from 1.
        column: its column, from 1, in bytes of UTF-8 as `ast` counts them.
        message: what is wrong and what to do, in one line.
        end_line: the line in which it ends, 0 if that is the same.
        end_column: the column after its end, 0 if unknown.
        fix: the codemod that fixes it, "" if none does.
        severity: its severity, if not that of the rule.
    """

    cell: int
    line: int
    column: int
    message: str
    end_line: int = 0
    end_column: int = 0
    fix: str = ""
    severity: Severity | None = None


Violations = Iterator[Violation]
"""What the check of a rule returns."""

SharedFact = tuple[str, ...]
"""What a file contributes to a rule over several files; files are compared by the first text."""


class Shared(NamedTuple):
    """A fact with its place.

    Args:
        path: the file.
        cell: the code cell.
        line: the line in it.
        column: the column.
        fact: the fact.
    """

    path: str
    cell: int
    line: int
    column: int
    fact: SharedFact


@dataclass(frozen=True, slots=True)
class Example:
    """A file that shows what a rule flags or keeps.

    Args:
        source: code in percent format: `# %%` begins a further cell; for the marks of violations see `MARK`.
        counts: execution counts of the code cells, empty if they do not matter.
        outputs: for code cells by number, their outputs in nbformat's format.
        files: paths that exist next to it.
        declared: as in ProjectContext.
        says: a part of all messages, "" for any message.
        plain: whether it is a Python file, not a notebook.
        others: path and source of other files, for a rule over several files.
    """

    source: str
    counts: tuple[int | None, ...] = ()
    outputs: tuple[tuple[int, tuple[Mapping[str, object], ...]], ...] = ()
    files: tuple[str, ...] = ()
    declared: tuple[tuple[str, str], ...] | None = None
    says: str = ""
    plain: bool = False
    others: tuple[tuple[str, str], ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Its cells, with counts and outputs, without the texts of marks."""
        counts = dict(enumerate(self.counts, start=1))
        outputs = dict(self.outputs)
        return tuple(
            replace(cell, execution_count=counts.get(cell.number), outputs=outputs.get(cell.number, ()))
            if cell.kind == "code"
            else cell
            for cell in self._parsed(self.shown(MARK))
        )

    @property
    def marked(self) -> tuple[tuple[int, int, str], ...]:
        """Cell and line of each expected violation, and the required part of its message."""
        return tuple(
            (cell.number, line, match["text"] or "")
            for cell in self._parsed(self.source)
            for line, text in enumerate(cell.source.split("\n"), start=1)
            if cell.kind == "code" and (match := _EXPECTED.search(text))
        )

    def shown(self, mark: str) -> str:
        """Return the source with another mark of violations."""
        return _EXPECTED.sub(mark, self.source)

    def _parsed(self, source: str) -> tuple[Cell, ...]:
        return (Cell("code", source, 1),) if self.plain else parse_script(source.encode(), "example.py")[0]

    def target(self, path: str = "example.ipynb") -> LintTarget:
        """Return the example as the input of a rule.

        Args:
            path: the path of the file.
        """
        declared = None if self.declared is None else dict(self.declared)
        project = ProjectContext(exists=lambda name: name in self.files, declared=declared)
        notebook = Notebook("example", path, self.cells)
        return lint_target_of(notebook, path, is_notebook=not self.plain, project=project)

    def other_targets(self) -> tuple[LintTarget, ...]:
        """Return the other files of the example as inputs of a rule."""
        return tuple(Example(text, plain=path.endswith(".py")).target(path) for path, text in self.others)


def cases(*examples: str | Example) -> tuple[Example, ...]:
    """Return examples; one that is nothing but source may be written as its source."""
    return tuple(Example(one) if isinstance(one, str) else one for one in examples)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Something that keeps a file from production.

    Args:
        code: such as MLS101.
        name: in kebab-case.
        what: what it finds, in one sentence.
        why: why that matters and what to do instead, in Markdown.
        level: the first level at which it is checked.
        severity: error if results are wrong, code fails or people are harmed; otherwise the default, warning.
        check: yields the violations in one file.
        flagged: files with violations.
        kept: similar files without violations.
        source: where the problem is documented: a paper, a specification, a page.
        gather: for a rule over several files: yields the facts of one file.
        conclude: for a rule over several files: yields the path and violation that all facts together show.
        notebooks_only: whether it applies to notebooks only.
        fixes: the codemods that its violations may name; while a file is fixed, only rules with a codemod in use apply.
    """

    code: str
    name: str
    what: str
    why: str
    level: Level
    severity: Severity = "warning"
    flagged: tuple[Example, ...]
    kept: tuple[Example, ...]
    check: Callable[[LintTarget], Iterable[Violation]] = lambda _: ()
    source: str = ""
    gather: Callable[[LintTarget], Iterable[Shared]] | None = None
    conclude: Callable[[tuple[Shared, ...]], Iterable[tuple[str, Violation]]] | None = None
    notebooks_only: bool = False
    fixes: tuple[str, ...] = ()


class Explanation(TypedDict):
    """The texts of a rule."""

    what: str
    why: str


def explanation(doc: str | None) -> Explanation:
    """Return the texts of a rule from the docstring of its module: the first line, and the paragraph below.

    Args:
        doc: the docstring, None under `python -OO`.
    """
    what, _, why = (doc or "").partition("\n")
    return {"what": what, "why": " ".join(why.split())}


def violation(
    context: NodeContext | Call, message: str, fix: str = "", severity: Severity | None = None
) -> Violation:
    """Return a violation at a node.

    Args:
        context: the node with its context.
        message: what is wrong and what to do.
        fix: the codemod that fixes it.
        severity: its severity, if not that of the rule.
    """
    return at(context.cell, context.node, message, fix, severity)


def at(cell: int, node: ast.AST, message: str, fix: str = "", severity: Severity | None = None) -> Violation:
    """Return a violation at a node of a cell; see `violation`."""
    line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
    end, after = getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None)
    return Violation(cell, line, column + 1, message, end or line, (after or column) + 1, fix, severity)
