"""Why a cell cannot be parsed, said so that its author can mend it."""

from __future__ import annotations

import re
import sys

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Cell, Location

_PYTHON_2 = (
    (re.compile(r"Missing parentheses in call to 'print'"), "print is a statement here"),
    (re.compile(r"Missing parentheses in call to 'exec'"), "exec is a statement here"),
    (re.compile(r"multiple exception types must be parenthesized"), "except catches with a comma here"),
    (
        re.compile(r"leading zeros in decimal integer literals"),
        "an octal number is written with a bare 0 here",
    ),
)


def fault(error: SyntaxError, cell: Cell) -> MlscaffoldError:
    """Turn a syntax error into the message for it.

    Args:
        error: what the parser said.
        cell: the cell that it parsed.

    Returns:
        The error, with cell and line; its status is 1, for the rest of the notebook goes on.
    """
    line = min(error.lineno or 1, cell.source.count("\n") + 1)
    location = Location(cell.number, line)
    for pattern, why in _PYTHON_2:
        if pattern.search(error.msg or ""):
            hint = "Convert the notebook with 2to3, or write this cell for Python 3"
            return MlscaffoldError(f"this is Python 2: {why}", location=location, hint=hint, status=1)
    what = f"the cell cannot be parsed as Python ({(error.msg or 'invalid syntax').rstrip('.')})"
    return MlscaffoldError(what, location=location, hint=_hint(error), status=1)


def _hint(error: SyntaxError) -> str:
    if "f-string" in (error.msg or "") and sys.version_info < (3, 12):
        return "If Python 3.12 or newer reads it, run mlscaffold with that Python; else mend the cell"
    return "Mend the cell and harden again; until then it is left out"
