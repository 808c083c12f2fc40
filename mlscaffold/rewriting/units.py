"""Units: the smallest pieces of a cell that codemods rewrite, such as a line of statements or the header of a block."""

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
REST_OF_LINE = re.compile(r"[ \t]*;?[ \t]*(#.*)?")
"""What may follow a statement in its line: a semicolon and a comment."""
_ELIF = re.compile(r"elif\b")
MAGIC = "the line contains a magic or a shell command, which is left as it is"
SHARED_LINE = "the statement shares its lines with another one"


@dataclass(frozen=True, slots=True)
class SourceUnit:
    """A piece of a cell.

    Args:
        context: its statement, with what is known there.
        start: index of its first character in the cell's source.
        end: index after its last character.
        text: its source.
        indent: the indentation of its lines; "" if it begins inside a line.
        above: code to add before it so that it parses: the `try:` of an `except`.
        block: code to add after it so that it parses: the block of a header.
        is_elif: whether to read `elif` as `if`.
        inline: whether other code precedes it in its line.
        fills: whether it is the whole of its block.
    """

    context: NodeContext
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
class CellTree:
    """The statements of one cell.

    Args:
        file: the file.
        cell: the number of the cell.
    """

    file: LintTarget
    cell: int

    @cached_property
    def source(self) -> str:
        """The cell's source in the file."""
        return next(one.source for one in self.file.code if one.number == self.cell)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the source."""
        return self.source.split("\n")

    @cached_property
    def python(self) -> list[str]:
        """The lines as Python, with magics replaced."""
        return next(one.source for one in self.file.python if one.number == self.cell).split("\n")

    @cached_property
    def starts(self) -> list[int]:
        """Index of the first character of each line, and the index after the end."""
        found = [0]
        for line in self.lines:
            found.append(found[-1] + len(line) + 1)
        return found

    @cached_property
    def body(self) -> tuple[ast.stmt, ...]:
        """The top-level statements."""
        return next((body for number, body in self.file.index.cells if number == self.cell), ())

    @cached_property
    def blocks(self) -> dict[ast.stmt, Sequence[ast.stmt]]:
        """The block of each statement."""
        found: dict[ast.stmt, Sequence[ast.stmt]] = dict.fromkeys(self.body, self.body)
        for statement in self.body:
            for node in ast.walk(statement):
                for _, value in ast.iter_fields(node):
                    if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                        found.update(dict.fromkeys(value, value))
        return found

    @cached_property
    def statements(self) -> tuple[NodeContext, ...]:
        """All statements with their contexts, in source order."""
        found = [
            context
            for kind, nodes in self.file.index.nodes.items()
            if issubclass(kind, ast.stmt)
            for context in nodes
            if context.cell == self.cell
        ]
        return tuple(sorted(found, key=lambda context: first_place(context.statement)))

    def at(self, line: int, column: int) -> NodeContext | None:
        """Return the innermost statement at a line and a column, both from 1, the column in characters."""
        place = (line, len(self.python[line - 1][: column - 1].encode()) if line <= len(self.python) else 0)
        within = [context for context in self.statements if _covers(context.statement, line)]
        before = [context for context in within if first_place(context.statement) <= place]
        found = before or within[:1]
        return max(found, key=lambda context: first_place(context.statement)) if found else None

    def top(self, line: int) -> ast.stmt | None:
        """Return the top-level statement at a line."""
        return next((node for node in self.body if _covers(node, line)), None)

    def position(self, line: int, column: int) -> int:
        """Return the index in the source of a line and a column in bytes."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode(errors="ignore"))

    def is_plain(self, first: int, last: int) -> bool:
        """Return whether lines are Python as they are."""
        pairs = zip(self.lines[first - 1 : last], self.python[first - 1 : last], strict=False)
        return len(self.lines) == len(self.python) and all(old.rstrip() == new.rstrip() for old, new in pairs)


def _covers(node: ast.stmt, line: int) -> bool:
    return first_place(node)[0] <= line <= (node.end_lineno or 0)


def first_place(node: ast.stmt) -> tuple[int, int]:
    """Return line and column, in bytes, of the first character of a statement or its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    line, column = node.lineno, node.col_offset
    return min([(line, column), *((one.lineno, max(0, one.col_offset - 1)) for one in decorators)])


def unit_at(tree: CellTree, line: int, column: int, whole: bool) -> SourceUnit | str:
    """Return the unit at a place, or the reason why there is none.

    Args:
        tree: the cell.
        line: the line, from 1.
        column: the column in characters, from 1.
        whole: whether to return a whole top-level statement.
    """
    context = tree.at(line, column)
    if context is None:
        return "there is no statement"
    top = tree.top(line)
    if whole and top is not None:
        context = next(one for one in tree.statements if one.statement is top)
        return unit_of(tree, context, line, whole=True)
    return unit_of(tree, context, line, whole=False)


def units(tree: CellTree, whole: bool) -> Iterator[SourceUnit]:
    """Yield all units of a cell, or all its top-level statements if `whole`."""
    spans: set[tuple[int, int]] = set()
    for context in tree.statements:
        if whole and context.statement not in tree.body:
            continue
        for line in _lines_of_headers(context.statement, whole):
            unit = unit_of(tree, context, line, whole)
            if isinstance(unit, SourceUnit) and (unit.start, unit.end) not in spans:
                spans.add((unit.start, unit.end))
                yield unit


def _lines_of_headers(node: ast.stmt, whole: bool) -> list[int]:
    """Return the lines of a statement and of its `except` clauses."""
    handlers: list[ast.ExceptHandler] = [] if whole else getattr(node, "handlers", [])
    return [node.lineno, *(handler.lineno for handler in handlers)]


def unit_of(tree: CellTree, context: NodeContext, line: int, whole: bool) -> SourceUnit | str:
    """Return the unit that contains a statement, or the reason why there is none.

    Args:
        tree: the cell.
        context: the statement.
        line: a line of the statement, to distinguish the clauses of a `try`.
        whole: whether the unit includes the blocks of the statement.
    """
    node = context.statement
    found: SourceUnit | str
    if whole or not _has_block(node):
        found = _lines(tree, context)
    elif isinstance(node, (ast.Try, ast.TryStar)):
        found = _clause(tree, context, node, line)
    else:
        found = _header(tree, context, node, first_place(node)[0], node.lineno)
    if isinstance(found, SourceUnit) and not tree.is_plain(*_span(tree, found)):
        return MAGIC
    return found


def _has_block(node: ast.stmt) -> bool:
    return isinstance(getattr(node, "body", None), list) or isinstance(node, ast.Match)


def _span(tree: CellTree, unit: SourceUnit) -> tuple[int, int]:
    """Return the first and the last line of a unit."""
    first = tree.source.count("\n", 0, unit.start) + 1
    return first, first + unit.text.count("\n")


def _lines(tree: CellTree, context: NodeContext) -> SourceUnit | str:
    """Return the unit of a statement and the others in its lines."""
    block = tree.blocks[context.statement]
    group = _same_line(block, context.statement)
    line, column = first_place(group[0])
    last = group[-1].end_lineno or line
    after = tree.position(last, group[-1].end_col_offset or 0)
    end = tree.starts[last] - 1
    if not REST_OF_LINE.fullmatch(tree.source[after:end]):
        return SHARED_LINE if tree.is_plain(line, last) else MAGIC
    start = tree.position(line, column)
    before = tree.source[tree.starts[line - 1] : start]
    fills = len(group) == len(block) and context.statement not in tree.body
    if before.strip(" \t"):
        return SourceUnit(context, start, end, tree.source[start:end], inline=True, fills=fills)
    start = tree.starts[line - 1]
    return SourceUnit(context, start, end, tree.source[start:end], indent=before, fills=fills)


def _same_line(block: Sequence[ast.stmt], node: ast.stmt) -> Sequence[ast.stmt]:
    first = last = block.index(node)
    while first and block[first - 1].end_lineno == first_place(block[first])[0]:
        first -= 1
    while last + 1 < len(block) and first_place(block[last + 1])[0] == block[last].end_lineno:
        last += 1
    return block[first : last + 1]


def _header(
    tree: CellTree, context: NodeContext, node: ast.stmt | ast.ExceptHandler, first: int, line: int
) -> SourceUnit | str:
    """Return the unit of a header.

    Args:
        tree: the cell.
        context: the statement.
        node: the statement, or a clause of it.
        first: its first line, decorators included.
        line: the line of its keyword.
    """
    start = tree.starts[first - 1]
    begin = tree.lines[first - 1]
    indent = begin[: len(begin) - len(begin.lstrip(" \t"))]
    inner = getattr(node, "body", None) or getattr(node, "cases", [])
    last = _end_of_line(tree.lines[line - 1 :]) + line - 1
    same_line = not isinstance(node, ast.Match) and inner[0].lineno <= last
    if same_line and isinstance(node, Definition) and isinstance(inner[0], Definition):
        return SHARED_LINE
    if same_line:
        end = tree.position(inner[0].lineno, inner[0].col_offset)
        block = "pass"
    else:
        end = tree.starts[last] - 1
        case = f"{indent}    case _:\n    " if isinstance(node, ast.Match) else ""
        block = f"\n{case}{indent}    pass"
    text = tree.source[start:end]
    return SourceUnit(
        context, start, end, text, indent, block=block, is_elif=bool(_ELIF.match(text.lstrip(" \t")))
    )


def _clause(tree: CellTree, context: NodeContext, node: ast.Try | ast.TryStar, line: int) -> SourceUnit | str:
    """Return the unit of the `except` clause at a line."""
    for handler in node.handlers:
        if handler.lineno <= line < handler.body[0].lineno or line == handler.lineno:
            unit = _header(tree, context, handler, handler.lineno, handler.lineno)
            if isinstance(unit, SourceUnit):
                return replace(unit, above=f"{unit.indent}try:\n{unit.indent}    pass\n")
            return unit
    return "there is nothing to rewrite in a `try`"


def _end_of_line(lines: Sequence[str]) -> int:
    """Return how many lines the first logical line has."""
    text = io.StringIO("\n".join(lines) + "\n")
    for token in tokenize.generate_tokens(text.readline):
        if token.type == tokenize.NEWLINE:
            return token.end[0] if token.string else token.start[0]
    return 1
