"""How a text may contain a secret: as it is, escaped, quoted for a URL, in base64 or in hex; and its redaction."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from string import ascii_letters, digits

ENCODED_FROM = 8
"""Characters of a secret from which it is looked for in base64 and hex: encoded, a shorter one is found by chance."""
INSIDE_WORDS = 6
"""Characters. A shorter secret may also be a part of an ordinary word, so only whole words count."""
REPLACEMENT = "<secret>"


def redacted(text: str, values: Iterable[str], replacement: str = REPLACEMENT) -> str:
    """Return a text with some secrets replaced, however they are spelled.

    Args:
        text: the text.
        values: the secrets.
        replacement: the text that replaces them.
    """
    pattern = _pattern(frozenset(values))
    return pattern.sub(lambda _: replacement, text) if pattern else text


def finder(values: Iterable[str]) -> Callable[[str], bool]:
    """Return a function that returns whether a text contains one of some secrets, however it is spelled."""
    pattern = _pattern(frozenset(values))
    return (lambda text: pattern.search(text) is not None) if pattern else (lambda _: False)


def places_of(text: str, value: str, found: Callable[[str], Iterable[str]]) -> Iterator[tuple[int, int]]:
    """Yield where in a text a common word is a secret: in a URL `postgres` may be the scheme, the user and the password.

    Args:
        text: the text.
        value: the word.
        found: returns the secrets in a text.
    """
    for match in re.finditer(re.escape(value), text) if value in found(text) else ():
        without = f"{text[: match.start()]}\0{text[match.end() :]}"
        if value not in found(without):
            yield match.span()


def spellings(value: str) -> Iterator[str]:
    """Yield the spellings of a secret, most of them several times."""
    escaped = repr(f"'\"{value}")[
        4:-1
    ]  # with both kinds of quotes in it, so that repr escapes the single ones
    yield from (value, repr(value)[1:-1], escaped, escaped.replace('"', '\\"'))
    yield from (
        escaped.replace("\\'", "'").replace('"', '\\"'),
        html.escape(value),
        value.replace("\n", "\\n"),
    )
    yield from (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1])
    yield from (_quoted(value, "/"), _quoted(value), _quoted(value, " ").replace(" ", "+"))
    if len(value) >= ENCODED_FROM:
        content = value.encode("utf-8", "surrogatepass")
        yield from (content.hex(), content.hex().upper())
        yield from _in_base64(content)


def _quoted(value: str, safe: str = "") -> str:
    """Return a text as URLs have it: all but letters, digits, `_.-~` and the safe characters in percents."""
    kept = frozenset(f"{ascii_letters}{digits}_.-~{safe}")
    return "".join(
        letter
        if letter in kept
        else "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "surrogatepass"))
        for letter in value
    )


BITS, BYTE = 6, 8  # bits of a character of base64, and of a byte
GROUP = 3  # bytes that base64 encodes at a time


def _in_base64(content: bytes) -> Iterator[str]:
    """Yield what base64 makes of a content, wherever in a longer one it begins; its ends depend on what is around it."""
    for before in range(GROUP):
        encoded = base64.b64encode(b"\0" * before + content).decode()
        first = -(-before * BYTE // BITS)  # the first character with bits of the content only
        last = (before + len(content)) * BYTE // BITS
        core = encoded[first:last]
        yield from (core, core.replace("+", "-").replace("/", "_"))


@lru_cache(maxsize=64)  # a notebook has a few sets of secrets, one more with each file that a run reads
def _pattern(values: frozenset[str]) -> re.Pattern[str] | None:
    found = {spelling for value in values for spelling in spellings(value) if spelling}
    ordered = sorted(found, key=lambda text: (-len(text), text))
    return re.compile("|".join(map(_escaped, ordered))) if ordered else None


def _escaped(text: str) -> str:
    escaped = re.escape(text)
    return escaped if len(text) >= INSIDE_WORDS else rf"(?<!\w){escaped}(?!\w)"
