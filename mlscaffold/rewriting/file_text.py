"""Replace sources in the text of a file; everything else keeps its line ends, spaces and escapes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from mlscaffold.errors import MlscaffoldError

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_END = re.compile(r"\r\n|\r|\n")
_SPACE = re.compile(r"[ \t\r\n]*")
_CHARACTER = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|[^\\]", re.DOTALL)
_DECODER = json.JSONDecoder()


def with_plain_ends(text: str) -> str:
    """Return a text with newlines for all its line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def lines_of(text: str) -> list[str]:
    """Return the lines of a text with their ends: line feeds and carriage returns only."""
    return _LINE.findall(text)


def line_end(text: str) -> str:
    r"""Return the most frequent line end of a text, `\n` if it has none."""
    found = Counter(_END.findall(text)).most_common(1)
    return found[0][0] if found else "\n"


def carry_over(
    pieces: Sequence[str], before: Sequence[str], after: Sequence[str], write: Callable[[str], str]
) -> list[str]:
    """Return the written lines for new lines; unchanged lines stay as they are written.

    Args:
        pieces: the lines as they are written.
        before: the same lines as they are read.
        after: the new lines as they are read.
        write: returns how a new line is written.
    """
    if len(before) == len(after) and pieces:
        pairs = zip(pieces, before, after, strict=True)
        return [piece if old == new else write(new) for piece, old, new in pairs]
    found: list[str] = []
    for kind, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        found += pieces[start:end] if kind == "equal" else [write(line) for line in after[first:last]]
    return found


def with_ends_of(raw: str, new: str) -> str:
    """Return a new text with the line ends of the text that it replaces."""
    if "\r" not in raw:
        return new
    end = line_end(raw)
    pieces = lines_of(raw)
    before = [with_plain_ends(piece) for piece in pieces]
    return "".join(carry_over(pieces, before, lines_of(new), lambda line: line.replace("\n", end)))


def line_before(before: str, after: str, line: int) -> int:
    """Return the original line of a line of an edited text, or the one that it replaces."""
    old, new = before.split("\n"), after.split("\n")
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if first < line <= last:
            return start + line - first if kind == "equal" else min(start + line - first, max(end, start + 1))
    return min(line, len(old))


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """The value of a code cell's `source` in the text of a notebook.

    Args:
        start: index of its first character.
        end: index after its last character.
        value: the value: one string or a list of lines.
    """

    start: int
    end: int
    value: object


def source_spans(text: str) -> tuple[SourceSpan | None, ...]:
    """Return the source of each code cell of a notebook, None for a cell without one.

    Args:
        text: a notebook of nbformat 4, known to be valid JSON.
    """
    start = dict(_members(text, _after_space(text, 0)))["cells"]
    return tuple(
        _span(text, members["source"]) if "source" in members else None
        for members in map(dict, (_members(text, item) for item in _items(text, start)))
        if "cell_type" in members and _DECODER.raw_decode(text, members["cell_type"])[0] == "code"
    )


def code_sources(text: str) -> tuple[str, ...]:
    """Return the sources of all code cells, with newlines as line ends."""
    values = (span.value if span else "" for span in source_spans(text))
    return tuple(
        with_plain_ends("".join(value) if isinstance(value, list) else str(value)) for value in values
    )


def with_sources(text: str, sources: Mapping[int, str]) -> str:
    """Replace sources of code cells.

    Args:
        text: a notebook of nbformat 4, known to be valid JSON.
        sources: new sources with newlines as line ends, by the number of the code cell.

    Raises:
        MlscaffoldError: a cell has no source that could be replaced.
    """
    found = source_spans(text)
    for number in sorted(sources, reverse=True):
        span = found[number - 1]
        if span is None:
            what = f"cell {number} has no source that can be replaced"
            raise MlscaffoldError(what, hint="Open the notebook in Jupyter and save it again")
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
    """Return how a new source is written: as one string or as lines, with escapes as before."""
    tokens = _tokens(text, span)
    pieces = _pieces("".join(token[1:-1] for token in tokens))
    read = [_read(piece) for piece in pieces]
    end = line_end("".join(read))
    escape = text.isascii()

    def write(line: str) -> str:
        return json.dumps(line.replace("\n", end), ensure_ascii=escape)[1:-1]

    plain = [_whole(with_plain_ends(line)) for line in read]
    lines = carry_over(pieces, plain, lines_of(new), write)
    if not isinstance(span.value, list):
        return f'"{"".join(lines)}"'
    if len(tokens) == 1 and len(pieces) > 1:
        lines = ["".join(lines)]
    return _listed(text, span, [f'"{line}"' for line in lines])


def _tokens(text: str, span: SourceSpan) -> list[str]:
    """Return the strings of a source as they are written, quotes included."""
    if not isinstance(span.value, list):
        return [text[span.start : span.end]]
    return [text[start : _end(text, start)] for start in _items(text, span.start)]


def _pieces(written: str) -> list[str]:
    r"""Split a written string after each line end, written as `\n`, `\r` or a number."""
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
    """Return a line with lone surrogates replaced, as in the cells."""
    if line.isascii():
        return line
    return line.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _listed(text: str, span: SourceSpan, tokens: list[str]) -> str:
    """Return a list of strings with the spaces of the old list."""
    starts = list(_items(text, span.start))
    if not starts:
        return f"[{', '.join(tokens)}]"
    ends = [_end(text, start) for start in starts]
    first, last = text[span.start : starts[0]], text[ends[-1] : span.end]
    between = text[ends[0] : starts[1]] if len(starts) > 1 else "," + (first[1:] or " ")
    return first + between.join(tokens) + last if tokens else "[]"
