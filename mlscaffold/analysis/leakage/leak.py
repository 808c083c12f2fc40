"""What the leakage analysis finds."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["preprocessing", "overlap", "multi-test", "target", "temporal", "group"]
KINDS: tuple[Kind, ...] = ("preprocessing", "overlap", "multi-test", "target", "temporal", "group")


class Place(NamedTuple):
    """A node of a cell, with a short text that names it.

    Args:
        cell: the number of the cell.
        node: the node, which has a line.
        text: what it is, such as `scaler.fit_transform`.
    """

    cell: int
    node: ast.expr
    text: str

    def __str__(self) -> str:
        """Return the text with its cell and line, as messages name it."""
        return f"{self.text} (cell {self.cell}, line {self.node.lineno})"


@dataclass(frozen=True, slots=True)
class Leak:
    """One way in which what a model is tested on reaches it before the test.

    Args:
        kind: what kind of leakage it is.
        cell: the number of the cell of the node.
        node: the place that has to change.
        about: what the place does, and where, such as `StandardScaler.fit (cell 5, line 3)`.
        because: the other place that makes it a leak, such as the model's fit or the first evaluation.
        detail: what more the message needs: a column's name, or `own` where test data is prepared by itself.
    """

    kind: Kind
    cell: int
    node: ast.expr
    about: str
    because: Place
    detail: str = ""
