"""Limits of the size of notebooks: what would take too long to refactor is left as it is, or left out, and reported."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Location
from mlscaffold.notebook.magics import PythonCell
from mlscaffold.results.hardening import Remark

MOST_SPLIT = 1_200
"""Statements that are split into stages: the time for that grows with their square, and reaches 10 s here."""
MOST = 5_000
"""Statements of a project: an estimate of what takes 20 s, from the time of half as many."""
MOST_PARTS = 60_000
"""Nodes of the syntax trees of a project: a list of 20,000 numbers takes 5 s, and the time grows with its length."""
MOST_LINES = 10_000
"""Lines of a project, blank ones and comments included: formatters take 8 s for 20,000 comments, and four times that for 40,000."""
MOST_BLOCKS = 90  # Python takes 100, and functions, branches and loops of the project add some around a cell
FEW = 1_000  # characters of a cell that need not be parsed to count its parts


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a cell."""

    statements: int
    parts: int
    lines: int


def without_oversized(cells: Sequence[PythonCell]) -> tuple[PythonCell, ...]:
    """Return the cells of a notebook; the largest are marked as failures where all together are too much code."""
    sizes = {cell.number: size_of(cell) for cell in cells}
    found = {cell.number: cell for cell in cells}
    for measure, most in (("statements", MOST), ("parts", MOST_PARTS), ("lines", MOST_LINES)):
        left = {number: getattr(sizes[number], measure) for number in found if not found[number].failure}
        for number in sorted(left, key=lambda number: -left[number]):
            if sum(left.values()) <= most:
                break
            found[number] = _skipped(found[number], left.pop(number), measure, most)
    return tuple(_shallow(cell) for cell in found.values())


def _shallow(cell: PythonCell) -> PythonCell:
    depth = blocks_in(cell.source)
    return _skipped(cell, depth, "levels of blocks", MOST_BLOCKS) if depth > MOST_BLOCKS else cell


def blocks_in(source: str) -> int:
    """Return how deep blocks are nested; 0 if no line is indented far enough for too many."""
    if not any(line[:MOST_BLOCKS].isspace() for line in source.split("\n") if len(line) > MOST_BLOCKS):
        return 0
    depth = deepest = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        depth += (token.type == tokenize.INDENT) - (token.type == tokenize.DEDENT)
        deepest = max(deepest, depth)
    return deepest


def size_of(cell: PythonCell) -> Size:
    """Return how many statements a cell has, those in blocks included, and how many parts."""
    lines = cell.source.count("\n") + 1
    is_one = lines == 1 and ";" not in cell.source
    if is_one and len(cell.source) < FEW:  # a part has at least a character
        return Size(1, len(cell.source), 1)
    nodes = tuple(ast.walk(_tree(cell.source)))
    return Size(1 if is_one else sum(isinstance(node, ast.stmt) for node in nodes), len(nodes), lines)


def is_unsplit(cells: Sequence[PythonCell]) -> bool:
    """Return whether cells have more statements than are split into stages."""
    return sum(size_of(cell).statements for cell in cells) > MOST_SPLIT


def unsplit_remark(cells: Sequence[PythonCell]) -> Remark:
    """Return the remark on a notebook that is not split into stages because of its size."""
    number = next((cell.number for cell in cells if cell.source.strip()), 1)
    text = f"The notebook has more than {MOST_SPLIT:,} statements, so all of them stay in one function."
    return Remark(f"{text} Split the notebook to get stages.", Location(number))


def _skipped(cell: PythonCell, count: int, measure: str, most: int) -> PythonCell:
    what = f"the cell has {count:,} {measure}, and a project takes {most:,}"
    hint = "Move its code or its data into a file of their own; until then the cell is skipped"
    failure = MlscaffoldError(what, location=Location(cell.number, 1), hint=hint, status=1)
    return replace(cell, source="", failure=failure)


def _tree(source: str) -> ast.AST:
    tree = compile(source, "<cell>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    assert isinstance(tree, ast.AST)
    return tree
