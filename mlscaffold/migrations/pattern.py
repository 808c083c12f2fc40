"""Patterns: old forms as Python with metavariables, and what they match."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from mlscaffold.analysis.types import Environment, qualified
from mlscaffold.migrations.placeholders import fits
from mlscaffold.migrations.table import LIBRARIES, Migration

REST = "_"
"""`f(_x, **_)` takes whatever else is given, and the new form gets it at the same place."""
Given = tuple[tuple[ast.expr, ...], tuple[ast.keyword, ...]]


@dataclass
class Bindings:
    """What a pattern was found to stand for.

    Args:
        nodes: metavariable to the code that it stands for.
        rests: for each `**_`, in their order, what else is given.
    """

    nodes: dict[str, ast.expr] = field(default_factory=dict)
    rests: dict[int, Given] = field(default_factory=dict)


class Qualified(ast.expr):
    """A dotted name of a library."""

    _fields = ("name",)
    name: str


class _Marked(ast.NodeTransformer):
    """Replaces dotted names of libraries, and gives each `**_` its number."""

    def __init__(self) -> None:
        self.count = 0

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return _qualified(node) or node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        found = _qualified(node)
        if found:
            return found
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        rest = next((k for k in node.keywords if k.arg is None and _name(k.value) == REST), None)
        node.rest = -1  # type: ignore[attr-defined]
        if rest:
            node.keywords.remove(rest)
            node.rest = self.count  # type: ignore[attr-defined]
            self.count += 1
        self.generic_visit(node)
        return node


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _qualified(node: ast.expr) -> Qualified | None:
    text = _dotted(node)
    if text.partition(".")[0] not in LIBRARIES:
        return None
    found = Qualified()
    found.name = text
    return found


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return _name(node)


@cache
def parsed(text: str) -> ast.AST:
    """Return a pattern or a template as a tree: an expression, or a statement where it is one.

    Args:
        text: Python; `_target = ...` stands for the target alone, wherever it is stored to.
    """
    [statement] = ast.parse(text).body
    tree: ast.AST = statement.value if isinstance(statement, ast.Expr) else statement
    if isinstance(tree, ast.Assign) and isinstance(tree.value, ast.Constant) and tree.value.value is ...:
        tree = tree.targets[0]
    marked: ast.AST = _Marked().visit(tree)
    return marked


def rest_of(call: ast.Call) -> int:
    """Return the number of the `**_` of a call in a pattern, -1 where it has none."""
    number: int = getattr(call, "rest", -1)
    return number


def metavariable(node: ast.AST) -> str:
    """Return the name of a metavariable, "" where the node is none."""
    name = _name(node)
    return name if name.startswith("_") and name != REST else ""


def kind_of(name: str) -> str:
    """Return the kind that a metavariable's name tells: `frame` for `_frame2`."""
    return name.strip("_0123456789")


@cache
def usual(name: str) -> str:
    """Return a qualified name as the table spells it."""
    name = re.sub(r"^(?:tensorflow\.)(?:python\.|compat\.v2\.)?keras\b", "keras", name)
    return re.sub(r"^(?:matplotlib\.)?pylab\b", "matplotlib.pyplot", name)


def names_of(node: ast.expr, env: Environment) -> tuple[str, ...]:
    """Return the spellings of the qualified name of an expression."""
    name = qualified(node, env)
    return tuple(dict.fromkeys((name, usual(name)))) if name else ()


@cache
def demand(text: str) -> tuple[int, frozenset[str | None]]:
    """Return what a pattern of a call demands at least: how many arguments by position, and which keywords.

    Args:
        text: the pattern; one that is no call demands nothing.
    """
    tree = parsed(text)
    if not isinstance(tree, ast.Call):
        return 0, frozenset()
    return len(tree.args), frozenset(one.arg for one in tree.keywords)


def match(migration: Migration, node: ast.AST, env: Environment) -> Bindings | None:
    """Return what the parts of a pattern stand for in a piece of code, None where it does not match."""
    found = Bindings()
    return found if _match(parsed(migration.old), node, env, found) else None


def _match(pattern: ast.AST, node: ast.AST, env: Environment, found: Bindings) -> bool:
    name = metavariable(pattern)
    if name:
        return isinstance(node, ast.expr) and _bind(name, node, env, found)
    if isinstance(pattern, Qualified):
        return isinstance(node, ast.expr) and pattern.name in names_of(node, env)
    if type(pattern) is not type(node):
        return False
    if isinstance(node, ast.Name) and (
        node.id in env.types or node.id in env.defined or node.id in env.imports
    ):
        return False
    if isinstance(pattern, ast.Call) and isinstance(node, ast.Call):
        return _call(pattern, node, env, found)
    if isinstance(pattern, ast.Constant) and isinstance(node, ast.Constant):
        return type(pattern.value) is type(node.value) and pattern.value == node.value
    return all(
        _field(getattr(pattern, name), getattr(node, name, None), env, found)
        for name in pattern._fields
        if name not in {"ctx", "type_comment", "kind"}
    )


def _field(pattern: object, value: object, env: Environment, found: Bindings) -> bool:
    if isinstance(pattern, ast.AST):
        return isinstance(value, ast.AST) and _match(pattern, value, env, found)
    if isinstance(pattern, list):
        if not isinstance(value, list) or len(value) != len(pattern):
            return False
        return all(_field(a, b, env, found) for a, b in zip(pattern, value, strict=True))
    return pattern == value


def _bind(name: str, node: ast.expr, env: Environment, found: Bindings) -> bool:
    if name in found.nodes:
        return ast.dump(found.nodes[name]) == ast.dump(node)
    if not fits(kind_of(name), node, env):
        return False
    found.nodes[name] = node
    return True


def _call(pattern: ast.Call, node: ast.Call, env: Environment, found: Bindings) -> bool:
    count, rest = len(pattern.args), rest_of(pattern)
    if len(node.args) < count or any(isinstance(one, ast.Starred) for one in node.args[:count]):
        return False
    given: Mapping[str | None, ast.keyword] = {one.arg: one for one in node.keywords}
    wanted = [one.arg for one in pattern.keywords]
    more = tuple(one for one in node.keywords if one.arg not in wanted)
    if rest < 0 and (more or len(node.args) > count):
        return False
    if not all(name in given for name in wanted) or not _match(pattern.func, node.func, env, found):
        return False
    positional = zip(pattern.args, node.args, strict=False)
    named = [(one.value, given[one.arg].value) for one in pattern.keywords]
    if not all(_match(a, b, env, found) for a, b in [*positional, *named]):
        return False
    if rest >= 0:
        found.rests[rest] = (tuple(node.args[count:]), more)
    return True
