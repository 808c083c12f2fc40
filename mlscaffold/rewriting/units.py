"""The smallest piece of a cell that a codemod rewrites: a line of statements, or the header of a block."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from mlscaffold.analysis.nodes import NodeContext
from mlscaffold.rules.rule import LintTarget

Definition = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_REST = re.compile(r"[ \t]*;?[ \t]*(#.*)?")
_ELIF = re.compile(r"elif\b")
MAGIC = "the line holds a magic or a command of the shell, which is left as it is"
ODD = "the statement stands in a line that cannot be cut"


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of a cell.

    Args:
        seen: the statement in its place, with what is known there.
        start: the position of its first character in the cell's source.
        end: the position after its last.
        text: what stands there.
        indent: what stands before each of its lines; "" where it begins inside a line.
        above: what is put before it to make a statement of it: the `try:` of an `except`.
        block: what is put after it to make a statement of it: the block of a header.
        is_elif: whether `elif` has to be read as `if`.
        inline: whether something else stands before it in its line.
        fills: whether it is all of the block in which it stands.
    """

    seen: NodeContext
    start: int
    end: int
    text: str
    indent: str = ""
    above: str = ""
    block: str = ""
    is_elif: bool = False
    inline: bool = False
    fills: bool = False


@dataclass(frozen=True)
class Pieces:
    """The statements of one cell.

    Args:
        file: the file.
        cell: the number of the cell.
    """

    file: LintTarget
    cell: int

    @cached_property
    def source(self) -> str:
        """The cell as it stands in the file."""
        return next(one.source for one in self.file.code if one.number == self.cell)

    @cached_property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.source.split("\n")

    @cached_property
    def python(self) -> list[str]:
        """Its lines as Python."""
        return next(one.source for one in self.file.python if one.number == self.cell).split("\n")

    @cached_property
    def starts(self) -> list[int]:
        """The position at which each line begins, and the one after the end."""
        found = [0]
        for line in self.lines:
            found.append(found[-1] + len(line) + 1)
        return found

    @cached_property
    def body(self) -> tuple[ast.stmt, ...]:
        """Its top-level statements."""
        return next((body for number, body in self.file.index.cells if number == self.cell), ())

    @cached_property
    def blocks(self) -> dict[ast.stmt, Sequence[ast.stmt]]:
        """The block in which each statement stands."""
        found: dict[ast.stmt, Sequence[ast.stmt]] = dict.fromkeys(self.body, self.body)
        for statement in self.body:
            for node in ast.walk(statement):
                for _, value in ast.iter_fields(node):
                    if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                        found.update(dict.fromkeys(value, value))
        return found

    @cached_property
    def statements(self) -> tuple[NodeContext, ...]:
        """All its statements in their places, in the order of the text."""
        found = [
            seen
            for kind, nodes in self.file.index.nodes.items()
            if issubclass(kind, ast.stmt)
            for seen in nodes
            if seen.cell == self.cell
        ]
        return tuple(sorted(found, key=lambda seen: first_place(seen.statement)))

    def at(self, line: int, column: int) -> NodeContext | None:
        """Return the innermost statement at a place.

        Args:
            line: its line, from 1.
            column: its column in characters, from 1.
        """
        place = (line, len(self.python[line - 1][: column - 1].encode()) if line <= len(self.python) else 0)
        within = [
            seen
            for seen in self.statements
            if first_place(seen.statement)[0] <= line <= (seen.statement.end_lineno or 0)
        ]
        before = [seen for seen in within if first_place(seen.statement) <= place]
        found = before or within[:1]
        return max(found, key=lambda seen: first_place(seen.statement)) if found else None

    def top(self, line: int) -> ast.stmt | None:
        """Return the top-level statement at a line."""
        found = [node for node in self.body if first_place(node)[0] <= line <= (node.end_lineno or 0)]
        return found[0] if found else None

    def position(self, line: int, column: int) -> int:
        """Return the position in the source of a line and a column in bytes."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode(errors="ignore"))

    def is_plain(self, first: int, last: int) -> bool:
        """Say whether lines are the same in the file and as Python."""
        pairs = zip(self.lines[first - 1 : last], self.python[first - 1 : last], strict=False)
        return len(self.lines) == len(self.python) and all(old.rstrip() == new.rstrip() for old, new in pairs)


def first_place(node: ast.stmt) -> tuple[int, int]:
    """Return line and column, in bytes, of the first character of a statement, decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    line, column = node.lineno, node.col_offset
    return min([(line, column), *((one.lineno, max(0, one.col_offset - 1)) for one in decorators)])


def unit_at(pieces: Pieces, line: int, column: int, whole: bool) -> Unit | str:
    """Return the unit at a place, or the reason why there is none.

    Args:
        pieces: the cell.
        line: the line, from 1.
        column: the column in characters, from 1.
        whole: whether a whole top-level statement is asked for.
    """
    seen = pieces.at(line, column)
    if seen is None:
        return "no statement stands there"
    top = pieces.top(line)
    if whole and top is not None:
        seen = next(one for one in pieces.statements if one.statement is top)
        return unit_of(pieces, seen, line, whole=True)
    return unit_of(pieces, seen, line, whole=False)


def units(pieces: Pieces, whole: bool) -> Iterator[Unit]:
    """Yield all units of a cell, each once.

    Args:
        pieces: the cell.
        whole: whether whole top-level statements are asked for.
    """
    done: set[tuple[int, int]] = set()
    for seen in pieces.statements:
        if whole and seen.statement not in pieces.body:
            continue
        for line in _lines_of_headers(seen.statement, whole):
            unit = unit_of(pieces, seen, line, whole)
            if isinstance(unit, Unit) and (unit.start, unit.end) not in done:
                done.add((unit.start, unit.end))
                yield unit


def _lines_of_headers(node: ast.stmt, whole: bool) -> list[int]:
    """Return the line of a statement, and those of its `except` clauses."""
    handlers: list[ast.ExceptHandler] = [] if whole else getattr(node, "handlers", [])
    return [node.lineno, *(handler.lineno for handler in handlers)]


def unit_of(pieces: Pieces, seen: NodeContext, line: int, whole: bool) -> Unit | str:
    """Return the unit that a statement is a part of, or the reason why there is none.

    Args:
        pieces: the cell.
        seen: the statement.
        line: the line that is meant; it tells the clauses of a `try` apart.
        whole: whether the statement is taken with its blocks.
    """
    node = seen.statement
    found: Unit | str
    if whole or not _has_block(node):
        found = _lines(pieces, seen)
    elif isinstance(node, (ast.Try, ast.TryStar)):
        found = _clause(pieces, seen, node, line)
    else:
        found = _header(pieces, seen, node, first_place(node)[0], node.lineno)
    if isinstance(found, Unit) and not pieces.is_plain(*_span(pieces, found)):
        return MAGIC
    return found


def _has_block(node: ast.stmt) -> bool:
    return isinstance(getattr(node, "body", None), list) or isinstance(node, ast.Match)


def _span(pieces: Pieces, unit: Unit) -> tuple[int, int]:
    """Return the first and the last line of a unit."""
    before = pieces.source.count("\n", 0, unit.start) + 1
    return before, before + unit.text.count("\n")


def _lines(pieces: Pieces, seen: NodeContext) -> Unit | str:
    """Return the unit of a statement with those that stand in the same line."""
    group = _same_line(pieces.blocks[seen.statement], seen.statement)
    line, column = first_place(group[0])
    last = group[-1].end_lineno or line
    after = pieces.position(last, group[-1].end_col_offset or 0)
    end = pieces.starts[last] - 1
    if not _REST.fullmatch(pieces.source[after:end]):
        return MAGIC if not pieces.is_plain(line, last) else ODD
    start = pieces.position(line, column)
    before = pieces.source[pieces.starts[line - 1] : start]
    fills = len(group) == len(pieces.blocks[seen.statement]) and seen.statement not in pieces.body
    if before.strip(" \t"):
        return Unit(seen, start, end, pieces.source[start:end], inline=True, fills=fills)
    start = pieces.starts[line - 1]
    return Unit(seen, start, end, pieces.source[start:end], indent=before, fills=fills)


def _same_line(block: Sequence[ast.stmt], node: ast.stmt) -> Sequence[ast.stmt]:
    first = last = block.index(node)
    while first and block[first - 1].end_lineno == first_place(block[first])[0]:
        first -= 1
    while last + 1 < len(block) and first_place(block[last + 1])[0] == block[last].end_lineno:
        last += 1
    return block[first : last + 1]


def _header(
    pieces: Pieces, seen: NodeContext, node: ast.stmt | ast.ExceptHandler, first: int, line: int
) -> Unit | str:
    """Return the unit of what stands before a block.

    Args:
        pieces: the cell.
        seen: the statement.
        node: the statement, or a clause of it.
        first: its first line, decorators included.
        line: the line of its keyword.
    """
    start = pieces.starts[first - 1]
    begin = pieces.lines[first - 1]
    indent = begin[: len(begin) - len(begin.lstrip(" \t"))]
    inner = getattr(node, "body", None) or getattr(node, "cases", [])
    last = _end_of_line(pieces.lines[line - 1 :]) + line - 1
    same_line = not isinstance(node, ast.Match) and inner[0].lineno <= last
    if same_line and isinstance(node, Definition) and isinstance(inner[0], Definition):
        return ODD
    if same_line:
        end = pieces.position(inner[0].lineno, inner[0].col_offset)
        block = "pass"
    else:
        end = pieces.starts[last] - 1
        case = f"{indent}    case _:\n    " if isinstance(node, ast.Match) else ""
        block = f"\n{case}{indent}    pass"
    text = pieces.source[start:end]
    return Unit(seen, start, end, text, indent, block=block, is_elif=bool(_ELIF.match(text.lstrip(" \t"))))


def _clause(pieces: Pieces, seen: NodeContext, node: ast.Try | ast.TryStar, line: int) -> Unit | str:
    """Return the unit of the `except` clause at a line."""
    for handler in node.handlers:
        if handler.lineno <= line < handler.body[0].lineno or line == handler.lineno:
            unit = _header(pieces, seen, handler, handler.lineno, handler.lineno)
            if isinstance(unit, Unit):
                above = f"{unit.indent}try:\n{unit.indent}    pass\n"
                return replace(unit, above=above)
            return unit
    return "a `try` has nothing to rewrite"


def _end_of_line(lines: Sequence[str]) -> int:
    """Return how many lines the first logical line has."""
    text = io.StringIO("\n".join(lines) + "\n")
    for token in tokenize.generate_tokens(text.readline):
        if token.type == tokenize.NEWLINE:
            return token.end[0] if token.string else token.start[0]
    return 1
