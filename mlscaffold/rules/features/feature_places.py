"""Where features stand, across files."""

from __future__ import annotations

from mlscaffold.analysis.nodes import NodeContext
from mlscaffold.rules.rule import LintTarget, Shared, SharedFact, Violation

_CELL, _FILE = "cell", "file"


def shared(file: LintTarget, seen: NodeContext, fact: SharedFact) -> Shared:
    """Return a fact at the place of a node.

    Args:
        file: the file.
        seen: the node.
        fact: what is told of it.
    """
    line, column = seen.statement.lineno, seen.statement.col_offset + 1
    return Shared(file.path, seen.cell, line, column, (*fact, _CELL if file.is_notebook else _FILE))


def place(fact: Shared, message: str) -> Violation:
    """Return the place of a fact with what is to be said of it; a Python file has no cells."""
    return Violation(fact.cell if fact.fact[-1] == _CELL else 0, fact.line, fact.column, message)


def where(fact: Shared) -> str:
    """Return the words for the place of a fact."""
    return f"{fact.path}, cell {fact.cell}" if fact.fact[-1] == _CELL else f"{fact.path}, line {fact.line}"
