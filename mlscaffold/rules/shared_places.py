"""Facts of rules over several files, and their places."""

from mlscaffold.analysis.nodes import NodeContext
from mlscaffold.rules.rule import LintTarget, Shared, SharedFact, Violation

_CELL, _FILE = "cell", "file"


def shared(file: LintTarget, context: NodeContext, fact: SharedFact) -> Shared:
    """Return a fact with the place of a node.

    Args:
        file: the file.
        context: the node.
        fact: the fact.
    """
    line, column = context.statement.lineno, context.statement.col_offset + 1
    return Shared(file.path, context.cell, line, column, (*fact, _CELL if file.is_notebook else _FILE))


def place(fact: Shared, message: str) -> Violation:
    """Return a violation at the place of a fact; a Python file has no cells."""
    return Violation(fact.cell if fact.fact[-1] == _CELL else 0, fact.line, fact.column, message)


def where(fact: Shared) -> str:
    """Return a description of the place of a fact."""
    return f"{fact.path}, cell {fact.cell}" if fact.fact[-1] == _CELL else f"{fact.path}, line {fact.line}"
