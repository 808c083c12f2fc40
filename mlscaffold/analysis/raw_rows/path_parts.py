"""Parts of a path from raw rows: fields of the features, reads of rows, statements in three roles."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from mlscaffold.notebook.cells import Location

FEATURES, CONFIG, ROWS = "features__", "config__", "rows__"
"""What stands for the parameters of the generated functions, whose names the notebook may use for something else."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A field of the features.

    Args:
        name: its name.
        part: the part of a split that it was learned from.
        source: the read whose rows it was learned from, -1 for a setting.
        location: the statement that learns it.
        code: the source of that statement, on one line.
        keyed: whether it holds a value for each pass of a loop.
        fitted: whether it is a fitted object, not a plain value.
        leaks: whether it tells something of held-out rows if it is learned from them: a mean does, a list of columns does not.
        variable: the variable of the notebook that it copies, "" for none.
        index: the number of the statement that learns it.
        stored: whether a run of the project stores that variable, so that it need not be learned again.
    """

    name: str
    part: str
    source: int
    location: Location | None
    code: str
    keyed: bool = False
    fitted: bool = False
    leaks: bool = True
    variable: str = ""
    index: int = -1
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A call that reads rows.

    Args:
        node: the call, with settings in place of literals that have become settings.
        function: the qualified name of the reader.
        location: its statement.
        original: the call as in the notebook.
    """

    node: ast.Call
    function: str
    location: Location
    original: ast.Call


@dataclass(frozen=True, slots=True)
class Emitted:
    """A statement in three roles, None where it has none.

    Args:
        fit: where the features are fitted.
        apply: where they are applied.
        keep: where the rows of training are selected.
        writes: the names that it binds or whose objects it changes.
        selects: whether it leaves rows out.
    """

    fit: ast.stmt | None
    apply: ast.stmt | None
    keep: ast.stmt | None
    writes: frozenset[str]
    selects: bool = False


def emitted(roles: Sequence[ast.stmt | None], writes: frozenset[str], selects: bool = False) -> Emitted:
    """Return a statement from its forms where the features are fitted, applied, and where rows are selected."""
    fit, apply, keep = roles
    return Emitted(fit, apply, keep, writes, selects)
