"""What a value was seen to be when it was computed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

NAMED = 48  # characters of columns that are named


@dataclass(frozen=True, slots=True)
class Observed:
    """What a value was seen to be.

    Args:
        stage: the stage that gives it.
        name: its name.
        kind: its type, such as `pandas.DataFrame`.
        shape: its shape, such as (300, 5); empty where it has none.
        columns: names and types of its columns; empty where it has none.
    """

    stage: str
    name: str
    kind: str
    shape: tuple[int, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()

    def words(self) -> str:
        """Return its size and its columns in a few words, "" where it has neither."""
        if self.columns:
            names = self._first_names()
            more = len(self.columns) - len(names)
            return f"{self.shape[0]} rows of {', '.join(names)}{f' and {more} more' if more > 0 else ''}"
        if len(self.shape) == 1:
            return f"{self.shape[0]} values"
        return f"shape {' x '.join(map(str, self.shape))}" if self.shape else ""

    def _first_names(self) -> list[str]:
        """Return the names of the first columns, as many as fit in a line."""
        names = [" ".join(name.split()) for name, _ in self.columns]
        lengths = accumulate(len(name) + 2 for name in names)
        return [name for name, length in zip(names, lengths, strict=True) if length <= NAMED] or names[:1]
