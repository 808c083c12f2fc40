"""Finds and hides the secrets in a notebook's text: passwords, keys and tokens."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mlscaffold.notebook.sensitive.secret_literals import SecretLiteral, secret_literals
from mlscaffold.notebook.sensitive.secret_names import WORDS, is_secret, strength
from mlscaffold.notebook.sensitive.secret_shapes import ANCHORS, shapes

__all__ = ["Secret", "SecretLiteral", "find_secrets", "redact", "secret_literals"]

_KEYWORD = (
    r"passw(?:or)?d|passwd|passphrase|pwd|contraseña|secret|key|token|credential|auth(?:orization)?|bearer"
)
_GIVEN = re.compile(
    rf"(?<![\w.-])(?P<name>[\w.-]*?(?:{_KEYWORD})\w*)['\"\]]{{0,2}}\s*(?::=|=>|==|=|:)\s*"
    r"(?:(?P<quote>['\"`])(?P<quoted>[^'\"`\n]+)(?P=quote)|(?:Bearer )?(?P<bare>[^\s'\"`,;)<>]+))",
    re.IGNORECASE,
)
_OPTION = re.compile(
    rf"(?<!\S)--?(?P<name>[\w-]*?(?:{_KEYWORD})[\w-]*)\s+(?P<bare>[^\s'\"-][^\s'\"]+)", re.IGNORECASE
)
_SAID = re.compile(
    r"\b(?:passwords?|passwd|pwd|passphrase|api[ _-]key)\b[^\n`'\"=:]{0,40}[:=]?\s*([`'\"])(?P<value>[^\s`'\"]{6,})\1",
    re.IGNORECASE,
)
_COMMAND = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
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


def find_secrets(text: str, *, python: bool, parsed: Sequence[ast.stmt] | None = None) -> tuple[Secret, ...]:
    """Return the secrets in a text.

    Args:
        text: a cell's source, or any other text: markdown, an output, a file.
        python: whether it is Python code; names of variables and arguments tell more than words of a text.
        parsed: the statements of that code, where somebody has parsed it already.

    Returns:
        Each secret once, at the first line where it stands, in order.
    """
    if not may_hold_secrets(text):
        return ()
    found: dict[str, str] = {}
    for value, kind in (
        [*_of_python(text, parsed), *_by_look(text)] if python else [*_of_text(text), *_by_look(text)]
    ):
        found.setdefault(value, kind)
    whole = {value: kind for value, kind in found.items() if not _only_inside(value, found, text)}
    secrets = (Secret(value, kind, _line(text, value)) for value, kind in whole.items())
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
    values = {form for secret in secrets for form in _forms(secret.value) if form}
    for value in sorted(values, key=lambda form: (-len(form), form)):
        pattern = re.escape(value) if len(value) >= 6 else rf"(?<!\w){re.escape(value)}(?!\w)"
        text = re.sub(pattern, lambda _: replacement, text)
    return text


def _has_words(text: str) -> bool:
    lower = text.lower()
    return any(word in lower for word in WORDS)


def _forms(value: str) -> tuple[str, ...]:
    """Return the ways in which a text is written in code."""
    escaped = repr(f"'\"{value}")[4:-1]
    return (
        value,
        repr(value)[1:-1],
        escaped,
        escaped.replace('"', '\\"'),
        escaped.replace("\\'", "'").replace('"', '\\"'),
    )


def _only_inside(value: str, found: Iterable[str], text: str) -> bool:
    """Tell whether a secret stands only inside longer ones."""
    longer = [other for other in found if value != other and value in other]
    for other in longer:
        text = text.replace(other, "")
    return bool(longer) and value not in text


def _of_python(text: str, parsed: Sequence[ast.stmt] | None) -> Iterator[tuple[str, str]]:
    commands = [line for line in text.splitlines() if line.lstrip().startswith(("%", "!"))]
    yield from _of_text("\n".join(commands))
    if "'" in text or '"' in text:
        code = _COMMAND.sub(r"\1pass", text)
        lines = frozenset(_likely_lines(code))
        known = parsed if code == text else None
        yield from _of_code(code, lines, known) if lines else ()


def _likely_lines(code: str) -> Iterator[int]:
    """Give the lines that have a quote and a word such as `key`; the rest is not worth the time."""
    for number, line in enumerate(code.split("\n"), start=1):
        if ("'" in line or '"' in line) and _has_words(line):
            yield number


def _of_code(
    code: str, lines: frozenset[int], parsed: Sequence[ast.stmt] | None
) -> Iterator[tuple[str, str]]:
    try:
        statements = ast.parse(code).body if parsed is None else parsed
    except (SyntaxError, ValueError):
        yield from _of_text(code)
        return
    body = [one for one in statements if not lines.isdisjoint(range(_begin(one), (one.end_lineno or 0) + 1))]
    tree = ast.Module(body, [])
    yield from ((literal.value, literal.kind) for literal in secret_literals(tree))
    for comment in _COMMENT.findall(code):
        yield from _of_text(comment)
    for statement in ast.walk(tree):
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            yield from _of_text(str(statement.value.value))


def _begin(statement: ast.stmt) -> int:
    """Return the first line of a statement, its decorators included."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(one.lineno for one in decorators)])


def _by_look(text: str) -> Iterator[tuple[str, str]]:
    yield from ((value, kind) for kind, value in shapes(text))


def _of_text(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if _has_words(line):
            yield from _of_line(line)


def _of_line(line: str) -> Iterator[tuple[str, str]]:
    for given in (*_GIVEN.finditer(line), *_OPTION.finditer(line)):
        kind = strength(given["name"])
        quoted = given.groupdict().get("quoted")
        value = quoted or given["bare"]
        if kind and is_secret(value, kind if quoted or kind == "password" else "weak", strict=True):
            yield value, "password" if kind == "password" else "key"
    for said in _SAID.finditer(line):
        if is_secret(said["value"], "key", strict=True) and re.search(r"\d", said["value"]):
            yield said["value"], "password"


def _line(text: str, value: str) -> int:
    forms = (text.find(form) for form in _forms(value))
    return text.count("\n", 0, max(0, next((place for place in forms if place >= 0), 0))) + 1
