"""Values on the way from rows to a prediction: constant, learned from rows, of one row, one per row, or unknown."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto

from mlscaffold.notebook.cells import Location

ALL = "all"
DRAWN = "drawn "
"""Before the part of state that is learned by chance: a second run learns something else from the same rows."""


class Kind(IntEnum):
    """What a value depends on; of two that are combined, the higher counts.

    Members:
        CONST: on no rows.
        STATE: learned from rows; it stays as it is when other rows are predicted.
        ELEMENT: on one row, inside a function that is called for each.
        ROWS: one value per row.
        UNKNOWN: nothing is known.
    """

    CONST = auto()
    STATE = auto()
    ELEMENT = auto()
    ROWS = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why no path leads from a prediction to rows.

    Args:
        what: the reason, as the rest of a sentence about the statement.
        location: the statement.
        code: its source, on one line.
        cure: what a person would change, "" if unknown.
    """

    what: str
    location: Location | None = None
    code: str = ""
    cure: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its source text in three roles.

    Args:
        kind: what it depends on.
        fit: the expression where the features are fitted.
        apply: the expression where they are applied to new rows.
        keep: the same where the rows are selected that are used in training.
        part: for rows, the part of a split, `all` before one; for state, that of the rows that it was learned from.
        source: for rows, the number of the call that reads them; -1 for none.
        type: its qualified type, "" if unknown; `str`, `dt`, `cat`, `loc`, `iloc`, `groups` for accessors.
        selects: whether rows are left out in it that `apply` keeps.
        resampled: whether it holds rows that nothing has read.
        is_field: whether its state is a field of the features.
        obstacle: why it is unknown.
    """

    kind: Kind
    fit: ast.expr
    apply: ast.expr
    keep: ast.expr
    part: str = ALL
    source: int = -1
    type: str = ""
    selects: bool = False
    resampled: bool = False
    is_field: bool = False
    obstacle: Obstacle | None = None


def random_state(location: Location | None, code: str) -> Obstacle:
    """Return the obstacle of state that is learned by chance."""
    what = "is random, so that fitting the features again would learn something else"
    return Obstacle(what, location, code, "set `random_state`")


def in_roles(kind: Kind, roles: Sequence[ast.expr]) -> Value:
    """Return a value from its expressions where it is fitted, applied and selected."""
    fit, apply, keep = roles
    return Value(kind, fit, apply, keep)


def constant(node: ast.expr, kind: str = "") -> Value:
    """Return a value that depends on no rows."""
    return Value(Kind.CONST, node, node, node, type=kind)


def joint_kind(values: Iterable[Value]) -> Kind:
    """Return the kind of what is made of several values."""
    return max((value.kind for value in values), default=Kind.CONST)


def joint_part(values: Iterable[Value]) -> str:
    """Return the part of a split that several values belong to, the first that is one."""
    return next((value.part for value in values if value.part != ALL), ALL)


def first_obstacle(values: Iterable[Value]) -> Obstacle | None:
    """Return why the first unknown value is."""
    return next((value.obstacle for value in values if value.obstacle is not None), None)
