"""What a notebook is to mlscaffold, whatever file it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a notebook.

    Args:
        cell: number of the code cell, counted from 1 in document order (markdown cells do not count).
        line: line in that cell, counted from 1.
    """

    cell: int
    line: int = 1

    def __str__(self) -> str:
        return f"cell {self.cell}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Args:
        kind: code, markdown or raw.
        source: the text as it stands in the file.
        number: for code, its number from 1 among the code cells; for others, the number of the code cell before it (0 at the top).
        id: nbformat's cell id, "" where the file has none.
        tags: the cell's tags, such as papermill's `parameters`.
        execution_count: the counter that Jupyter showed, None where the cell was not run.
        outputs: what it shows in the file, in nbformat's form.
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
    """A notebook, or a Python file seen as one.

    Args:
        name: the file's name without its suffix.
        file: the file's name with its suffix.
        cells: all cells in document order.
        kernel: name of the kernel, "" where the file names none.
    """

    name: str
    file: str
    cells: tuple[Cell, ...]
    kernel: str = ""

    @property
    def code(self) -> tuple[Cell, ...]:
        """The code cells, in order."""
        return tuple(cell for cell in self.cells if cell.kind == "code")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a piece of the notebook: a line of the report.

    Args:
        location: where it stood.
        kind: dropped (gone, no effect on results), rewritten (says the same otherwise), moved (stands elsewhere now),
            aside (could not be understood, left out: a person has to look), look (kept, but a person should look).
        what: the piece, shortened to a line.
        why: the reason, as a sentence.
        now: what or where it is now, "" where it is gone.
        by: name of the codemod or step that did it.
    """

    location: Location
    kind: Literal["dropped", "rewritten", "moved", "aside", "look"]
    what: str
    why: str
    now: str = ""
    by: str = ""
