"""Find and redact the secrets in a notebook's text: passwords, keys and tokens."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from mlscaffold.notebook.sensitive.secret_literals import SecretLiteral, secret_literals
from mlscaffold.notebook.sensitive.secret_patterns import (
    fixed_texts_in,
    has_long_run,
    known_secrets,
    may_hold_known,
)
from mlscaffold.notebook.sensitive.spellings import finder, redacted, spellings
from mlscaffold.notebook.sensitive.text_secrets import has_hint, hinted, secrets_in_text

_OTHER_LANGUAGE = re.compile(r"\s*%%(?!time\b|timeit\b|capture\b|prun\b|memit\b|python)\w")
"""A cell magic whose cell is no Python, such as `%%bash` and `%%writefile`."""
_COMMAND = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
_COMMENT = re.compile(r"#[^\n]*")


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret in a text, its kind, such as `password` or `GitHub Token`, and its line, from 1."""

    value: str
    kind: str
    line: int


def find_secrets(
    text: str,
    *,
    python: bool,
    parsed: Sequence[ast.stmt] | None = None,
    among: Iterable[str] | None = None,
) -> tuple[Secret, ...]:
    """Return the secrets in a text, each once, at its first line, in order.

    Args:
        text: a cell's source, or any other text: markdown, an output, a file.
        python: whether it is Python code; names of variables and arguments say more than words of a text.
        parsed: the statements of that code, if it has been parsed already.
        among: what `fixed_texts_in` has found in a text of which this is a part, such as all cells of a file.
    """
    fixed = fixed_texts_in(text, among)
    if not fixed and not has_hint(text) and not has_long_run(text):
        return ()
    found: dict[str, str] = {}
    by_format = ((value, kind) for kind, value in known_secrets(text, fixed))
    for value, kind in [*(_of_python(text, parsed) if python else secrets_in_text(text)), *by_format]:
        found.setdefault(value, kind)
    whole = {value: kind for value, kind in found.items() if not _only_inside(value, found, text)}
    secrets = (Secret(value, kind, _line(text, value)) for value, kind in whole.items())
    return tuple(sorted(secrets, key=lambda secret: (secret.line, secret.value)))


def may_hold_secrets(text: str) -> bool:
    """Return whether a text may contain secrets: a quick test before the search."""
    return has_hint(text) or may_hold_known(text)


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


def _only_inside(value: str, found: Iterable[str], text: str) -> bool:
    """Return whether a secret occurs only inside longer ones."""
    longer = [other for other in found if value != other and value in other]
    for other in longer:
        text = text.replace(other, "")
    return bool(longer) and value not in text


def _of_python(text: str, parsed: Sequence[ast.stmt] | None) -> Iterator[tuple[str, str]]:
    other = _OTHER_LANGUAGE.match(text)
    commands = [line for line in text.splitlines() if other or line.lstrip().startswith(("%", "!"))]
    yield from secrets_in_text("\n".join(commands))
    if "'" in text or '"' in text:
        code = _COMMAND.sub(r"\1pass", text)
        lines = frozenset(_likely_lines(code))
        known = parsed if code == text else None
        yield from _of_code(code, lines, known) if lines else ()


def _likely_lines(code: str) -> Iterator[int]:
    """Yield the lines that have a quote and a word such as `key`; the others cannot contain a secret."""
    for number, line in hinted(code, code.split("\n")):
        if "'" in line or '"' in line:
            yield number


def _of_code(
    code: str, lines: frozenset[int], parsed: Sequence[ast.stmt] | None
) -> Iterator[tuple[str, str]]:
    try:
        statements = ast.parse(code).body if parsed is None else parsed
    except (SyntaxError, ValueError):
        yield from secrets_in_text(code)
        return
    body = [one for one in statements if not lines.isdisjoint(range(_begin(one), (one.end_lineno or 0) + 1))]
    tree = ast.Module(body, [])
    yield from ((literal.value, literal.kind) for literal in secret_literals(tree))
    for comment in _COMMENT.findall(code):
        yield from secrets_in_text(comment)
    for statement in ast.walk(tree):
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            yield from secrets_in_text(str(statement.value.value))


def _begin(statement: ast.stmt) -> int:
    """Return the first line of a statement, its decorators included."""
    lines: list[int] = [statement.lineno, *(one.lineno for one in getattr(statement, "decorator_list", []))]
    return min(lines)


def _line(text: str, value: str) -> int:
    """Return the first line with a value: where it is all of a literal, else anywhere."""
    quoted = (text.find(f"{quote}{value}{quote}") for quote in "'\"")
    places = (*quoted, *(text.find(spelling) for spelling in spellings(value)))
    return text.count("\n", 0, max(0, next((place for place in places if place >= 0), 0))) + 1
