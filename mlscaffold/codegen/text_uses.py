"""Where code uses a text as a path, and where as a text, so that no path can take its place: `folder + "/a.csv"`."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from mlscaffold.analysis import types
from mlscaffold.analysis.calls import path_arguments
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.scopes import DEFINITIONS, names_of
from mlscaffold.codegen.path_mentions import SHOWING, called_name


def names_used_as_text(statements: Sequence[Traced]) -> frozenset[str]:
    """Return the names that are used as text somewhere."""
    found = (part for traced in statements for part in text_uses(traced.statement.node))
    return frozenset(part.id for part in found if isinstance(part, ast.Name))


def text_uses(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the parts of a statement that are joined, formatted, compared, printed or asked for an attribute."""
    for part in ast.walk(node):
        if isinstance(part, ast.BinOp) and isinstance(part.op, (ast.Add, ast.Mod)):
            yield from (part.left, part.right)
        elif isinstance(part, (ast.Attribute, ast.Subscript)):
            yield part.value
        elif isinstance(part, ast.Compare):
            yield from (part.left, *part.comparators)
        elif isinstance(part, ast.Call) and SHOWING.match(called_name(part)):
            yield from (inner for argument in part.args for inner in _shown(argument))


def _shown(node: ast.expr) -> Iterator[ast.expr]:
    yield node
    if isinstance(node, ast.JoinedStr):
        yield from (part.value for part in node.values if isinstance(part, ast.FormattedValue))


def path_variables(statements: Sequence[Traced]) -> dict[str, str]:
    """Return the variables that are used as file paths only, with `r` or `w`."""
    found: dict[str, str] = {}
    uses: Counter[str] = Counter()
    as_path: Counter[str] = Counter()
    for traced in statements:
        top = traced.statement.node
        free = names_of(top).free if isinstance(top, DEFINITIONS) else None
        for node in ast.walk(top):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                uses[node.id] += free is None or node.id in free
            elif isinstance(node, ast.Call):
                known = types.call_api(node, traced.env)
                for mode, argument in path_arguments(node, known.path if known else "", ast.Name):
                    as_path[argument.id] += free is None or argument.id in free  # type: ignore[attr-defined]
                    found[argument.id] = "w" if mode == "w" else found.get(argument.id, mode)  # type: ignore[attr-defined]
    return {name: mode for name, mode in found.items() if uses[name] == as_path[name]}
