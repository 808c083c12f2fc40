"""Patterns of old code as Python with metavariables: how they are parsed, and what they match."""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from mlscaffold.analysis.types import Environment, qualified
from mlscaffold.migrations.library_changes import LIBRARIES, LibraryChange
from mlscaffold.migrations.placeholders import matches_kind, may_match_kind

REST = "_"
"""`f(_x, **_)` matches all other arguments, which the replacement gets in the same place."""
Arguments = tuple[tuple[ast.expr, ...], tuple[ast.keyword, ...]]


@dataclass
class Bindings:
    """What the parts of a pattern match.

    Args:
        nodes: metavariable to the code that it matches.
        rests: for each `**_`, in order, the other arguments.
        lenient: whether code matches whose type or value the source does not show.
    """

    nodes: dict[str, ast.expr] = field(default_factory=dict)
    rests: dict[int, Arguments] = field(default_factory=dict)
    lenient: bool = False


class Qualified(ast.expr):
    """A dotted name of a library."""

    _fields = ("name",)
    name: str


class _Marked(ast.NodeTransformer):
    """Replaces dotted names of libraries and numbers each `**_`."""

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
    """Return a pattern or a template as a tree: an expression or a statement.

    Args:
        text: Python; `_target = ...` is the target alone, of any assignment.
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
    """Return the name of a metavariable, "" for any other node."""
    name = _name(node)
    return name if name.startswith("_") and name != REST else ""


def kind_of(name: str) -> str:
    """Return the kind of a metavariable: `frame` for `_frame2`."""
    return name.strip("_0123456789")


@cache
def table_name(name: str) -> str:
    """Return a qualified name as the table spells it."""
    name = re.sub(r"^(?:tensorflow\.)(?:python\.|compat\.v2\.)?keras\b", "keras", name)
    return re.sub(r"^(?:matplotlib\.)?pylab\b", "matplotlib.pyplot", name)


def names_of(node: ast.expr, env: Environment) -> tuple[str, ...]:
    """Return the spellings of the qualified name of an expression."""
    name = qualified(node, env)
    return tuple(dict.fromkeys((name, table_name(name)))) if name else ()


@cache
def demand(text: str) -> tuple[int, frozenset[str | None]]:
    """Return what a call needs at least to match a pattern: the number of positional arguments, and keywords.

    Args:
        text: the pattern; any other than a call needs nothing.
    """
    tree = parsed(text)
    if not isinstance(tree, ast.Call):
        return 0, frozenset()
    return len(tree.args), frozenset(one.arg for one in tree.keywords)


def match(
    change: LibraryChange, node: ast.AST, env: Environment, *, lenient: bool = False
) -> Bindings | None:
    """Return what the parts of a change's pattern match, None where it does not match.

    Args:
        change: the change.
        node: the code.
        env: what is known there.
        lenient: whether code matches whose type or value the source does not show.
    """
    found = Bindings(lenient=lenient)
    if not _match(parsed(change.pattern), node, env, found):
        return None
    return found if _conditions_hold(change, node, found, env) else None


def _match(pattern: ast.AST, node: ast.AST, env: Environment, found: Bindings) -> bool:
    name = metavariable(pattern)
    if name:
        return isinstance(node, ast.expr) and _bind(name, node, env, found)
    if isinstance(pattern, Qualified):
        return isinstance(node, ast.expr) and _is_named(pattern.name, node, env, found.lenient)
    if type(pattern) is not type(node) or (found.lenient and _is_function_of_module(pattern, node, env)):
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
    if not (may_match_kind if found.lenient else matches_kind)(kind_of(name), node, env):
        return False
    found.nodes[name] = node
    return True


def _is_function_of_module(pattern: ast.AST, node: ast.AST, env: Environment) -> bool:
    """Return whether code calls a function of a module where the pattern has a method of an object."""
    if not isinstance(pattern, ast.Attribute) or not isinstance(node, ast.Attribute):
        return False
    return bool(metavariable(pattern.value) and qualified(node.value, env))


def _is_named(name: str, node: ast.expr, env: Environment, lenient: bool) -> bool:
    if name in names_of(node, env):
        return True
    starred = lenient and "*" in env.imports and isinstance(node, ast.Name) and node.id not in env.imports
    return starred and name.endswith(f".{_name(node)}")


def _call(pattern: ast.Call, node: ast.Call, env: Environment, found: Bindings) -> bool:
    rest, starred = rest_of(pattern), found.lenient and _starred(node)
    positional = node.args[: len(pattern.args)]
    if (len(positional) < len(pattern.args) or _unpacks(positional)) and not starred:
        return False
    passed: Mapping[str | None, ast.keyword] = {one.arg: one for one in node.keywords}
    named = {one.arg for one in pattern.keywords}
    others = tuple(one for one in node.keywords if one.arg not in named)
    if rest < 0 and (others or len(node.args) > len(pattern.args)) and not starred:
        return False
    if not (named <= passed.keys() or starred) or not _match(pattern.func, node.func, env, found):
        return False
    pairs = [
        *zip(pattern.args, positional, strict=False),
        *((one.value, passed[one.arg].value) for one in pattern.keywords if one.arg in passed),
    ]
    if not all(isinstance(b, ast.Starred) or _match(a, b, env, found) for a, b in pairs):
        return False
    if rest >= 0:
        found.rests[rest] = (tuple(node.args[len(pattern.args) :]), others)
    return True


def _unpacks(arguments: list[ast.expr]) -> bool:
    return any(isinstance(one, ast.Starred) for one in arguments)


def _starred(call: ast.Call) -> bool:
    """Return whether a call has `*` or `**`, which may pass any further argument."""
    return _unpacks(call.args) or any(one.arg is None for one in call.keywords)


# ---- conditions: what a pattern cannot say ----------------------------------------------------------------
LIMITS = {"uint8": (0, 255), "int8": (-128, 127), "uint16": (0, 65535), "int16": (-32768, 32767)}


def _conditions_hold(change: LibraryChange, node: ast.AST, found: Bindings, env: Environment) -> bool:
    return all(
        not CONDITIONS[word[1:]](node, found, env) if word.startswith("@") else not _is_passed(word, found)
        for word in change.unless
    )


def _is_passed(word: str, found: Bindings) -> bool:
    """Return whether an argument is passed: by its keyword, or `keyword/2` by more than two other positions."""
    name, _, position = word.partition("/")
    return any(_passes(name, position, rest) for rest in found.rests.values())


def _passes(name: str, position: str, rest: Arguments) -> bool:
    arguments, keywords = rest
    by_position = bool(position) and (len(arguments) > int(position) or _unpacks(list(arguments)))
    return by_position or (bool(name) and any(one.arg in {name, None} for one in keywords))


def _keeps_key(found: Bindings) -> bool:
    """Return whether a function applied to groups does not read the column that they are grouped by."""
    function, key = found.nodes.get("_lambda"), found.nodes.get("_key")
    if not isinstance(function, ast.Lambda) or not isinstance(key, ast.Constant) or not function.args.args:
        return True
    own = function.args.args[0].arg
    read = [
        part.slice.value
        for part in ast.walk(function.body)
        if isinstance(part, ast.Subscript)
        and isinstance(part.value, ast.Name)
        and part.value.id == own
        and isinstance(part.slice, ast.Constant)
    ]
    return key.value not in read


def _fits_in(node: ast.AST, found: Bindings) -> bool:
    """Return whether the result of a small integer and a number is within the range of its type."""
    numbers = [one.value for one in found.nodes.values() if isinstance(one, ast.Constant)]
    name = next(
        (part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute) and part.attr in LIMITS), ""
    )
    if not name or not isinstance(node, ast.BinOp) or len(numbers) != 2:
        return True
    first, second = (number if isinstance(number, int) else 0 for number in numbers)
    values = {ast.Add: first + second, ast.Sub: first - second, ast.Mult: first * second}
    low, high = LIMITS[name]
    return low <= values.get(type(node.op), 0) <= high


def _rotates(env: Environment) -> bool:
    """Return whether SciPy's rotations are imported, which still have a method `as_matrix`."""
    return any(target.startswith("scipy.spatial") for target in env.imports.values())


CONDITIONS: dict[str, Callable[[ast.AST, Bindings, Environment], bool]] = {
    "keeps-key": lambda _node, found, _env: _keeps_key(found),
    "fits": lambda node, found, _env: _fits_in(node, found),
    "rotations": lambda _node, _found, env: _rotates(env),
}
