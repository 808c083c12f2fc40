"""Edits of source text, by the places of syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A piece of text that is replaced.

    Args:
        start: index of its first character.
        end: index after its last character.
        text: what stands there then.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """Source, with the places of its lines.

    Args:
        source: the source.
        lines: its lines, with their ends, as bytes where they hold more than ASCII.
        starts: index of the first character of each line.
    """

    source: str
    lines: tuple[str, ...] = field(default=())
    starts: tuple[int, ...] = field(default=())

    @classmethod
    def of(cls, source: str) -> Text:
        """Return a source with the places of its lines."""
        lines = tuple(source.splitlines(keepends=True)) if "\f" not in source else _lines(source)
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line))
        return cls(source, lines, tuple(starts))

    def index(self, line: int, column: int) -> int:
        """Return the index of a place that `ast` tells: a line from 1, a column in bytes."""
        if line > len(self.lines):
            return len(self.source)
        text = self.lines[line - 1]
        return self.starts[line - 1] + (column if text.isascii() else len(text.encode()[:column].decode()))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return where a node begins and ends."""
        first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", 1)
        start = self.index(first, getattr(node, "col_offset", 0))
        return start, self.index(last, getattr(node, "end_col_offset", 0))

    def of_node(self, node: ast.AST) -> str:
        """Return the text of a node as it stands."""
        start, end = self.span(node)
        return self.source[start:end]


def _lines(source: str) -> tuple[str, ...]:
    parts = source.split("\n")
    return (*(f"{part}\n" for part in parts[:-1]), parts[-1])


def applied(source: str, edits: Iterable[Edit]) -> str:
    """Return a source with edits that do not overlap."""
    for edit in sorted(edits, reverse=True):
        source = source[: edit.start] + edit.text + source[edit.end :]
    return source


def overlap(some: Iterable[Edit], others: Iterable[Edit]) -> bool:
    """Say whether edits touch the same text."""
    mine = list(others)
    return any(a.start <= b.end and b.start <= a.end for a in some for b in mine)
