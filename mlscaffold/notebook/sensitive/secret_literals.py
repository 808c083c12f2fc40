"""The literals in Python code that contain secrets, and the code that replaces them."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from mlscaffold.notebook.sensitive.secret_names import is_secret, strength, words
from mlscaffold.notebook.sensitive.secret_patterns import known_secrets

Text = ast.Constant | ast.JoinedStr
Nodes = tuple[ast.AST, ...]
Pair = tuple[str, ast.expr, bool]
"""A name, its value, and whether the name may be a column's."""
_DEFAULTS = frozenset({"getenv", "get", "setdefault", "putenv", "setenv"})
_TOO_GENERAL = frozenset({"PWD", "PW", "PASS", "KEY", "TOKEN", "AUTH", "AUTHORIZATION", "BEARER"})
_BY_KIND = (
    ("AWS", "AWS_ACCESS_KEY_ID"),
    ("GitHub", "GITHUB_TOKEN"),
    ("GitLab", "GITLAB_TOKEN"),
    ("Slack", "SLACK_TOKEN"),
    ("Hugging", "HF_TOKEN"),
    ("Google", "GOOGLE_API_KEY"),
    ("Databricks", "DATABRICKS_TOKEN"),
    ("OpenAI", "OPENAI_API_KEY"),
    ("rivate", "PRIVATE_KEY"),
    ("password", "PASSWORD"),
)
_SEARCHED_ELSEWHERE = 8
"""Characters. A shorter secret is likely to be a part of other texts by chance."""


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
    """

    line: int
    column: int
    end_line: int
    end_column: int
    value: str
    kind: str
    variable: str
    replacement: str


@dataclass(frozen=True, slots=True)
class _Found:
    node: Text
    value: str
    kind: str
    name: str


def secret_literals(tree: ast.Module, known: Iterable[SecretLiteral] = ()) -> tuple[SecretLiteral, ...]:
    """Return the literals of a module that contain secrets, in order.

    Each secret has one variable of its own, in all cells: `known` are the literals of earlier ones.
    """
    variables = {literal.value: literal.variable for literal in known}
    nodes = tuple(ast.walk(tree))
    found = sorted(_all(nodes, frozenset(variables)), key=lambda one: (one.node.lineno, one.node.col_offset))
    for one in found:
        variables.setdefault(one.value, _free(one.name, one.kind, variables.values()))
    statements = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    by_node: dict[int, list[_Found]] = {}
    for one in found:
        by_node.setdefault(id(one.node), []).append(one)
    return tuple(_literal(group, variables, alone=node in statements) for node, group in by_node.items())


def _all(nodes: Nodes, known: frozenset[str]) -> Iterator[_Found]:
    """Yield each secret once: by its name, by its format, or because it is a repetition of another one."""
    pairs = tuple(_pairs(nodes))
    by_name = list(_by_name(pairs))
    yield from by_name
    visited = {id(one.node) for one in by_name}
    names = {id(value): name for name, value, _ in pairs}
    values = known | {one.value for one in by_name if len(one.value) >= _SEARCHED_ELSEWHERE}
    for node in _texts(nodes):
        if id(node) in visited:
            continue
        text = "".join(_parts(node))
        by_format = {value: kind for kind, value in known_secrets(text)}
        repeated = {value: "secret" for value in values if value in text}
        for value, kind in {**repeated, **by_format}.items():
            if not any(value != other and value in other for other in by_format):
                yield _Found(node, value, kind, names.get(id(node), ""))


def _by_name(pairs: Iterable[Pair]) -> Iterator[_Found]:
    for name, node, strict in pairs:
        kind = strength(name)
        value = _plain(node)
        if kind is None or value is None or not isinstance(node, ast.Constant):
            continue
        value = re.sub(r"^(?:Bearer|Basic|Token|token)\s+", "", value)
        if is_secret(value, kind, strict=strict):
            yield _Found(node, value, "password" if kind == "password" else "key", name)


def _plain(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Constant) and isinstance(node.value, bytes):
        return node.value.decode("utf-8", "replace")
    return None


def _texts(nodes: Nodes) -> Iterator[Text]:
    """Yield the texts that can be replaced; of an f-string only the whole."""
    inside: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            yield node
        elif isinstance(node, ast.Constant) and _plain(node) and id(node) not in inside:
            yield node


def _parts(node: Text) -> list[str]:
    if isinstance(node, ast.JoinedStr):
        return [_plain(part) or "\0" for part in node.values]
    return [_plain(node) or ""]


def _pairs(nodes: Nodes) -> Iterator[Pair]:
    """Yield the pairs of assignments, arguments, dicts, comparisons and defaults."""
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _assigned(target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            yield from _assigned(node.target, node.value)
        elif isinstance(node, ast.Call):
            yield from _passed(node)
        elif isinstance(node, ast.Dict):
            yield from (
                (_plain(key) or "", value, True)
                for key, value in zip(node.keys, node.values, strict=True)
                if key
            )
        elif isinstance(node, ast.Compare) and len(node.comparators) == 1:
            yield _name(node.left), node.comparators[0], True
        elif isinstance(node, ast.arguments):
            yield from _defaults(node)


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[Pair]:
    if isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield from _assigned(one, other)
    elif isinstance(target, ast.Subscript):
        yield _plain(target.slice) or "", value, _name(target.value) != "environ"
    else:
        yield _name(target), value, False


def _passed(node: ast.Call) -> Iterator[Pair]:
    function = _name(node.func)
    for keyword in node.keywords:
        yield keyword.arg or "", keyword.value, False
        if keyword.arg == "auth" and isinstance(keyword.value, ast.Tuple) and len(keyword.value.elts) == 2:
            yield "password", keyword.value.elts[1], False
    if function in _DEFAULTS and len(node.args) == 2:
        yield _plain(node.args[0]) or "", node.args[1], True
    if function in {"login", "HTTPBasicAuth", "HTTPDigestAuth", "basic_auth"} and len(node.args) == 2:
        yield "password", node.args[1], True


def _defaults(node: ast.arguments) -> Iterator[Pair]:
    positional = [*node.posonlyargs, *node.args]
    from_the_end = zip(positional[::-1], node.defaults[::-1], strict=False)
    for argument, value in (*from_the_end, *zip(node.kwonlyargs, node.kw_defaults, strict=True)):
        if value:
            yield argument.arg, value, False


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _free(name: str, kind: str, used: Iterable[str]) -> str:
    """Return an unused name for an environment variable."""
    wish = "_".join(words(name)).upper()
    if not wish.isascii() or wish in _TOO_GENERAL or strength(name) is None:
        wish = next((variable for part, variable in _BY_KIND if part in kind), "API_KEY")
    reserved = set(used)
    numbered = (f"{wish}_{number}" for number in count(2))  # the second of its name
    return wish if wish not in reserved else next(one for one in numbered if one not in reserved)


def _literal(group: list[_Found], variables: dict[str, str], *, alone: bool) -> SecretLiteral:
    node, first = group[0].node, group[0]
    secrets = {one.value: variables[one.value] for one in group}
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    replacement = _redacted(node, secrets) if alone else _expression(node, secrets)
    place = (node.lineno, node.col_offset, end_line, end_column)
    return SecretLiteral(*place, first.value, first.kind, variables[first.value], replacement)


def _expression(node: Text, secrets: dict[str, str]) -> str:
    """Return an expression that equals the text, with its secrets read from the environment."""
    if isinstance(node, ast.Constant) and _plain(node) in secrets:
        source = f'os.environ["{secrets[_plain(node) or ""]}"]'
    else:
        pieces: list[ast.expr] = []
        for part in node.values if isinstance(node, ast.JoinedStr) else [node]:
            text = _plain(part)
            pieces += [part] if text is None else _split(text, secrets)
        source = ast.unparse(ast.JoinedStr(pieces))
    is_bytes = isinstance(node, ast.Constant) and isinstance(node.value, bytes)
    return f"{source}.encode()" if is_bytes else source


def _split(text: str, secrets: dict[str, str]) -> list[ast.expr]:
    pattern = "|".join(re.escape(value) for value in sorted(secrets, key=len, reverse=True))
    pieces: list[ast.expr] = []
    for piece in re.split(f"({pattern})", text):
        if piece in secrets:
            read = ast.parse(f'os.environ["{secrets[piece]}"]', mode="eval").body
            pieces.append(ast.FormattedValue(read, -1))
        elif piece:
            pieces.append(ast.Constant(piece))
    return pieces


def _redacted(node: Text, secrets: dict[str, str]) -> str:
    """Return the text without its secrets, for a text that is a statement, such as a docstring."""
    source = ast.unparse(node)
    for value, variable in secrets.items():
        source = source.replace(repr(value)[1:-1], f"<{variable}>").replace(value, f"<{variable}>")
    return source
