"""Cells that are allowed to fail (tag `raises-exception`): a failure ends the cell, and the notebook goes on."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from itertools import groupby

import libcst as cst

from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.analysis.statements import Statement, restate
from mlscaffold.edits import Edit, SourceText, apply_edits
from mlscaffold.notebook.cells import Change
from mlscaffold.rewriting.parse_deep import parse_module

TAG = "raises-exception"
ENDING = re.compile(r"\b(?:exit|quit|SystemExit|KeyboardInterrupt|BaseException)\b")
"""Text of a cell that may raise what is no `Exception`."""
NAMES = ("error", "failure", "cell_error", "cell_failure")
"""Names of the caught error: one that the notebook does not use."""
WHY = f"The cell is allowed to fail (tag {TAG}): what follows the failing line does not run, the next cell does."


def catch_allowed_failures(
    statements: Sequence[Statement], cells: frozenset[int]
) -> tuple[tuple[Statement, ...], tuple[Change, ...]]:
    """Put each cell that is allowed to fail into `try`.

    Args:
        statements: all statements.
        cells: the numbers of these cells.

    Returns:
        The statements, and the changes to report.
    """
    found: list[Statement] = []
    changes: list[Change] = []
    used = "\n".join(one.source for one in statements) if cells else ""
    for cell, group in groupby(statements, key=lambda one: one.location.cell):
        own = list(group)
        safe = next((i for i, one in enumerate(own) if not _never_fails(one)), len(own))
        if cell not in cells or safe == len(own):
            found += own
            continue
        guarded = _guarded(own[safe:], used)
        found += [*own[:safe], *guarded]
        first = guarded[0].source.split("\n")[0]
        changes.append(Change(own[safe].location, "rewritten", "the cell", WHY, first, by="allowed-failures"))
    return tuple(found), tuple(changes)


def _never_fails(statement: Statement) -> bool:
    """Return whether a statement is a definition of which nothing runs."""
    node = statement.node
    if not isinstance(node, DEFINITIONS) or isinstance(node, ast.ClassDef) or node.decorator_list:
        return False
    arguments = node.args
    evaluated = [*arguments.defaults, *arguments.kw_defaults, node.returns]
    every = [
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ]
    return not any(evaluated) and not any(one.annotation for one in every if one)


def _guarded(statements: Sequence[Statement], used: str) -> tuple[Statement, ...]:
    body = "\n".join(_displaying(one) for one in statements)
    caught = "BaseException" if ENDING.search(body) else "Exception"
    name = next((one for one in NAMES if not re.search(rf"\b{one}\b", used)), "last_cell_error")
    text = (
        f'try:\n    pass\nexcept {caught} as {name}:\n    print(f"{{type({name}).__name__}}: {{{name}}}")\n'
    )
    tried = cst.ensure_type(parse_module(text).body[0], cst.Try)
    inside = parse_module(f"{body}\n")
    block = cst.IndentedBlock(body=inside.body, footer=inside.footer)
    module = cst.Module(header=inside.header, body=[tried.with_changes(body=block)])
    return restate(statements[0], module.code.strip("\n"))


def _displaying(statement: Statement) -> str:
    """Return the text of a statement; what the notebook shows at the end of the cell is shown by `display`."""
    node = statement.node
    if not statement.display or not isinstance(node, ast.Expr):
        return statement.source
    start, end = SourceText.of(statement.source).span(node.value)
    return apply_edits(statement.source, [Edit(start, start, "display("), Edit(end, end, ")")])
