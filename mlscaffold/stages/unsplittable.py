"""Notebooks whose statements have to stay in one function, since something in them needs all variables in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mlscaffold.analysis import types
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.scopes import BUILTINS, DEFINITIONS, names_of
from mlscaffold.notebook.cells import Location
from mlscaffold.stages.import_versions import users_of

Reason = tuple[str, Location]


def unsplittable(statements: Sequence[Traced]) -> Reason | None:
    """Return why a notebook cannot be split into functions and the place of the first reason, None if it can be.

    Args:
        statements: all statements of the notebook.
    """
    return next(_reasons(statements), None)


def _reasons(statements: Sequence[Traced]) -> Iterator[Reason]:
    for index, traced in enumerate(statements):
        location = traced.statement.location
        for node in ast.walk(traced.statement.node):
            if isinstance(node, ast.Call) and _uses_all_variables(node, traced):
                yield f"`{ast.unparse(node.func)}` uses the notebook's variables by name.", location
        for name in _mixed(index, statements):
            yield f"`{name}` is the builtin in some calls of a function and a variable in others.", location


def _uses_all_variables(node: ast.Call, traced: Traced) -> bool:
    """Return whether a call reads or binds variables by names in strings: `globals()`, `exec(code)`."""
    called = types.qualified(node.func, traced.env)
    return called == "builtins.globals" or (
        called == "builtins.exec" and len(node.args) + len(node.keywords) == 1
    )


def _mixed(index: int, statements: Sequence[Traced]) -> Iterator[str]:
    """Yield the builtins that a definition reads, and that are bound to something else while some of its users run."""
    node = statements[index].statement.node
    if not isinstance(node, DEFINITIONS):
        return
    bound = {n for t in statements for n in t.effects.binds | t.effects.maybe}
    names = names_of(node).free & BUILTINS & bound
    if not names:
        return
    users = [statements[i].env for i in users_of(statements, index)]
    for name in sorted(names):
        if len({name in env.types or name in env.defined or name in env.imports for env in users}) > 1:
            yield name
