"""Keys and tokens in the formats of token_formats.tsv, which a script writes from the rules of a maintained detector."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

ENCODED = re.compile(r"[A-Za-z0-9+/=]{2000,}")
"""An encoded image or file: no key has that many characters without a dot, a hyphen or an underscore."""


@dataclass(frozen=True, slots=True)
class TokenFormat:
    """The format of a service's keys.

    Args:
        kind: what it is, such as `GitHub Classic Token`.
        anchors: fixed texts of which each key has one: quicker to search for than the pattern.
        pattern: the regular expression whose group `value` is the key.
    """

    kind: str
    anchors: tuple[str, ...]
    pattern: str


@cache
def token_formats() -> tuple[TokenFormat, ...]:
    """Return the formats of the table."""
    text = files("mlscaffold.notebook.sensitive").joinpath("token_formats.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple(TokenFormat(kind, tuple(anchors.split()), pattern) for kind, anchors, pattern in rows)


@cache
def anchors() -> tuple[str, ...]:
    """Return the fixed texts of all formats."""
    return tuple(dict.fromkeys(anchor for one in token_formats() for anchor in one.anchors))


def formatted_tokens(text: str, fixed: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield kind and text of what has the format of a service's key.

    Args:
        text: the text.
        fixed: the fixed texts that it may have.
    """
    short = ENCODED.sub(" ", text)
    for one in token_formats():
        if any(anchor in fixed and anchor in short for anchor in one.anchors):
            yield from ((one.kind, match["value"]) for match in _compiled(one.pattern).finditer(short))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
