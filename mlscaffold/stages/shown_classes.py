"""The notebook's own classes and functions whose full name is shown: in a notebook it is that of the module `__main__`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mlscaffold.analysis import types
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.names import mentioned_names
from mlscaffold.stages.introspection import Introspection

ANY = "*"  # the class of an object of unknown type may be any
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SHOWING = frozenset(
    {"print", "repr", "str", "format", "display", "pprint", "info", "debug", "warning", "error"}
)
PICKLING = frozenset(
    "pickle joblib dill cloudpickle shelve torch multiprocessing concurrent Parallel spawn".split()
)
"""Words of code that stores objects or sends them to other processes, which finds their classes by module."""
PLAIN_BASES = frozenset(
    {
        "object",
        "ABC",
        "Enum",
        "IntEnum",
        "StrEnum",
        "Flag",
        "NamedTuple",
        "Protocol",
        "Generic",
        "dict",
        "list",
    }
)


def shown_classes(statements: Sequence[Traced], seen: Introspection) -> frozenset[int]:
    """Return the numbers of the classes, functions and named lambdas whose full name is shown, and that nothing pickles."""
    if not seen.words.isdisjoint(PICKLING):
        return frozenset()
    nodes = {i: t.statement.node for i, t in enumerate(statements)}
    classes = {i: node for i, node in nodes.items() if isinstance(node, ast.ClassDef)}
    own = frozenset(node.name for node in classes.values())
    shown = {name for traced in statements for name in _shown(traced)}
    found = {i for i, n in classes.items() if (n.name in shown or ANY in shown) and _is_plain(n, own)}
    asked = {name for node in nodes.values() for name in _of_modules(node)}
    plain = {i for i, n in nodes.items() if isinstance(n, FUNCTIONS) and n.name in asked}
    named = {i for i, n in nodes.items() if isinstance(n, ast.Assign) and isinstance(n.value, ast.Lambda)}
    return frozenset(found | plain | (named if "__qualname__" in seen.words else set()))


def _of_modules(node: ast.stmt) -> Iterator[str]:
    """Yield the names of functions whose module is looked at."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and part.attr == "__module__" and isinstance(part.value, ast.Name):
            yield part.value.id


def _is_plain(node: ast.ClassDef, own: frozenset[str]) -> bool:
    bases = {ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in node.bases}
    return all(base in PLAIN_BASES | own or base.endswith(("Error", "Exception")) for base in bases)


def _shown(traced: Traced) -> Iterator[str]:
    statement = traced.statement
    if statement.display and isinstance(statement.node, ast.Expr):
        yield from _named(statement.node.value, traced)
    used = _used_otherwise(statement.node)
    for node in ast.walk(statement.node):
        if isinstance(node, ast.Call) and _last(node.func) in SHOWING:
            yield from (name for part in node.args for name in _named(part, traced))
        elif isinstance(node, ast.FormattedValue):
            yield from _named(node.value, traced)
        elif isinstance(node, ast.Attribute) and node.attr == "__module__":
            yield from mentioned_names(node.value)
            yield from _class_of(node.value, traced)
        if id(node) not in used:
            yield from _class_of(node, traced)


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _named(node: ast.expr, traced: Traced) -> Iterator[str]:
    """Yield the names of classes among a value and the items of it."""
    for part in node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node]:
        if isinstance(part, ast.Name) and part.id in traced.env.defined:
            yield part.id


def _used_otherwise(node: ast.stmt) -> set[int]:
    """Return the expressions of which only an attribute is used, or that are compared or called."""
    found: set[int] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute):
            found.add(id(part.value))
        elif isinstance(part, ast.Compare):
            found |= {id(one) for one in (part.left, *part.comparators)}
        elif isinstance(part, ast.Call):
            found.add(id(part.func))
            found |= (
                {id(one) for one in part.args[1:]}
                if _last(part.func) in {"isinstance", "issubclass"}
                else set()
            )
    return found


def _class_of(node: ast.AST, traced: Traced) -> Iterator[str]:
    """Yield the name of the class that `type(x)` or `x.__class__` is."""
    if isinstance(node, ast.Call) and _last(node.func) == "type" and len(node.args) == 1:
        value = node.args[0]
    elif isinstance(node, ast.Attribute) and node.attr == "__class__":
        value = node.value
    else:
        return
    statement = traced.statement.node
    if isinstance(value, ast.Name) and value.id == "self" and isinstance(statement, ast.ClassDef):
        yield statement.name
    kind = types.infer(value, traced.env)
    if kind.startswith(types.OWN):
        yield kind.removeprefix(types.OWN)
    elif not kind and isinstance(value, ast.Name):
        yield ANY
