"""Positions of a call's arguments in the source, to remove or add a single one."""

import ast
import io
import tokenize
from dataclasses import dataclass

from mlscaffold.edits import Edit, SourceText

SPACE = frozenset({tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT})


@dataclass(frozen=True, slots=True)
class Slot:
    """An argument with its comma.

    Args:
        start: index of its first character.
        end: index after its last.
        comma: index after its comma, -1 if none follows.
    """

    start: int
    end: int
    comma: int


@dataclass(frozen=True, slots=True)
class Slots:
    """The arguments of a call in the order of the text.

    Args:
        opening: index after the opening parenthesis.
        closing: index of the closing one.
        slots: the arguments.
    """

    opening: int
    closing: int
    slots: tuple[Slot, ...]


def slots(text: SourceText, call: ast.Call) -> Slots | None:
    """Return the positions of a call's arguments, None for an unusual layout."""
    start, end = text.span(call.func)[1], text.span(call)[1]
    piece = text.source[start:end]
    if not piece.startswith("(") or not piece.endswith(")"):
        return None
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(piece).readline))
    except (tokenize.TokenError, IndentationError):
        return None
    inner = SourceText.of(piece)
    found = _slots(tokens, inner, start)
    return Slots(start + 1, end - 1, found) if len(found) == len(call.args) + len(call.keywords) else None


def _slots(tokens: list[tokenize.TokenInfo], text: SourceText, offset: int) -> tuple[Slot, ...]:
    found: list[Slot] = []
    depth, start, end = 0, -1, -1
    for token in tokens:
        if token.type in SPACE or token.type == tokenize.ENDMARKER:
            continue
        first, last = _index(text, token.start) + offset, _index(text, token.end) + offset
        closes = token.type == tokenize.OP and token.string in ")]}"
        depth -= closes
        if depth == 0 and closes:
            break
        if depth == 1 and token.string == "," and token.type == tokenize.OP:
            found.append(Slot(start, end, last))
            start = -1
        elif depth >= 1:
            start, end = (first if start < 0 else start), last
        depth += token.type == tokenize.OP and token.string in "([{"
    return (*found, Slot(start, end, -1)) if start >= 0 else tuple(found)


def _index(text: SourceText, place: tuple[int, int]) -> int:
    return text.starts[place[0] - 1] + place[1]


def removal(text: SourceText, arguments: Slots, number: int) -> Edit:
    """Return the edit that removes an argument with its comma, and its line if nothing else is on it."""
    slot = arguments.slots[number]
    source = text.source
    line = source.rfind("\n", 0, slot.start) + 1
    after = slot.comma if slot.comma >= 0 else slot.end
    rest = source[after : (source.find("\n", after) + 1) or len(source)]
    if line > arguments.opening and not source[line : slot.start].strip() and not rest.strip():
        return (
            Edit(line, after + len(rest), "")
            if after + len(rest) <= arguments.closing
            else _last(arguments, number)
        )
    if slot.comma >= 0:
        spaces = len(rest) - len(rest.lstrip(" \t"))
        return Edit(slot.start, after + spaces, "")
    return _last(arguments, number, source)


def _last(arguments: Slots, number: int, source: str = "") -> Edit:
    """Remove the last argument, and the comma before it if only space separates them."""
    slot = arguments.slots[number]
    if number == 0:
        return Edit(slot.start, slot.end, "")
    before = arguments.slots[number - 1]
    between = source[before.comma : slot.start]
    return Edit(slot.start if between.strip() else before.end, slot.end, "")


def addition(text: SourceText, arguments: Slots, new: str) -> Edit:
    """Return the edit that adds arguments after the others."""
    if not arguments.slots:
        return Edit(arguments.opening, arguments.opening, new)
    last = arguments.slots[-1]
    if last.comma >= 0 and "\n" in text.source[last.comma : arguments.closing]:
        line = text.source.rfind("\n", 0, last.start) + 1
        own_line = line > arguments.opening and not text.source[line : last.start].strip()
        if own_line:
            end = text.source.find("\n", last.comma)
            return Edit(end, end, f"\n{text.source[line : last.start]}{new},")
    return Edit(last.end, last.end, f", {new}")
