"""The steps that lead from a place to an expression, such as `.str.strip()[0]` from `df["a"]`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from mlscaffold.analysis.places import Place, occurrences, place_of

_JOINS = frozenset({"concat", "concatenate", "vstack", "hstack", "column_stack", "row_stack"})


@dataclass(frozen=True, slots=True)
class Link:
    """A step of a chain such as `df["a"].str.strip()[0]`, from the inside to the outside.

    Args:
        name: the method, function or attribute; "" for `[…]`.
        node: the call, attribute or subscript.
        method: whether it is asked of what came before, not a function that is given it.
    """

    name: str
    node: ast.expr
    method: bool = True


def links_of(node: ast.expr, place: Place) -> Iterator[Link]:
    """Yield the steps from a place to an expression, and first one named `copy` for the place; none if there is no way."""
    found: list[Link] = []
    while place_of(node) != place:
        if isinstance(node, ast.Call):
            inner = receiver(node, place)
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "?")
            if inner is None:
                return
            method = isinstance(node.func, ast.Attribute) and inner is node.func.value
            found.append(Link(name, node, method))
            node = inner
        elif isinstance(node, ast.Attribute):
            found.append(Link(node.attr, node))
            node = node.value
        elif isinstance(node, ast.Subscript):
            found.append(Link("", node))
            node = node.value
        else:
            return
    yield Link("copy", node)
    yield from reversed(found)


def receiver(node: ast.Call, place: Place) -> ast.expr | None:
    """Return the object of a method, or the first argument of a function, whichever leads to the place."""
    if isinstance(node.func, ast.Attribute) and occurrences(node.func.value, place):
        return node.func.value
    given = [value for value in node.args[:2] if occurrences(value, place)]
    if len(given) != 1:
        return None
    listed = given[0]
    joined = name_of(node) in _JOINS and isinstance(listed, (ast.List, ast.Tuple)) and len(listed.elts) > 1
    if joined and isinstance(listed, (ast.List, ast.Tuple)):
        return next(item for item in listed.elts if occurrences(item, place))
    return listed


def name_of(node: ast.Call) -> str:
    """Return the last part of the name of what is called, "" where it has none."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
