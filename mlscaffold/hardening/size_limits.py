"""Limits of the size of notebooks: what would take too long to refactor is left as it is, or left out, and reported."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Location
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.results.hardening import Remark

MOST_SPLIT = 1_200
"""Statements that are split into stages: the time for that grows with their square, and reaches 10 s here."""
MOST = 5_000
"""Statements of a project: an estimate of what takes 20 s, from the time of half as many."""


def without_oversized(cells: Sequence[PythonCell]) -> tuple[PythonCell, ...]:
    """Return the cells of a notebook; the largest are marked as failures where all together are too many statements."""
    counts = {cell.number: statements_in(cell) for cell in cells}
    too_many: set[int] = set()
    for number in sorted(counts, key=lambda number: -counts[number]):
        if sum(counts.values()) - sum(counts[one] for one in too_many) <= MOST:
            break
        too_many.add(number)
    return tuple(_skipped(cell, counts[cell.number]) if cell.number in too_many else cell for cell in cells)


def statements_in(cell: PythonCell) -> int:
    """Return how many statements a cell has, those in blocks included."""
    if cell.source.count("\n") + cell.source.count(";") < 1:
        return 1
    return sum(isinstance(node, ast.stmt) for node in ast.walk(_tree(cell.source)))


def is_unsplit(cells: Sequence[PythonCell]) -> bool:
    """Return whether cells have more statements than are split into stages."""
    return sum(map(statements_in, cells)) > MOST_SPLIT


def unsplit_remark(cells: Sequence[PythonCell]) -> Remark:
    """Return the remark on a notebook that is not split into stages because of its size."""
    number = next((cell.number for cell in cells if cell.source.strip()), 1)
    text = f"The notebook has more than {MOST_SPLIT:,} statements, so all of them stay in one function."
    return Remark(f"{text} Split the notebook to get stages.", Location(number))


def _skipped(cell: PythonCell, count: int) -> PythonCell:
    what = f"the cell has {count:,} statements, and a project takes {MOST:,}"
    hint = "Move its code or its data into a file of their own; until then the cell is skipped"
    failure = MlscaffoldError(what, location=Location(cell.number, 1), hint=hint, status=1)
    return replace(cell, source="", failure=failure)


def _tree(source: str) -> ast.AST:
    tree = compile(source, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    assert isinstance(tree, ast.AST)
    return tree
