"""Finds and hides the secrets in a notebook's text: passwords, keys and tokens."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlscaffold.notebook.secret_literals import SecretLiteral, secret_literals
from mlscaffold.notebook.secret_names import WORDS, is_secret, strength
from mlscaffold.notebook.secret_shapes import ANCHORS, shapes

__all__ = ["Secret", "SecretLiteral", "find_secrets", "redact", "secret_literals"]

_KEYWORD = r"passw(?:or)?d|passwd|passphrase|pwd|contraseña|secret|key|token|credential"
_GIVEN = re.compile(
    rf"(?<![\w.-])(?P<name>[\w.-]*?(?:{_KEYWORD})\w*)(?:['\"\]]{{0,2}}\s*(?::=|=>|==|=|:)\s*|(?<=-)\s+)"
    r"(?:(?P<quote>['\"`])(?P<quoted>[^'\"`\n]+)(?P=quote)|(?:Bearer )?(?P<bare>[^\s'\"`,;)<>]+))",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:passwords?|passwd|pwd|passphrase|api[ _-]key)\b[^\n`'\"=:]{0,40}[:=]?\s*([`'\"])(?P<value>[^\s`'\"]{6,})\1",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"#[^\n]*")


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that stands in a text.

    Args:
        value: the secret itself.
        kind: what it is, such as `password` or `GitHub Token`.
        line: line of the text, counted from 1.
    """

    value: str
    kind: str
    line: int


def find_secrets(text: str, *, python: bool) -> tuple[Secret, ...]:
    """Return the secrets in a text.

    Args:
        text: a cell's source, or any other text: markdown, an output, a file.
        python: whether it is Python code; names of variables and arguments tell more than words of a text.

    Returns:
        Each secret once, at the first line where it stands, in order.
    """
    if not may_hold_secrets(text):
        return ()
    found: dict[str, str] = {}
    for value, kind in [*_of_python(text), *_by_look(text)] if python else [*_of_text(text), *_by_look(text)]:
        found.setdefault(value, kind)
    inner = {value for value in found if any(value != other and value in other for other in found)}
    secrets = (Secret(value, kind, _line(text, value)) for value, kind in found.items() if value not in inner)
    return tuple(sorted(secrets, key=lambda secret: (secret.line, secret.value)))


def may_hold_secrets(text: str) -> bool:
    """Tell whether it is worth looking for secrets in a text; quick."""
    return "://" in text or _has_words(text) or any(anchor in text for anchor in ANCHORS)


def redact(text: str, secrets: Iterable[Secret | SecretLiteral], replacement: str = "<secret>") -> str:
    """Return a text without the secrets.

    Args:
        text: any text.
        secrets: what must not stand in it.
        replacement: what stands there instead.

    Returns:
        The text, each secret replaced, also where quotes and line breaks in it are escaped.
    """
    values = {form for secret in secrets for form in (secret.value, repr(secret.value)[1:-1]) if form}
    for value in sorted(values, key=lambda form: (-len(form), form)):
        pattern = re.escape(value) if len(value) >= 6 else rf"(?<!\w){re.escape(value)}(?!\w)"
        text = re.sub(pattern, lambda _: replacement, text)
    return text


def _has_words(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in WORDS)


def _of_python(text: str) -> Iterator[tuple[str, str]]:
    if not any(_has_words(line) for line in text.splitlines() if "'" in line or '"' in line):
        return
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        yield from _of_text(text)
        return
    yield from ((literal.value, literal.kind) for literal in secret_literals(tree))
    for comment in _COMMENT.findall(text):
        yield from _of_text(comment)


def _by_look(text: str) -> Iterator[tuple[str, str]]:
    yield from ((value, kind) for kind, value in shapes(text))


def _of_text(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if _has_words(line):
            yield from _of_line(line)


def _of_line(line: str) -> Iterator[tuple[str, str]]:
    for given in _GIVEN.finditer(line):
        kind = strength(given["name"])
        value = given["quoted"] or given["bare"]
        if kind and is_secret(value, kind if given["quoted"] or kind == "password" else "weak", strict=True):
            yield value, "password" if kind == "password" else "key"
    for said in _SAID.finditer(line):
        if is_secret(said["value"], "key", strict=True) and re.search(r"\d", said["value"]):
            yield said["value"], "password"


def _line(text: str, value: str) -> int:
    forms = (text.find(form) for form in (value, repr(value)[1:-1]))
    return text.count("\n", 0, max(0, next((place for place in forms if place >= 0), 0))) + 1
