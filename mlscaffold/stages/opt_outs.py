"""Opt-outs: refactorings that are not made in certain cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

RESULTS = "named-results"  # a displayed metric gets a name
SETTINGS = "lifted-literals"  # literals become fields of the configuration
IDLE = "dropped-statements"  # statements without an effect are dropped
SEPARATE_DISPLAYS = "looks-apart"  # displays of data are separated from computations
COPIES = "copied-arguments"  # a stage copies what it would change
STAGES = "divided-stages"  # statements are split into stages
DEFINITIONS = "moved-definitions"  # functions and classes move to module level
REPEATED = "repeated-definitions"  # a definition that an earlier cell has is dropped
IMPORTS = "hoisted-imports"  # imports move to the head of the module
OPTIONS = "moved-options"  # options of libraries set at the beginning move to settings.py
ANNOTATIONS = "future-annotations"  # modules begin with `from __future__ import annotations`
REFACTORINGS = (
    RESULTS, SETTINGS, IDLE, SEPARATE_DISPLAYS, COPIES, DEFINITIONS, REPEATED, IMPORTS, OPTIONS, ANNOTATIONS,
)  # fmt: skip
Pairs = frozenset[tuple[str, int]]
"""Names of refactorings, each with the number of a cell."""


@dataclass(frozen=True, slots=True)
class OptOuts:
    """Refactorings that are not made, by cell.

    Args:
        pairs: name of the refactoring (one of the above or a codemod) and number of the cell.
        whole: whether none is made at all: one function has the notebook's statements in their order.
    """

    pairs: Pairs = frozenset()
    whole: bool = False

    def cells(self, refactoring: str) -> frozenset[int]:
        """Return the cells in which a refactoring is not made."""
        return frozenset(cell for name, cell in self.pairs if name == refactoring)

    def also(self, refactorings: Iterable[str], cells: Iterable[int]) -> OptOuts:
        """Return the same with further refactorings that are not made in some cells."""
        numbers = tuple(cells)
        return OptOuts(self.pairs | {(name, cell) for name in refactorings for cell in numbers})


NOTHING = OptOuts()
WHOLE = OptOuts(whole=True)
"""The last rung of the ladder: equal by construction."""
