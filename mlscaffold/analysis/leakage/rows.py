"""Which rows of which source a value holds, and whether two values hold the same ones."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import NamedTuple

AGAIN = "again"
MOST = (
    16  # sources of one value that are still told apart; more are a sign of a value that nothing is known of
)


class Part(NamedTuple):
    """One step from rows to fewer or other rows.

    Args:
        cut: what chose them: a split or a kind of selection; `AGAIN` where rows are repeated.
        piece: which of the pieces of the cut it is.
        kind: `split` for train and test parts, `slice` for rows by position, `filter` for others, `AGAIN` for repeated rows.
    """

    cut: Hashable
    piece: Hashable
    kind: str = "filter"


class Rows(NamedTuple):
    """Rows of one source.

    Args:
        source: where they were made or read.
        path: the parts that were taken of them, in order.
    """

    source: Hashable
    path: tuple[Part, ...] = ()


Held = frozenset[Rows]
NONE: Held = frozenset()


def part(held: Held, cut: Hashable, piece: Hashable, kind: str = "filter") -> Held:
    """Return the rows that one piece of a cut holds; where they come from very many places, all of them."""
    if len(held) > MOST:
        return held
    step = Part(cut, piece, kind)
    return frozenset(Rows(r.source, (*r.path, step) if len(r.path) < MOST else r.path) for r in held)


def overlap(left: Held, right: Held) -> bool:
    """Say whether two values hold rows in common as far as the code shows; two selections of one table do not."""
    return any(_overlap(a, b) for a in left for b in right if a.source == b.source)


def repeated(left: Held, right: Held) -> frozenset[Part]:
    """Return the steps that repeated rows before these two were split from each other."""
    return frozenset(step for a in left for b in right if a.source == b.source for step in _copies(a, b))


def is_split(held: Held) -> bool:
    """Say whether the rows are a part that a split made."""
    return any(step.kind == "split" for rows in held for step in rows.path)


def steps(held: Held) -> Iterable[Part]:
    """Yield the steps of all rows."""
    return (step for rows in held for step in rows.path)


def _overlap(a: Rows, b: Rows) -> bool:
    common = _common(a, b)
    if common in {len(a.path), len(b.path)}:
        return True
    return bool(_copies(a, b))


def _copies(a: Rows, b: Rows) -> frozenset[Part]:
    """Return repetitions that both have, or that one has of the rows that the other was taken from."""
    common = _common(a, b)
    shared = [step for step in a.path[:common] if step.kind == AGAIN]
    later = [p.path[common] for p in (a, b) if common < len(p.path) and p.path[common].kind == AGAIN]
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
