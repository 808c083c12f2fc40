"""Where code uses a text as a text, so that a path cannot take its place: `folder + "/a.csv"`, `print(folder)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mlscaffold.analysis.dataflow import Traced
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
