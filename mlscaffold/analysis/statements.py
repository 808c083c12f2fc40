"""Top-level statements of cells with their locations."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from mlscaffold.notebook.cells import Location

FLAGS = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


@dataclass(frozen=True, slots=True)
class Statement:
    """One top-level statement of a notebook.

    Args:
        location: its cell and first line.
        source: its text with the comments before it and on its last line.
        node: its syntax tree; line numbers count from the start of `source`.
        display: whether Jupyter shows its value (last expression of a cell, no semicolon).
        last: whether it is the last of its cell.
    """

    location: Location
    source: str
    node: ast.stmt
    display: bool = False
    last: bool = False

    @property
    def lines(self) -> int:
        """Number of lines of its text."""
        return self.source.count("\n") + 1


def parse(source: str) -> list[ast.stmt]:
    """Return the top-level statements of Python source; `await` is allowed at the top level.

    Raises:
        SyntaxError: the source is not Python.
    """
    tree = compile(source, "<cell>", "exec", FLAGS)
    assert isinstance(tree, ast.Module)
    return tree.body


def split(number: int, source: str, silent: bool) -> tuple[Statement, ...]:
    """Cut the Python source of a cell into its top-level statements.

    Args:
        number: the cell's number.
        source: valid Python.
        silent: whether a semicolon keeps the last value from being shown.

    Raises:
        SyntaxError: the source is not Python.
    """
    nodes = parse(source)
    found = []
    for node, (line, text) in zip(nodes, _segments(source, nodes), strict=True):
        last = node is nodes[-1]
        shown = last and not silent and isinstance(node, ast.Expr)
        found.append(Statement(Location(number, line), text, parse(text)[0], shown, last))
    return tuple(found)


def restate(statement: Statement, source: str) -> tuple[Statement, ...]:
    """Return the statements of rewritten text at the location of the replaced statement.

    Raises:
        SyntaxError: the text is not Python.
    """
    nodes = parse(source)
    texts = [text for _, text in _segments(source, nodes)]
    return tuple(
        Statement(
            statement.location,
            text,
            parse(text)[0],
            statement.display and isinstance(node, ast.Expr) and node is nodes[-1],
            statement.last and node is nodes[-1],
        )
        for node, text in zip(nodes, texts, strict=True)
    )


def _segments(source: str, nodes: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    """Yield each statement's first line and its text with its comments."""
    lines = source.split("\n")
    end_line, end_column = 0, 0
    for index, node in enumerate(nodes):
        first, column = _start(node)
        comments = [] if first == end_line else _comments(lines[end_line : first - 1])
        end_line, end_column = node.end_lineno or first, node.end_col_offset or 0
        body = _cut(lines, first, column, end_line, end_column)
        body += _trailing_comment(lines[end_line - 1].encode()[end_column:].decode())
        after = _comments(lines[end_line:]) if index == len(nodes) - 1 else []
        yield first, "\n".join([*comments, body, *after])


def _start(node: ast.stmt) -> tuple[int, int]:
    decorators = getattr(node, "decorator_list", [])
    if decorators:
        return decorators[0].lineno, decorators[0].col_offset - 1
    return node.lineno, node.col_offset


def _cut(lines: list[str], first: int, column: int, last: int, end: int) -> str:
    if first == last:
        return lines[first - 1].encode()[column:end].decode()
    head = lines[first - 1].encode()[column:].decode()
    tail = lines[last - 1].encode()[:end].decode()
    return "\n".join([head, *lines[first : last - 1], tail])


def _comments(lines: list[str]) -> list[str]:
    """Keep the comment lines between two statements; blank lines and lone semicolons go."""
    return [line.strip() for line in lines if line.lstrip().startswith("#")]


def _trailing_comment(rest: str) -> str:
    text = rest.lstrip(" \t;")
    return f"  {text}" if text.startswith("#") else ""
