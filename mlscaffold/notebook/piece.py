"""What a magic or a shell command becomes in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["dropped", "rewritten", "moved", "aside", "look"]


@dataclass(frozen=True, slots=True)
class Piece:
    """What a magic or a shell command becomes in Python.

    Args:
        why: the reason, as a sentence, for the report.
        kind: as in Change.
        code: simple statements, or one expression; "" where nothing stays.
        imports: import statements that the code needs.
        requirements: what it installs, as in a requirements file.
        shows: whether the notebook shows its value at the end of a cell.
    """

    why: str
    kind: Kind = "dropped"
    code: str = ""
    imports: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    shows: bool = False

    @property
    def statement(self) -> str:
        """The code with its imports, on one line."""
        return "; ".join((*self.imports, self.code)) if self.code else ""

    @property
    def expression(self) -> str:
        """The code as one expression that needs no import statement."""
        code = self.code
        for name in (line.removeprefix("import ") for line in self.imports):
            code = code.replace(f"{name}.", f'__import__("{name}").', 1)
        return code


def table(text: str) -> tuple[str, ...]:
    """Return the words of a table that is written as text."""
    return tuple(text.split())
