"""Secrets in text by the words before them: `password: …`, options of commands, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mlscaffold.notebook.sensitive.secret_names import HINTS, is_secret, strength

_KEYWORD = (
    r"passw(?:or)?d|passwd|passphrase|pwd|pw|contraseña|secret|key|token|credential|auth(?:orization)?|bearer"
)
_ASSIGNED = re.compile(
    rf"(?<![\w.-])(?P<name>[\w.-]*?(?:{_KEYWORD})\w*)['\"\]]{{0,2}}\s*(?::=|=>|==|=|:)\s*"
    r"(?:(?P<quote>['\"`])(?P<quoted>[^'\"`\n]+)(?P=quote)|(?:Bearer )?(?P<bare>[^\s'\"`,;)<>]+))",
    re.IGNORECASE,
)
_OPTION = re.compile(
    rf"(?<!\S)--?(?P<name>[\w-]*?(?:{_KEYWORD})[\w-]*)\s+(?P<bare>[^\s'\"-][^\s'\"]+)", re.IGNORECASE
)
# A sentence such as: the password is "hunter2x". Up to 40 characters between name and value: a clause, not a paragraph;
# 6 or more in the value: see SHORTEST_PASSWORD_IN_TEXT.
_SENTENCE = re.compile(
    r"\b(?:passwords?|passwd|pwd|passphrase|api[ _-]key)\b[^\n`'\"=:]{0,40}[:=]?\s*([`'\"])(?P<value>[^\s`'\"]{6,})\1",
    re.IGNORECASE,
)
_LINES = re.compile(r"\n|[{,]\s*['\"][\w.-]+['\"]\s*:")
"""What a text with the settings of a program has: several lines, or pairs of JSON."""


def has_hint(text: str) -> bool:
    """Return whether a text contains a word of the names of secrets."""
    lower = text.lower()
    return any(hint in lower for hint in HINTS)


def hints_in(text: str) -> tuple[str, ...]:
    """Return the words of the names of secrets that a text contains; its lines contain no others."""
    lower = text.lower()
    return tuple(hint for hint in HINTS if hint in lower)


def hinted(text: str, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield number, from 1, and text of the lines of a text that contain a word of the names of secrets."""
    hints = hints_in(text)
    for number, line in enumerate(lines if hints else (), start=1):
        lower = line.lower()
        if any(hint in lower for hint in hints):
            yield number, line


def secrets_in_settings(text: str) -> Iterator[tuple[str, str]]:
    """Yield value and kind of the secrets in a text if it has the form of a file of settings: JSON, YAML, `.env`."""
    if _LINES.search(text) or _ASSIGNED.match(text):
        yield from secrets_in_text(text)


def secrets_in_text(text: str, *, weak: bool = True) -> Iterator[tuple[str, str]]:
    """Yield value and kind of the secrets in a text.

    Args:
        text: the text.
        weak: whether names such as `key` and `token`, which data have too, say that a random text is a secret.
    """
    for _, line in hinted(text, text.splitlines()):
        yield from _of_line(line, weak)


def _of_line(line: str, weak: bool) -> Iterator[tuple[str, str]]:
    for match in (*_ASSIGNED.finditer(line), *_OPTION.finditer(line)):
        kind = strength(match["name"])
        quoted = match.groupdict().get("quoted")
        value = quoted or match["bare"]
        if (
            kind
            and (weak or kind != "weak")
            and is_secret(value, kind if quoted or kind == "password" else "weak", strict=True)
        ):
            yield value, "password" if kind == "password" else "key"
    for match in _SENTENCE.finditer(line):
        if is_secret(match["value"], "key", strict=True) and re.search(r"\d", match["value"]):
            yield match["value"], "password"
