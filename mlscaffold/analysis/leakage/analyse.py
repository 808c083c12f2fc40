"""Follow the statements of a notebook and say where its tests leak."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from mlscaffold.analysis.leakage.abstract_execution import run
from mlscaffold.analysis.leakage.call_rules import called
from mlscaffold.analysis.leakage.detect import judged
from mlscaffold.analysis.leakage.expressions import evaluate
from mlscaffold.analysis.leakage.leak import Leak
from mlscaffold.analysis.leakage.state import Machine
from mlscaffold.analysis.leakage.vocabulary import LIBRARIES

BLOCKS = ("body", "orelse", "finalbody", "handlers")


def leaks(cells: Sequence[tuple[int, Sequence[ast.stmt]]]) -> tuple[Leak, ...]:
    """Return the leaks of a notebook.

    Args:
        cells: number and statements of each cell, in the order of the document; a script is one cell.

    Returns:
        One leak for each place that has to change; none where no library that trains models is imported.
    """
    if not any(_trains(statements) for _, statements in cells):
        return ()
    machine = Machine(evaluate=evaluate, run=run, called=called)
    for number, statements in cells:
        machine.cell = number
        run(machine, statements)
    return judged(machine)


def _trains(statements: Iterable[ast.AST]) -> bool:
    """Say whether statements import a library that trains models."""
    for node in statements:
        if isinstance(node, ast.Import) and any(a.name.split(".")[0] in LIBRARIES for a in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in LIBRARIES:
            return True
        if any(_trains(getattr(node, block, ())) for block in BLOCKS):
            return True
    return False
