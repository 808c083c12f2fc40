"""What a mending did, and the texts that it puts into cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mlscaffold.notebook.cells import Change, Notebook


@dataclass(frozen=True, slots=True)
class Fixed:
    """A finding that a codemod was asked to mend.

    Args:
        code: the rule's code; "" where the codemod was used alone.
        cell: the number of the code cell; in a Python file 1.
        line: its line before anything was mended.
        fix: the codemod.
        message: what was found.
        made: whether it is mended.
        why: why it is not, "" where it is.
        changes: what the codemod says it did.
    """

    code: str
    cell: int
    line: int
    fix: str
    message: str
    made: bool = True
    why: str = ""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Mended:
    """A file after mending.

    Args:
        content: its bytes; the same where nothing was mended.
        fixed: what was mended, and what was not, in the order of places.
    """

    content: bytes
    fixed: tuple[Fixed, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A text that takes the place of another in a cell.

    Args:
        cell: the number of the code cell.
        start: the position of the first character in the cell's source.
        end: the position after the last; the same as `start` where text is put in.
        text: what stands there afterwards.
    """

    cell: int
    start: int
    end: int
    text: str

    def meets(self, other: Edit) -> bool:
        """Say whether both cannot be made at once."""
        if self == other or self.cell != other.cell:
            return False
        if self.start == self.end or other.start == other.end:
            return self.start < other.start < self.end or other.start < self.start < other.end
        return self.start < other.end and other.start < self.end


def edited(notebook: Notebook, edits: Iterable[Edit]) -> Notebook:
    """Make edits that do not meet; one that several ask for is made once."""
    wanted = sorted(set(edits))
    cells = tuple(
        replace(cell, source=_edited(cell.source, [edit for edit in wanted if edit.cell == cell.number]))
        if cell.kind == "code"
        else cell
        for cell in notebook.cells
    )
    return replace(notebook, cells=cells)


def _edited(source: str, edits: Sequence[Edit]) -> str:
    for edit in reversed(edits):
        source = source[: edit.start] + edit.text + source[edit.end :]
    return source
