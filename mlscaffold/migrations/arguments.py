"""Where the arguments of a call stand in the text, so that one can be taken out or added alone."""

from __future__ import annotations

import ast
import io
import tokenize
from dataclasses import dataclass

from mlscaffold.migrations.edits import Edit, Text

SPACE = frozenset({tokenize.NL, tokenize.NEWLINE, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT})


@dataclass(frozen=True, slots=True)
class Slot:
    """An argument with its comma.

    Args:
        start: index of its first character.
        end: index after its last.
        comma: index after its comma, -1 where none follows.
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


def slots(text: Text, call: ast.Call) -> Slots | None:
    """Return where the arguments of a call stand, None where the text is out of the ordinary."""
    start, end = text.span(call.func)[1], text.span(call)[1]
    piece = text.source[start:end]
    if not piece.startswith("(") or not piece.endswith(")"):
        return None
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(piece).readline))
    except (tokenize.TokenError, IndentationError):
        return None
    inner = Text.of(piece)
    found = _slots(tokens, inner, start)
    return Slots(start + 1, end - 1, found) if len(found) == len(call.args) + len(call.keywords) else None


def _slots(tokens: list[tokenize.TokenInfo], text: Text, offset: int) -> tuple[Slot, ...]:
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


def _index(text: Text, place: tuple[int, int]) -> int:
    return text.starts[place[0] - 1] + place[1]


def removal(text: Text, given: Slots, number: int) -> Edit:
    """Return the edit that takes out an argument with its comma, and its line where it has one to itself."""
    slot = given.slots[number]
    source = text.source
    line = source.rfind("\n", 0, slot.start) + 1
    after = slot.comma if slot.comma >= 0 else slot.end
    rest = source[after : (source.find("\n", after) + 1) or len(source)]
    if line > given.opening and not source[line : slot.start].strip() and not rest.strip():
        return (
            Edit(line, after + len(rest), "") if after + len(rest) <= given.closing else _last(given, number)
        )
    if slot.comma >= 0:
        spaces = len(rest) - len(rest.lstrip(" \t"))
        return Edit(slot.start, after + spaces, "")
    return _last(given, number, source)


def _last(given: Slots, number: int, source: str = "") -> Edit:
    """Take out the last argument, and the comma before it where nothing but space stands between."""
    slot = given.slots[number]
    if number == 0:
        return Edit(slot.start, slot.end, "")
    before = given.slots[number - 1]
    between = source[before.comma : slot.start]
    return Edit(slot.start if between.strip() else before.end, slot.end, "")


def addition(text: Text, given: Slots, new: str) -> Edit:
    """Return the edit that adds arguments after those that are there."""
    if not given.slots:
        return Edit(given.opening, given.opening, new)
    last = given.slots[-1]
    if last.comma >= 0 and "\n" in text.source[last.comma : given.closing]:
        line = text.source.rfind("\n", 0, last.start) + 1
        own_line = line > given.opening and not text.source[line : last.start].strip()
        if own_line:
            end = text.source.find("\n", last.comma)
            return Edit(end, end, f"\n{text.source[line : last.start]}{new},")
    return Edit(last.end, last.end, f", {new}")
