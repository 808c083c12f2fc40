"""The names that code gives to values: of variables, arguments, keys, functions; they say which value is a secret."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from mlscaffold.notebook.sensitive.secret_names import strength, words

Pair = tuple[str, ast.expr, bool]
"""A name, its value, and whether the name may be a column's."""
_LOGINS = frozenset({"login", "HTTPBasicAuth", "HTTPDigestAuth", "basic_auth"})
_PAIRS = frozenset({"auth", "credentials", "creds", "login"})
"""Words in names of pairs of a user and a password."""
_TAKE_SECRETS = frozenset(
    "auth login authenticate token key secret credential credentials oauth fernet bearer".split()
)
"""Words in names of functions whose arguments are secrets if they look random."""
_POSITIONS = {
    ("jwt", "encode"): 1,
    ("jwt", "decode"): 1,
    ("hmac", "new"): 0,
    ("keyring", "set_password"): 2,
    ("URL", "create"): 2,
    **dict.fromkeys(
        [("", "FTP"), ("ftplib", "FTP"), ("pymysql", "connect"), ("MySQLdb", "connect"), ("", "Imap")], 2
    ),
}
"""Arguments without names that are secrets, by the object and the method."""


def plain(node: ast.expr) -> str | None:
    """Return the text of a literal, None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Constant) and isinstance(node.value, bytes):
        return node.value.decode("utf-8", "replace")
    return None


def named_values(nodes: Iterable[ast.AST]) -> Iterator[Pair]:
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
                (plain(key) or "", value, True)
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
        yield plain(target.slice) or "", value, _name(target.value) != "environ"
    else:
        name = _name(target)
        yield name, value, False
        if kind := strength(name):
            yield from ((name, leaf, True) for leaf in _leaves(value, containers=kind != "weak"))
        if isinstance(value, ast.Tuple) and len(value.elts) == 2 and _PAIRS.intersection(words(name)):
            yield "password", value.elts[1], True


def _leaves(value: ast.expr, *, containers: bool) -> Iterator[ast.expr]:
    """Yield the values of a choice, and those of a container, whose name may be that of data, if they are wanted."""
    parts: list[ast.expr] = []
    if isinstance(value, ast.IfExp):
        parts = [value.body, value.orelse]
    elif isinstance(value, ast.BoolOp):
        parts = value.values
    elif not containers:
        return
    elif isinstance(value, ast.List | ast.Tuple | ast.Set):
        parts = value.elts
    elif isinstance(value, ast.Dict):
        parts = value.values
    elif isinstance(value, ast.Subscript):
        parts = [value.value]
    for part in parts:
        yield from (part, *_leaves(part, containers=containers))


def _passed(node: ast.Call) -> Iterator[Pair]:
    function, receiver = _name(node.func), _receiver(node.func)
    for keyword in node.keywords:
        yield keyword.arg or "", keyword.value, False
        if keyword.arg == "auth" and isinstance(keyword.value, ast.Tuple) and len(keyword.value.elts) == 2:
            yield "password", keyword.value.elts[1], False
        if keyword.arg == "cookies" and isinstance(keyword.value, ast.Dict):
            yield from (("session_token", value, True) for value in keyword.value.values)
    texts = [plain(argument) or "" for argument in node.args]
    named = [text if strength(text) else "" for text in texts]
    yield from ((name, value, True) for name, value in zip(named, node.args[1:], strict=False))
    defaults = [keyword.value for keyword in node.keywords if keyword.arg in ("default", "value")]
    yield from ((name, value, True) for name in named for value in defaults)
    if function in _LOGINS and len(node.args) == 2:
        yield "password", node.args[1], True
    position = _POSITIONS.get((receiver, function), len(node.args))
    yield from (("password", value, True) for value in node.args[position : position + 1])
    if _TAKE_SECRETS.intersection(words(function)):
        yield from (("token", value, True) for value in node.args)


def _receiver(node: ast.expr) -> str:
    return _name(node.value) if isinstance(node, ast.Attribute) else ""


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
