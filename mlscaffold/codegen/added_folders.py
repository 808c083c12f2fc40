"""The folders that the code of a notebook adds to Python's search path."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from mlscaffold.analysis import types
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.codegen.path_mentions import Template, known_texts, template_of
from mlscaffold.codegen.shared_paths import normal

PLACES = {"sys.path.append": 0, "sys.path.insert": 1, "sys.path.extend": 0, "site.addsitedir": 0}
"""Functions that change the search path, with the position of their folder."""


def added_folders(statements: Sequence[Traced]) -> tuple[str, ...]:
    """Return the folders that are known without a run, relative to the working folder or absolute, in order.

    Args:
        statements: all statements of the notebook.
    """
    known = known_texts(statements)
    nodes = ((node, traced) for traced in statements for node in ast.walk(traced.statement.node))
    found = (text for node, traced in nodes for text in _folders(node, traced, known))
    return tuple(dict.fromkeys(found))


def only_adds_folders(traced: Traced) -> bool:
    """Return whether a statement does nothing but add folders to the search path, perhaps if they are not in it yet."""
    node = traced.statement.node
    body = node.body if isinstance(node, ast.If) and not node.orelse else [node]
    return all(isinstance(one, ast.Expr) and _is_call(one.value, traced) for one in body)


def _is_call(node: ast.expr, traced: Traced) -> bool:
    return isinstance(node, ast.Call) and types.qualified(node.func, traced.env) in PLACES


def _folders(node: ast.AST, traced: Traced, known: Mapping[str, Template]) -> Iterator[str]:
    values: list[ast.expr] = []
    if isinstance(node, ast.AugAssign) and types.qualified(node.target, traced.env) == "sys.path":
        values = [node.value]
    elif isinstance(node, ast.Call) and types.qualified(node.func, traced.env) in PLACES:
        place = PLACES[types.qualified(node.func, traced.env)]
        values = node.args[place : place + 1]
    for value in values:
        for part in value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]:
            template = template_of(part, traced, known)
            if template and None not in template:
                yield normal("".join(map(str, template)))
