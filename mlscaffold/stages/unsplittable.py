"""Notebooks whose statements have to stay in one function, since something in them needs all variables in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mlscaffold.analysis import types
from mlscaffold.analysis.calls import called_name, names_in_text
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.patches import patches_of
from mlscaffold.analysis.scopes import BUILTINS, COMPREHENSIONS, DEFINITIONS, SCOPES, names_of, stores
from mlscaffold.notebook.cells import Location
from mlscaffold.stages.import_versions import users_of

Reason = tuple[str, Location]
MAIN = "__main__"
SEARCHING_MAIN = frozenset({"unittest.main", "unittest.TestProgram", "doctest.testmod", "ipytest.run"})
"""Functions that look for tests in the module `__main__` unless they are given another."""
BY_NAME = frozenset({"importlib.import_module", "builtins.__import__", "sys.modules.get", "unittest.main"})
CLOCK = frozenset({"time", "time_ns", "localtime", "gmtime", "strftime"})
"""What logging calls in `time`: a clock of the notebook's own would count these calls."""
INNER = (*SCOPES, *COMPREHENSIONS)


def unsplittable(statements: Sequence[Traced]) -> Reason | None:
    """Return why a notebook cannot be split into functions and the place of the first reason, None if it can be.

    Args:
        statements: all statements of the notebook.
    """
    return next(_reasons(statements), None)


def _reasons(statements: Sequence[Traced]) -> Iterator[Reason]:
    bound = frozenset(n for t in statements for n in t.effects.binds | t.effects.maybe)
    patches = patches_of([traced.statement.node for traced in statements])
    clocks = {patch.index for patch in patches if patch.base == "time" and patch.attribute in CLOCK}
    for index, traced in enumerate(statements):
        location = traced.statement.location
        for node in ast.walk(traced.statement.node):
            if isinstance(node, ast.Call) and _uses_all_variables(node, traced):
                yield f"`{ast.unparse(node.func)}` uses the notebook's variables by name.", location
            if _is_main_module(node, traced):
                yield "The code looks at the module `__main__`, which has the notebook's variables.", location
            if _shows_missing_name(node):
                yield "The message of a `NameError` differs inside of functions.", location
        for call in _of_inner_text(traced.statement.node, traced, bound):
            yield f"`{ast.unparse(call.func)}` reads variables of the notebook by name.", location
        if index in clocks:
            yield "The clock is replaced, and each message of a log reads it.", location
        for name in _mixed(index, statements):
            yield f"`{name}` is the builtin in some calls of a function and a variable in others.", location


def _uses_all_variables(node: ast.Call, traced: Traced) -> bool:
    """Return whether a call reads or binds variables by names in strings: `globals()`, `exec(code)`."""
    called = types.qualified(node.func, traced.env)
    modules = [*node.args, *(k.value for k in node.keywords if k.arg in {"module", "m"})]
    return (
        called == "builtins.globals"
        or (called == "builtins.exec" and len(node.args) + len(node.keywords) == 1)
        or (called in SEARCHING_MAIN and not modules)
    )


def _is_main_module(node: ast.AST, traced: Traced) -> bool:
    """Return whether a node is the module of the notebook: `import __main__`, `sys.modules["__main__"]`."""
    if isinstance(node, ast.Import):
        return any(alias.name == MAIN for alias in node.names)
    if isinstance(node, ast.Subscript):
        is_main = isinstance(node.slice, ast.Constant) and node.slice.value == MAIN
        return is_main and types.qualified(node.value, traced.env) == "sys.modules"
    if not isinstance(node, ast.Call) or not node.args:
        return False
    first = node.args[0]
    name = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
    in_main = name.startswith(f"{MAIN}.") and ast.unparse(node.func).endswith("loadTestsFromName")
    return in_main or (name == MAIN and types.qualified(node.func, traced.env) in BY_NAME)


def _shows_missing_name(node: ast.AST) -> bool:
    """Return whether an `except` uses the `NameError` that it catches."""
    if not isinstance(node, ast.ExceptHandler) or node.type is None or node.name is None:
        return False
    caught = {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)}
    used = {part.id for body in node.body for part in ast.walk(body) if isinstance(part, ast.Name)}
    return "NameError" in caught and node.name in used


def _of_inner_text(
    node: ast.AST, traced: Traced, bound: frozenset[str], own: frozenset[str] | None = None
) -> Iterator[ast.Call]:
    """Yield calls in inner scopes with a string that reads variables of the notebook: no closure has these.

    Args:
        node: the statement, or a part of it.
        traced: the statement.
        bound: the variables of the notebook.
        own: the names that the scopes around the node bind, None outside of them.
    """
    if isinstance(node, INNER):
        own = (own or frozenset()) | _bound_in(node)
    elif own is not None and isinstance(node, ast.Call):
        tables = dict.fromkeys(bound, types.FRAME)
        read = names_in_text(node, called_name(node, traced.env), tables)
        if read & bound - own:
            yield node
    for child in ast.iter_child_nodes(node):
        yield from _of_inner_text(child, traced, bound, own)


def _bound_in(scope: ast.AST) -> frozenset[str]:
    if isinstance(scope, SCOPES):
        return names_of(scope).bound
    return frozenset(name for node in ast.walk(scope) for name in stores(node))


def _mixed(index: int, statements: Sequence[Traced]) -> Iterator[str]:
    """Yield the builtins that a definition reads, and that are bound to something else while some of its users run."""
    node = statements[index].statement.node
    if not isinstance(node, DEFINITIONS):
        return
    builtins = names_of(node).free & BUILTINS
    names = {n for t in statements for n in t.effects.binds | t.effects.maybe} & builtins if builtins else ()
    if not names:
        return
    users = [statements[i].env for i in users_of(statements, index)]
    for name in sorted(names):
        if len({name in env.types or name in env.defined or name in env.imports for env in users}) > 1:
            yield name
