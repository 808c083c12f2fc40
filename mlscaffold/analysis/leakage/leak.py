"""Leaks and their messages."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["preprocessing", "overlap", "multi-test", "target", "temporal", "group"]
KINDS: tuple[Kind, ...] = ("preprocessing", "overlap", "multi-test", "target", "temporal", "group")


class Place(NamedTuple):
    """A node of a cell, with a short text for messages.

    Args:
        cell: the number of the cell.
        node: the node, which has a line.
        text: the call, such as `scaler.fit_transform`.
    """

    cell: int
    node: ast.expr
    text: str

    def __str__(self) -> str:
        """Return the text with its cell and line."""
        return f"{self.text} (cell {self.cell}, line {self.node.lineno})"


@dataclass(frozen=True, slots=True)
class Leak:
    """A leak: test data reach the model before the test.

    Args:
        kind: the kind of leakage.
        cell: number of the cell of the node.
        node: the code to change.
        about: the call and its place, such as `StandardScaler.fit (cell 5, line 3)`.
        because: the conflicting place, such as the model's fit or the first evaluation.
        detail: variant of the message or text in it, such as a column's name or `own` for test data with own statistics.
    """

    kind: Kind
    cell: int
    node: ast.expr
    about: str
    because: Place
    detail: str = ""


def message(leak: Leak) -> str:
    """Return the problem and its solution in one line.

    Args:
        leak: the leak.

    Returns:
        A sentence on what happens where, and one on what to change.
    """
    wording = WORDING.get((leak.kind, leak.detail)) or WORDING[leak.kind, ""]
    columns = "columns" if "," in leak.detail else "column"
    return wording.format(about=leak.about, because=leak.because, detail=leak.detail, columns=columns)


WORDING: Mapping[tuple[Kind, str], str] = {
    ("preprocessing", ""): (
        "{about} uses rows that the model of {because} is tested on: split first, fit on the training rows, "
        "then transform both parts."
    ),
    ("preprocessing", "own"): (
        "{about} prepares the test rows with statistics of their own, not those that the model was trained "
        "with at {because}: fit on the training rows, then only transform the test rows."
    ),
    ("preprocessing", "folds"): (
        "{about} uses all rows, so every fold of {because} has seen its test rows: put the step into a "
        "Pipeline with the model."
    ),
    ("overlap", ""): (
        "{about} tests on rows that the model was trained on at {because}: hold out rows that it is not "
        "fitted on, and score on those."
    ),
    ("overlap", "repeated"): (
        "{about} repeats rows before the split, so {because} meets copies of rows that the model was "
        "trained on: split first, and do this to the training rows only."
    ),
    ("multi-test", ""): (
        "{detail} models are scored on the same test rows, first at {because}, then at {about}: compare them by "
        "cross-validation or on validation rows, and score the chosen one on the test rows once."
    ),
    ("target", ""): (
        "The features of {about} contain the target, in the {columns} {detail}: drop it from the features."
    ),
    ("temporal", ""): (
        "{about} puts values of later rows into the features of {because}: use earlier rows only, such as shift(1) "
        "or ffill."
    ),
    ("temporal", "shuffled"): (
        "{about} shuffles rows in time order ({because}), so the model is trained on later rows than it is "
        "tested on: use shuffle=False or TimeSeriesSplit."
    ),
    ("group", ""): (
        "{about} splits at random rows that belong together ({because}): split by group, with GroupShuffleSplit or "
        "GroupKFold."
    ),
}
"""By kind and detail; other details of a kind share the wording without one."""
