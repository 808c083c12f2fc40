"""Edits of source text by position: the one way to replace pieces of a cell or a module."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""Lines as `ast` counts them: `str.splitlines` also breaks at form feeds and Unicode separators."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A piece of text and its replacement.

    Args:
        start: index of the first character.
        end: index after the last character; the same as `start` for an insertion.
        text: the replacement.
    """

    start: int
    end: int
    text: str

    def shifted(self, offset: int) -> Edit:
        """Return the same edit for text that starts `offset` characters earlier."""
        return Edit(self.start + offset, self.end + offset, self.text)

    def conflicts(self, other: Edit) -> bool:
        """Return whether only one of two edits can be applied; equal edits count as one."""
        if self == other:
            return False
        if self.start == self.end or other.start == other.end:
            return self.start < other.start < self.end or other.start < self.start < other.end
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class SourceText:
    """Source with the positions of its lines.

    Args:
        source: the source.
        lines: its lines with their line ends.
        starts: index of the first character of each line, and the index after the last line.
    """

    source: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, source: str) -> SourceText:
        """Return source with the positions of its lines."""
        lines = tuple(_LINE.findall(source))
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line))
        return cls(source, lines, tuple(starts))

    def index(self, line: int, column: int) -> int:
        """Return the index of a position as `ast` gives it: a line from 1, a column in bytes from 0."""
        if line > len(self.lines):
            return len(self.source)
        text = self.lines[line - 1]
        return self.starts[line - 1] + (column if text.isascii() else len(text.encode()[:column].decode()))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return the indices of a node's first character and after its last."""
        first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", 1)
        start = self.index(first, getattr(node, "col_offset", 0))
        return start, self.index(last, getattr(node, "end_col_offset", 0))

    def of_node(self, node: ast.AST) -> str:
        """Return the text of a node."""
        start, end = self.span(node)
        return self.source[start:end]

    def replacing(self, node: ast.AST, text: str) -> Edit:
        """Return the edit that replaces a node."""
        return Edit(*self.span(node), text)


def apply_edits(source: str, edits: Iterable[Edit]) -> str:
    """Return source with all edits applied; they must not conflict."""
    for edit in sorted(set(edits), reverse=True):
        source = source[: edit.start] + edit.text + source[edit.end :]
    return source
