"""Find and redact the secrets in a notebook's text: passwords, keys and tokens."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from mlscaffold.notebook.sensitive.secret_literals import SecretLiteral, secret_literals
from mlscaffold.notebook.sensitive.secret_names import HINTS, is_secret, strength
from mlscaffold.notebook.sensitive.secret_patterns import known_secrets, may_hold_known
from mlscaffold.notebook.sensitive.spellings import finder, redacted, spellings

_KEYWORD = (
    r"passw(?:or)?d|passwd|passphrase|pwd|contraseña|secret|key|token|credential|auth(?:orization)?|bearer"
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
_COMMAND = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
_COMMENT = re.compile(r"#[^\n]*")


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret in a text, its kind, such as `password` or `GitHub Token`, and its line, from 1."""

    value: str
    kind: str
    line: int


def find_secrets(text: str, *, python: bool, parsed: Sequence[ast.stmt] | None = None) -> tuple[Secret, ...]:
    """Return the secrets in a text, each once, at its first line, in order.

    Args:
        text: a cell's source, or any other text: markdown, an output, a file.
        python: whether it is Python code; names of variables and arguments say more than words of a text.
        parsed: the statements of that code, if it has been parsed already.
    """
    if not may_hold_secrets(text):
        return ()
    found: dict[str, str] = {}
    by_format = ((value, kind) for kind, value in known_secrets(text))
    for value, kind in [*(_of_python(text, parsed) if python else _of_text(text)), *by_format]:
        found.setdefault(value, kind)
    whole = {value: kind for value, kind in found.items() if not _only_inside(value, found, text)}
    secrets = (Secret(value, kind, _line(text, value)) for value, kind in whole.items())
    return tuple(sorted(secrets, key=lambda secret: (secret.line, secret.value)))


def may_hold_secrets(text: str) -> bool:
    """Return whether a text may contain secrets: a quick test before the search."""
    return _has_hint(text) or may_hold_known(text)


def redact(text: str, secrets: Iterable[Secret | SecretLiteral], replacement: str = "<secret>") -> str:
    """Return a text with its secrets replaced, however they are spelled: escaped, quoted for a URL, in base64."""
    return redacted(text, (secret.value for secret in secrets if secret.value), replacement)


def secret_finder(secrets: Iterable[Secret | SecretLiteral]) -> Callable[[str], bool]:
    """Return a function that returns whether a text holds one of some secrets, or another one that is recognised.

    Args:
        secrets: the known secrets.
    """
    is_known = finder(secret.value for secret in secrets)

    def holds_secret(text: str) -> bool:
        return is_known(text) or (may_hold_secrets(text) and bool(find_secrets(text, python=False)))

    return holds_secret


def _has_hint(text: str) -> bool:
    lower = text.lower()
    return any(hint in lower for hint in HINTS)


def _only_inside(value: str, found: Iterable[str], text: str) -> bool:
    """Return whether a secret occurs only inside longer ones."""
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
    """Yield the lines that have a quote and a word such as `key`; the others cannot contain a secret."""
    for number, line in enumerate(code.split("\n"), start=1):
        if ("'" in line or '"' in line) and _has_hint(line):
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
    lines: list[int] = [statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", []))]
    return min(lines)


def _of_text(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if _has_hint(line):
            yield from _of_line(line)


def _of_line(line: str) -> Iterator[tuple[str, str]]:
    for match in (*_ASSIGNED.finditer(line), *_OPTION.finditer(line)):
        kind = strength(match["name"])
        quoted = match.groupdict().get("quoted")
        value = quoted or match["bare"]
        if kind and is_secret(value, kind if quoted or kind == "password" else "weak", strict=True):
            yield value, "password" if kind == "password" else "key"
    for match in _SENTENCE.finditer(line):
        if is_secret(match["value"], "key", strict=True) and re.search(r"\d", match["value"]):
            yield match["value"], "password"


def _line(text: str, value: str) -> int:
    places = (text.find(spelling) for spelling in spellings(value))
    return text.count("\n", 0, max(0, next((place for place in places if place >= 0), 0))) + 1
