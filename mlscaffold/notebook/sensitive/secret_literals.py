"""The literals in Python code that contain secrets, and the code that replaces them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from mlscaffold.notebook.sensitive.folded_texts import Constants, FoldedText, constants_of, folded_texts
from mlscaffold.notebook.sensitive.named_values import Pair, named_values, plain
from mlscaffold.notebook.sensitive.secret_names import is_distinctive, is_secret, strength, words
from mlscaffold.notebook.sensitive.secret_patterns import cookie_secrets, known_secrets
from mlscaffold.notebook.sensitive.spellings import places_of
from mlscaffold.notebook.sensitive.text_secrets import secrets_in_settings

Nodes = tuple[ast.AST, ...]
_TOO_GENERAL = frozenset({"PWD", "PW", "PASS", "KEY", "TOKEN", "AUTH", "AUTHORIZATION", "BEARER"})
_BY_KIND = (
    ("aws", "AWS_ACCESS_KEY_ID"),
    ("github", "GITHUB_TOKEN"),
    ("gitlab", "GITLAB_TOKEN"),
    ("slack", "SLACK_TOKEN"),
    ("hugging", "HF_TOKEN"),
    ("google", "GOOGLE_API_KEY"),
    ("databricks", "DATABRICKS_TOKEN"),
    ("openai", "OPENAI_API_KEY"),
    ("json web token", "JWT"),
    ("private", "PRIVATE_KEY"),
    ("password", "PASSWORD"),
    ("cookie", "COOKIE"),
)
"""Parts of kinds, and the variable that such a secret usually has."""
_SERVICE = re.compile(r"[A-Z0-9][\w .]+ (?:keys?|tokens?|secret)", re.IGNORECASE)
_SEARCHED_ELSEWHERE = 8
"""Characters. A shorter secret is likely to be a part of other texts by chance."""
_PIECE = 6
"""Characters of a piece of a secret that is replaced: a prefix such as `ghp_` tells nothing without the rest."""


@dataclass(frozen=True, slots=True)
class SecretLiteral:
    """A literal that contains a secret.

    Args:
        line: line of its first character, from 1.
        column: column of its first character, from 0, in bytes of UTF-8 as `ast` counts.
        end_line: line of its last character.
        end_column: column after its last character.
        value: the secret, which may be a part of the literal.
        kind: what it is, such as `password` or `GitHub Token`.
        variable: the environment variable for it.
        replacement: the expression that replaces the literal.
        others: further secrets in it, each with its variable.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    value: str
    kind: str
    variable: str
    replacement: str
    others: tuple[tuple[str, str], ...] = ()

    @property
    def variables(self) -> dict[str, str]:
        """The variables of all secrets in the literal, by their values."""
        return {self.value: self.variable, **dict(self.others)}


@dataclass(frozen=True, slots=True)
class Hint:
    """A text that is known to be a secret.

    Args:
        value: the text.
        kind: what it is.
        line: the line of the literal that consists of it, 0 if it is a secret in each literal that contains it.
    """

    value: str
    kind: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class _Found:
    node: ast.expr
    value: str
    kind: str
    name: str


def secret_literals(
    tree: ast.Module,
    known: Iterable[SecretLiteral] = (),
    hints: Iterable[Hint] = (),
    constants: Constants | None = None,
) -> tuple[SecretLiteral, ...]:
    """Return the literals of a module that contain secrets, in order.

    Each secret has one variable of its own, in all cells: `known` are the literals of earlier ones.

    Args:
        tree: the module.
        known: secrets of earlier cells.
        hints: further texts that are secrets.
        constants: names of texts in other cells.
    """
    variables = {value: name for literal in known for value, name in literal.variables.items()}
    nodes = tuple(ast.walk(tree))
    folded = tuple(folded_texts(nodes, {**(constants or {}), **constants_of(nodes)}))
    repeated = [Hint(value, "secret") for value in variables if _is_repeated(value)]
    pieces = [hint for text in folded for hint in pieces_of(text)]
    found = list(_all(nodes, [*hints, *pieces, *repeated], {id(text.node): text for text in folded}))
    found.sort(key=lambda one: (one.node.lineno, one.node.col_offset))
    for one in found:
        variables.setdefault(one.value, _free(one.name, one.kind, variables.values()))
    statements = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    texts = {id(text.node): text.text for text in folded if text.inside and not text.decoded}
    by_node: dict[int, list[_Found]] = {}
    for one in found:
        by_node.setdefault(id(one.node), []).append(one)
    return tuple(
        _literal(group, variables, texts.get(node), alone=node in statements)
        for node, group in by_node.items()
    )


def pieces_of(text: FoldedText) -> Iterator[Hint]:
    """Yield the literals that make up a secret with others, unless the whole expression is one."""
    if not text.inside or text.decoded:
        for kind, value in known_secrets(text.text):
            yield from (Hint(piece, kind) for piece in text.pieces(value) if len(piece) >= _PIECE)


def _is_repeated(value: str) -> bool:
    return len(value) >= _SEARCHED_ELSEWHERE and is_distinctive(value)


def _all(nodes: Nodes, hints: Sequence[Hint], folded: Mapping[int, FoldedText]) -> Iterator[_Found]:
    """Yield each secret once: by its name, by its format, or because it is a repetition of another one."""
    pairs = tuple(named_values(nodes))
    by_name = list(_by_name(pairs, folded))
    yield from by_name
    visited = {id(one.node) for one in by_name}
    names = {id(value): name for name, value, _ in pairs}
    common = {hint.value for hint in hints if hint.line} - {one.value for one in by_name}
    own = [Hint(one.value, one.kind) for one in by_name if _is_repeated(one.value)]
    inside = {
        id(part)
        for text in folded.values()
        if text.inside and not text.decoded
        for part in ast.walk(text.node)
    }
    for node, text in _texts(nodes, folded, inside):
        if id(node) not in visited:
            found = {value: kind for kind, value in known_secrets(text)} | dict(secrets_in_settings(text))
            found |= {hint.value: hint.kind for hint in (*hints, *own) if _applies(hint, node, text, common)}
            for value, kind in found.items():
                if not any(value != other and value in other for other in found):
                    yield _Found(node, value, kind, names.get(id(node), ""))


def _applies(hint: Hint, node: ast.expr, text: str, common: set[str]) -> bool:
    """Return whether a hint is about a text; a common word is meant only where nothing else tells which one it is."""
    if hint.line:
        return hint.value == text and node.lineno == hint.line and hint.value in common
    return hint.value in text


def _by_name(pairs: Iterable[Pair], folded: Mapping[int, FoldedText]) -> Iterator[_Found]:
    for name, node, strict in pairs:
        kind, assembled = strength(name), folded.get(id(node))
        value = plain(node)
        if assembled and assembled.inside and not assembled.decoded:
            value = assembled.text
        if value is None:
            continue
        if "cookie" in name.lower():
            yield from (_Found(node, found, "cookie", name) for found in cookie_secrets(value))
        value = re.sub(r"^(?:Bearer|Basic|Token|token)\s+", "", value)
        if kind and is_secret(value, kind, strict=strict):
            yield _Found(node, value, "password" if kind == "password" else "key", name)


def _texts(
    nodes: Nodes, folded: Mapping[int, FoldedText], inside: set[int]
) -> Iterator[tuple[ast.expr, str]]:
    """Yield the texts that can be replaced; of an f-string and of a sum only the whole."""
    parts: set[int] = set()
    for node in nodes:
        assembled = folded.get(id(node))
        if assembled and assembled.inside and not assembled.decoded:
            yield assembled.node, assembled.text
        elif id(node) in inside or id(node) in parts:
            continue
        elif isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
            yield node, "".join(plain(part) or "\0" for part in node.values)
        elif isinstance(node, ast.Constant) and (text := plain(node)):
            yield node, text


def _free(name: str, kind: str, used: Iterable[str]) -> str:
    """Return an unused name for an environment variable."""
    wish = "_".join(words(name)).upper()
    if not wish.isascii() or wish in _TOO_GENERAL or strength(name) is None:
        wish = _of_kind(kind)
    reserved = set(used)
    numbered = (f"{wish}_{number}" for number in count(2))  # the second of its name
    return wish if wish not in reserved else next(one for one in numbered if one not in reserved)


def _of_kind(kind: str) -> str:
    """Return the usual variable for a kind of secret, such as `TWILIO_API_KEY`."""
    usual = next((variable for part, variable in _BY_KIND if part in kind.lower()), "")
    named = "_".join(words(kind)).upper() if _SERVICE.fullmatch(kind) else "API_KEY"
    return usual or named


def _literal(
    group: list[_Found], variables: dict[str, str], assembled: str | None, *, alone: bool
) -> SecretLiteral:
    node, first = group[0].node, group[0]
    secrets = {one.value: variables[one.value] for one in group}
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    replacement = _redacted(node, secrets) if alone else _expression(node, secrets, assembled)
    place = (node.lineno, node.col_offset, end_line, end_column)
    others = tuple((value, name) for value, name in secrets.items() if value != first.value)
    return SecretLiteral(*place, first.value, first.kind, variables[first.value], replacement, others)


def _expression(node: ast.expr, secrets: dict[str, str], assembled: str | None) -> str:
    """Return an expression that equals the text, with its secrets read from the environment."""
    whole = plain(node) if assembled is None else assembled
    if whole in secrets:
        source = f'os.environ["{secrets[whole]}"]'
    else:
        pieces: list[ast.expr] = []
        for part in node.values if isinstance(node, ast.JoinedStr) and assembled is None else [node]:
            text = plain(part) if assembled is None else assembled
            pieces += [part] if text is None else _split(text, secrets)
        source = ast.unparse(ast.JoinedStr(pieces))
    is_bytes = isinstance(node, ast.Constant) and isinstance(node.value, bytes)
    return f"{source}.encode()" if is_bytes else source


def _split(text: str, secrets: dict[str, str]) -> list[ast.expr]:
    pieces: list[ast.expr] = []
    last = 0
    for start, end in _spans(text, secrets):
        read = ast.parse(f'os.environ["{secrets[text[start:end]]}"]', mode="eval").body
        pieces += [ast.Constant(text[last:start])] if last < start else []
        pieces.append(ast.FormattedValue(read, -1))
        last = end
    return [*pieces, ast.Constant(text[last:])] if text[last:] else pieces


def _spans(text: str, secrets: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where the secrets in a text begin and end, in order; of two that overlap the longer one."""
    found: list[tuple[int, int]] = []
    for value in sorted(secrets, key=len, reverse=True):
        everywhere = [match.span() for match in re.finditer(re.escape(value), text)]
        meant = () if is_distinctive(value) else places_of(text, value, _values)
        spans = list(meant) or everywhere
        found += [(a, b) for a, b in spans if all(b <= start or end <= a for start, end in found)]
    yield from sorted(found)


def _values(text: str) -> set[str]:
    return {value for _, value in known_secrets(text)} | {value for value, _ in secrets_in_settings(text)}


def _redacted(node: ast.expr, secrets: dict[str, str]) -> str:
    """Return the text without its secrets, for a text that is a statement, such as a docstring."""
    source = ast.unparse(node)
    for value, variable in secrets.items():
        source = source.replace(repr(value)[1:-1], f"<{variable}>").replace(value, f"<{variable}>")
    return source
