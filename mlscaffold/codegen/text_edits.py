"""Replacing pieces of source text by position."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A piece of text to replace.

    Args:
        line: its first line, from 1.
        column: its first byte in that line, as in `ast`.
        end_line: its last line.
        end_column: the byte after it.
        text: what stands there afterwards.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


def replacing(node: ast.expr | ast.stmt, text: str) -> Edit:
    """Return the edit that puts text in the place of a node."""
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
    return Edit(node.lineno, node.col_offset, end_line, end_column, text)


def apply(source: str, edits: Iterable[Edit]) -> str:
    """Return the source with all edits made; they must not overlap."""
    starts = _line_starts(source)
    data = source.encode()
    for edit in sorted(set(edits), reverse=True):
        first = starts[edit.line - 1] + edit.column
        last = starts[edit.end_line - 1] + edit.end_column
        data = data[:first] + edit.text.encode() + data[last:]
    return data.decode()


def segment(source: str, node: ast.expr | ast.stmt) -> str:
    """Return the text of a node."""
    return ast.get_source_segment(source, node) or ast.unparse(node)


def _line_starts(source: str) -> list[int]:
    starts, position = [0], 0
    for line in source.encode().split(b"\n"):
        position += len(line) + 1
        starts.append(position)
    return starts
