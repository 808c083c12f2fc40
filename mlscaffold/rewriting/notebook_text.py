"""The sources of a notebook's cells are replaced in its text; everything else stays as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mlscaffold.errors import MlscaffoldError
from mlscaffold.rewriting.lines import carried, line_end, lines_of, with_plain_ends

_SPACE = re.compile(r"[ \t\r\n]*")
_CHARACTER = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|[^\\]", re.DOTALL)
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """The value of a code cell's `source` in the text of a notebook.

    Args:
        start: the position of its first character.
        end: the position after its last.
        value: what it says: one string or a list of lines.
    """

    start: int
    end: int
    value: object


def source_spans(text: str) -> tuple[SourceSpan | None, ...]:
    """Find the sources of all code cells, in order.

    Args:
        text: a notebook of nbformat 4, known to be valid JSON.

    Returns:
        Where each source stands; None for a cell without any.
    """
    start = dict(_members(text, _after_space(text, 0)))["cells"]
    return tuple(
        _span(text, members["source"]) if "source" in members else None
        for members in map(dict, (_members(text, item) for item in _items(text, start)))
        if "cell_type" in members and _DECODER.raw_decode(text, members["cell_type"])[0] == "code"
    )


def code_sources(text: str) -> tuple[str, ...]:
    """Return the sources of all code cells, with newlines for line ends; see `source_spans`."""
    values = (span.value if span else "" for span in source_spans(text))
    return tuple(
        with_plain_ends("".join(value) if isinstance(value, list) else str(value)) for value in values
    )


def with_sources(text: str, sources: Mapping[int, str]) -> str:
    """Replace sources of code cells.

    Args:
        text: a notebook of nbformat 4, known to be valid JSON.
        sources: new sources with newlines for line ends, by the number of the code cell.

    Raises:
        MlscaffoldError: a cell has no source that could be replaced.
    """
    found = source_spans(text)
    for number in sorted(sources, reverse=True):
        span = found[number - 1]
        if span is None:
            raise MlscaffoldError(f"cell {number} has no source that can be replaced")
        text = text[: span.start] + _written(text, span, sources[number]) + text[span.end :]
    return text


def _after_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _end(text: str, position: int) -> int:
    return _DECODER.raw_decode(text, position)[1]


def _members(text: str, position: int) -> Iterator[tuple[str, int]]:
    """Yield the keys of an object with the positions of their values."""
    position = _after_space(text, position + 1)
    while text[position] == '"':
        key, position = _DECODER.raw_decode(text, position)
        position = _after_space(text, _after_space(text, position) + 1)
        yield key, position
        position = _after_space(text, _end(text, position))
        position = _after_space(text, position + 1) if text[position] == "," else position


def _items(text: str, position: int) -> Iterator[int]:
    """Yield the positions of the items of a list."""
    position = _after_space(text, position + 1)
    while text[position] != "]":
        yield position
        position = _after_space(text, _end(text, position))
        position = _after_space(text, position + 1) if text[position] == "," else position


def _span(text: str, start: int) -> SourceSpan | None:
    value, end = _DECODER.raw_decode(text, start)
    parts = value if isinstance(value, list) else [value]
    return SourceSpan(start, end, value) if all(isinstance(part, str) for part in parts) else None


def _written(text: str, span: SourceSpan, new: str) -> str:
    """Write a source as it was written: as one string or as lines, with the same escapes."""
    tokens = _tokens(text, span)
    pieces = _pieces("".join(token[1:-1] for token in tokens))
    read = [_read(piece) for piece in pieces]
    end = line_end("".join(read))
    escape = text.isascii()

    def write(line: str) -> str:
        return json.dumps(line.replace("\n", end), ensure_ascii=escape)[1:-1]

    plain = [_whole(with_plain_ends(line)) for line in read]
    lines = carried(pieces, plain, lines_of(new), write)
    if not isinstance(span.value, list):
        return f'"{"".join(lines)}"'
    if len(tokens) == 1 and len(pieces) > 1:
        lines = ["".join(lines)]
    return _listed(text, span, [f'"{line}"' for line in lines])


def _tokens(text: str, span: SourceSpan) -> list[str]:
    """Return the strings of a source as they are written, with their quotes."""
    if not isinstance(span.value, list):
        return [text[span.start : span.end]]
    return [text[start : _end(text, start)] for start in _items(text, span.start)]


def _pieces(written: str) -> list[str]:
    r"""Cut what stands in a string after each line end, which is written `\n`, `\r` or as a number."""
    found = [""]
    characters = _CHARACTER.findall(written)
    for place, character in enumerate(characters):
        found[-1] += character
        following = characters[place + 1] if place + 1 < len(characters) else ""
        if _is(character, "\n") or (_is(character, "\r") and not _is(following, "\n")):
            found.append("")
    return found if found[-1] else found[:-1]


def _is(written: str, character: str) -> bool:
    return written.startswith("\\") and _read(written) == character


def _read(written: str) -> str:
    value: str = json.loads(f'"{written}"')
    return value


def _whole(line: str) -> str:
    """Return a line with halves of characters replaced, as cells are read."""
    if line.isascii():
        return line
    return line.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _listed(text: str, span: SourceSpan, tokens: list[str]) -> str:
    """Write a list with the spaces that stand in it now."""
    starts = list(_items(text, span.start))
    if not starts:
        return f"[{', '.join(tokens)}]"
    ends = [_end(text, start) for start in starts]
    first, last = text[span.start : starts[0]], text[ends[-1] : span.end]
    between = text[ends[0] : starts[1]] if len(starts) > 1 else "," + (first[1:] or " ")
    return first + between.join(tokens) + last if tokens else "[]"
