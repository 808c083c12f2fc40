"""Rows of a value by their source, and whether two values share rows."""

from __future__ import annotations

import ast
import math
from collections.abc import Hashable, Iterable
from typing import NamedTuple

REPEATED = "again"
SAMPLE = "sample"
AT_RANDOM = frozenset({"split", SAMPLE})
"""Kinds of selections that choose rows at random: two of the same rows share some."""
BOTH = frozenset({("LtE", "GtE"), ("GtE", "LtE")})
"""Comparisons with one value that are both true of it."""
SLICE_FIELDS = 4  # of `text_of` for a slice: the word, lower, upper and step
MAX_SOURCES = 16  # by judgement: a value of more sources, or with more selections, is too uncertain to compare, and slow


class Part(NamedTuple):
    """One selection of rows.

    Args:
        cut: the split or the kind of selection; `REPEATED` for repeated rows.
        piece: the part of the cut.
        kind: `split` for training and test parts, `slice` for rows by position, `sample` for some at random, `filter` for others,
            `REPEATED`.
    """

    cut: Hashable
    piece: Hashable
    kind: str = "filter"


class Condition(NamedTuple):
    """A comparison of a column with a value, which selects rows.

    Args:
        column: the name of the column.
        value: key of the value's source.
        operator: the class of the operator in `ast`.
    """

    column: str
    value: Hashable
    operator: str


class Rows(NamedTuple):
    """Rows of one source.

    Args:
        source: where they were created or read.
        path: the selections in order.
    """

    source: Hashable
    path: tuple[Part, ...] = ()


RowSet = frozenset[Rows]
NONE: RowSet = frozenset()


def part(row_set: RowSet, cut: Hashable, piece: Hashable, kind: str = "filter") -> RowSet:
    """Return the rows of one piece of a cut; rows of too many sources stay as they are."""
    if len(row_set) > MAX_SOURCES:
        return row_set
    step = Part(cut, piece, kind)
    return frozenset(
        Rows(r.source, (*r.path, step) if len(r.path) < MAX_SOURCES else r.path) for r in row_set
    )


def overlap(left: RowSet, right: RowSet) -> bool:
    """Return whether two values share rows as far as the code shows; two selections of one table do not."""
    return any(_overlap(a, b) for a in left for b in right if a.source == b.source)


def mixed(left: RowSet, right: RowSet) -> bool:
    """Return whether two values share rows by chance: each was chosen at random, or by a condition, from the same rows."""
    return any(
        _chosen_apart(a.path[common], b.path[common])
        for a in left
        for b in right
        if a.source == b.source and (common := _common(a, b)) < min(len(a.path), len(b.path))
    )


def repeated(left: RowSet, right: RowSet) -> frozenset[Part]:
    """Return the steps that repeated rows before the two were split."""
    return frozenset(step for a in left for b in right if a.source == b.source for step in _copies(a, b))


def is_split(row_set: RowSet) -> bool:
    """Return whether the rows are one part of a split."""
    return any(step.kind == "split" for rows in row_set for step in rows.path)


def steps(row_set: RowSet) -> Iterable[Part]:
    """Yield all selection steps of rows."""
    return (step for rows in row_set for step in rows.path)


def _overlap(a: Rows, b: Rows) -> bool:
    common = _common(a, b)
    if common in {len(a.path), len(b.path)}:
        return True
    return (
        bool(_copies(a, b))
        or (len(a.path) == len(b.path) == common + 1 and _ranges_overlap(a.path[common], b.path[common]))
        or _chosen_apart(a.path[common], b.path[common])
    )


def _chosen_apart(a: Part, b: Part) -> bool:
    """Return whether two random selections, or two conditions, of the same rows share some."""
    if a.kind in AT_RANDOM and b.kind in AT_RANDOM:
        return a.cut != b.cut
    first, second = (step.piece if isinstance(step.piece, Condition) else None for step in (a, b))
    if first is None or second is None or first[:2] != second[:2]:
        return False
    return (first.operator, second.operator) in BOTH


def _ranges_overlap(a: Part, b: Part) -> bool:
    """Return whether two slices by position share rows, such as `[:800]` and `[:200]`."""
    first, second = _range(a), _range(b)
    return first is not None and second is not None and max(first[0], second[0]) < min(first[1], second[1])


def _range(step: Part) -> tuple[float, float] | None:
    """Return the first position of a slice and the one after its last, None if the code does not show them."""
    if step.kind != "slice" or not isinstance(step.piece, tuple) or len(step.piece) != SLICE_FIELDS:
        return None
    edges = [_edge(part) for part in step.piece[1:3]]
    if step.piece[0] != "slice" or step.piece[3] is not None or any(edge is ... for edge in edges):
        return None
    low, high = edges
    return (low or 0, math.inf if high is None else high)  # type: ignore[return-value]


def _edge(part: object) -> object:
    """Return the number at an edge of a slice, None for a missing one, ... for anything else."""
    if part is None:
        return None
    is_number = isinstance(part, tuple) and part[0] == "constant" and str(part[1]).isdigit()
    return int(part[1]) if is_number and isinstance(part, tuple) else ...


def _copies(a: Rows, b: Rows) -> frozenset[Part]:
    """Return repetitions in both paths, or in one right after the paths diverge."""
    common = _common(a, b)
    shared = [step for step in a.path[:common] if step.kind == REPEATED]
    later = [p.path[common] for p in (a, b) if common < len(p.path) and p.path[common].kind == REPEATED]
    if common == len(a.path) == len(b.path):
        return frozenset()
    return frozenset(shared + later)


def _common(a: Rows, b: Rows) -> int:
    count = 0
    for left, right in zip(a.path, b.path, strict=False):
        if left != right:
            break
        count += 1
    return count


def text_of(node: ast.AST | None) -> Hashable:
    """Return a key that is equal for expressions with equal source; cheaper than `ast.dump`.

    Args:
        node: the expression, None for a missing edge of a slice.

    Returns:
        A value that is equal for equal source.
    """
    if node is None or isinstance(node, ast.Name):
        return node.id if node else None
    if isinstance(node, ast.Constant):
        return ("constant", str(node.value))
    if isinstance(node, ast.Attribute):
        return (text_of(node.value), node.attr)
    if isinstance(node, ast.Slice):
        return ("slice", text_of(node.lower), text_of(node.upper), text_of(node.step))
    if isinstance(node, ast.Subscript):
        return ("item", text_of(node.value), text_of(node.slice))
    if isinstance(node, ast.UnaryOp):
        return (type(node.op).__name__, text_of(node.operand))
    parts = (_part(getattr(node, name, None)) for name in node._fields if name != "ctx")
    return repr((type(node).__name__, *parts))


def _part(value: object) -> object:
    if isinstance(value, list):
        return [_part(item) for item in value]
    return text_of(value) if isinstance(value, ast.AST) else value
