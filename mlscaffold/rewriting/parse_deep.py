"""Parses code with LibCST in linear time: its own time grows with the third power of the length of a chain."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

import libcst as cst

from mlscaffold.edits import Edit, SourceText, apply_edits

SHORT = 400  # characters, two for a level: LibCST parses 200 levels in 0.1 s, which is hardly more than for short code
PIECE = 50  # levels that LibCST parses at once, in 0.01 s
_CUT = (ast.BinOp, ast.Call, ast.Attribute, ast.Subscript, ast.IfExp, ast.UnaryOp, ast.Lambda)
"""Expressions that may be nested as deeply as their text is long."""
_ANY = cst.PartialParserConfig()
_NAME = "mlscaffold_piece_"
Span = tuple[int, int]


class _Fill(cst.CSTTransformer):
    """Puts pieces where their names stand."""

    def __init__(self, pieces: Mapping[str, cst.BaseExpression]) -> None:
        self.pieces = pieces

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        piece = self.pieces.get(original_node.value)
        if piece is None:
            return updated_node
        return piece.with_changes(
            lpar=[*updated_node.lpar, *piece.lpar], rpar=[*piece.rpar, *updated_node.rpar]
        )


def parse_module(source: str, config: cst.PartialParserConfig = _ANY) -> cst.Module:
    """Parse Python source; a deep expression is parsed in pieces, which are put together again.

    Args:
        source: the source.
        config: what LibCST need not find out itself.

    Raises:
        cst.ParserSyntaxError: LibCST cannot parse it.
    """
    pieces = _pieces(source) if len(source) >= SHORT and _NAME not in source else []
    if not pieces:
        return cst.parse_module(source, config)
    module = cst.parse_module(_without(source, (0, len(source)), pieces, 0), config)
    parsed: dict[str, cst.BaseExpression] = {}
    for place in reversed(range(len(pieces))):  # the innermost first
        text = _without(source, pieces[place], pieces, place + 1)
        piece = cst.parse_expression(f"({text})", module.config_for_parsing)  # it may have several lines
        bare = piece.with_changes(lpar=piece.lpar[1:], rpar=piece.rpar[:-1])
        filled = bare.visit(_Fill(parsed))
        assert isinstance(filled, cst.BaseExpression)
        parsed[f"{_NAME}{place}"] = filled
    return module.visit(_Fill(parsed))


def _pieces(source: str) -> list[Span]:
    """Return the spans of deep expressions, each some levels inside the one before it; outer ones come first."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # LibCST says what is wrong
        return []
    text = SourceText.of(source)
    found: list[Span] = []
    pending: list[tuple[ast.AST, int]] = [(tree, 0)]
    while pending:
        node, depth = pending.pop()
        if isinstance(node, ast.JoinedStr):  # before Python 3.12 the positions in it are wrong
            continue
        if depth >= PIECE and isinstance(node, _CUT) and _stands_alone(source, text.span(node)):
            found.append(text.span(node))
            depth = 0
        depth = depth + 1 if isinstance(node, ast.expr) else 0
        pending += [(child, depth) for child in ast.iter_child_nodes(node)]
    return sorted(found, key=lambda span: (span[0], -span[1]))


def _stands_alone(source: str, span: Span) -> bool:
    """Return whether a name can replace a text: not in `if(a)`."""
    start, end = span
    neighbours = source[max(0, start - 1) : start], source[end : end + 1]
    return not any(one.isidentifier() or one.isdigit() for one in neighbours)


def _without(source: str, span: Span, pieces: list[Span], first: int) -> str:
    """Return a part of the source with the outermost pieces inside replaced by names."""
    start, end = span
    inside = (edit.shifted(-start) for edit in _outermost(pieces, first, end))
    return apply_edits(source[start:end], inside)


def _outermost(pieces: list[Span], first: int, end: int) -> Iterator[Edit]:
    """Yield the edits that replace pieces from a place on that end before an index and are in no other such piece."""
    last = -1
    for place in range(first, len(pieces)):
        start, stop = pieces[place]
        if start >= end:
            return
        if start >= last:
            last = stop
            yield Edit(start, stop, f"{_NAME}{place}")
