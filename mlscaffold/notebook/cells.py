"""The notebook model: cells, locations and changes, independent of the file format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ChangeKind = Literal["dropped", "rewritten", "moved", "skipped", "review"]
"""dropped: removed, with no effect on results; rewritten: other code with the same result; moved: now in another place;
skipped: it cannot be parsed or converted; review: kept, but to be reviewed."""
SKIP = "skip-execution"
"""The tag of a cell that nbclient and Jupyter Book do not run."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A code cell, by its number from 1 in document order (markdown cells do not count), and a line in it, from 1."""

    cell: int
    line: int = 1

    def __str__(self) -> str:
        return f"cell {self.cell}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a notebook.

    Args:
        kind: code, markdown or raw.
        source: the text as in the file.
        number: number of the code cell, from 1; for other cells the number of the code cell before it (0 at the top).
        id: nbformat's cell id, "" if the file has none.
        tags: the cell's tags, such as papermill's `parameters`.
        execution_count: Jupyter's execution count, None if the cell was not run.
        outputs: its stored outputs, in nbformat's format.
    """

    kind: Literal["code", "markdown", "raw"]
    source: str
    number: int
    id: str = ""
    tags: tuple[str, ...] = ()
    execution_count: int | None = None
    outputs: tuple[Mapping[str, object], ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook, or a Python file read as one.

    Args:
        name: the file's name without its suffix.
        file: the file's name with its suffix.
        cells: all cells in document order.
        kernel: name of the kernel, "" if the file names none.
    """

    name: str
    file: str
    cells: tuple[Cell, ...]
    kernel: str = ""

    @property
    def code(self) -> tuple[Cell, ...]:
        """The code cells, in order."""
        return tuple(cell for cell in self.cells if cell.kind == "code")

    def tagged(self, tag: str) -> frozenset[int]:
        """Return the numbers of the code cells with a tag."""
        return frozenset(cell.number for cell in self.code if tag in cell.tags)


@dataclass(frozen=True, slots=True)
class Change:
    """A change to the notebook's code: one line of the report.

    Args:
        location: its place in the notebook.
        kind: the kind of change.
        what: the original code, shortened to one line.
        why: the reason, as a sentence.
        now: the new code or its place, "" if it was removed.
        by: name of the codemod or step that changed it.
    """

    location: Location
    kind: ChangeKind
    what: str
    why: str
    now: str = ""
    by: str = ""
