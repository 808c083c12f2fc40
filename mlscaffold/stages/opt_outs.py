"""What stays as the notebook has it: refactorings that are not made in certain cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

RESULTS = "named-results"  # a value that is only shown gets a name
SETTINGS = "lifted-literals"  # literals become fields of the configuration
IDLE = "dropped-statements"  # statements without an effect go
LOOKS = "looks-apart"  # what only shows data stands apart from what computes
COPIES = "copied-arguments"  # a stage copies what it would change
STAGES = "divided-stages"  # statements are divided into stages
REFACTORINGS = (RESULTS, SETTINGS, IDLE, LOOKS, COPIES)


@dataclass(frozen=True, slots=True)
class OptOuts:
    """Refactorings that are not made, and where.

    Args:
        pairs: name of the refactoring (one of the above, or a codemod's) and number of the cell.
    """

    pairs: frozenset[tuple[str, int]] = frozenset()

    def cells(self, refactoring: str) -> frozenset[int]:
        """Return the cells in which a refactoring is not made."""
        return frozenset(cell for name, cell in self.pairs if name == refactoring)

    def also(self, refactorings: Iterable[str], cells: Iterable[int]) -> OptOuts:
        """Return the same with refactorings more that are not made in cells."""
        numbers = tuple(cells)
        return OptOuts(self.pairs | {(name, cell) for name in refactorings for cell in numbers})


NOTHING = OptOuts()
