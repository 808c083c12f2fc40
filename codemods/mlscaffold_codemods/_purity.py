"""Find expressions without side effects, which may be dropped."""

from __future__ import annotations

from mlscaffold_codemods._libcst import cst

PANDAS = ("pandas.", "geopandas.", "polars.", "numpy.")
CONTAINERS = frozenset("list dict set tuple str range".split())
OWN = "__main__."  # stands before the name of a class of the notebook


def is_pure(node: cst.CSTNode, types: dict[str, str]) -> bool:
    """Return whether evaluating an expression has no side effect.

    Args:
        node: an expression.
        types: qualified types of names; a subscript is pure only on a frame, a series or an array, since
            a `defaultdict` adds a missing key; `in` is pure only on a container, since it uses up an iterator.
    """
    if isinstance(node, (cst.Name, cst.BaseNumber, cst.SimpleString, cst.Ellipsis, cst.Lambda)):
        return True
    if isinstance(node, cst.Attribute):
        return is_pure(node.value, types) and not _type_of(node.value, types).startswith(OWN)
    if isinstance(node, cst.Comparison) and not _keeps_operands(node, types):
        return False
    if isinstance(node, cst.Subscript):
        is_data = isinstance(node.value, cst.Name) and types.get(node.value.value, "").startswith(PANDAS)
        return is_data and all(is_pure(part, types) for part in _indices(node))
    if isinstance(node, (cst.Comparison, cst.BooleanOperation, cst.UnaryOperation, cst.IfExp)):
        return all(
            is_pure(child, types) for child in node.children if isinstance(child, cst.BaseExpression)
        ) and all(is_pure(target.comparator, types) for target in getattr(node, "comparisons", ()))
    if isinstance(node, (cst.Tuple, cst.List, cst.Set)):
        return all(isinstance(part, cst.Element) and is_pure(part.value, types) for part in node.elements)
    if isinstance(node, cst.Dict):
        return all(
            isinstance(part, cst.DictElement) and is_pure(part.key, types) and is_pure(part.value, types)
            for part in node.elements
        )
    return False


def _keeps_operands(node: cst.Comparison, types: dict[str, str]) -> bool:
    """Return whether a comparison neither uses up an iterator nor runs a method of the notebook."""
    searched = [t.comparator for t in node.comparisons if isinstance(t.operator, (cst.In, cst.NotIn))]
    operands = [node.left, *(t.comparator for t in node.comparisons)]
    return all(_is_container(part, types) for part in searched) and not any(
        _type_of(part, types).startswith(OWN) for part in operands
    )


def _is_container(node: cst.CSTNode, types: dict[str, str]) -> bool:
    literal = isinstance(node, (cst.List, cst.Tuple, cst.Set, cst.Dict, cst.SimpleString, cst.Attribute))
    kind = _type_of(node, types)
    return literal or kind in CONTAINERS or kind.startswith(PANDAS)


def _type_of(node: cst.CSTNode, types: dict[str, str]) -> str:
    return types.get(node.value, "") if isinstance(node, cst.Name) else ""


def _indices(node: cst.Subscript) -> list[cst.CSTNode]:
    """Return the expressions between the brackets."""
    found: list[cst.CSTNode] = []
    for element in node.slice:
        part = element.slice
        if isinstance(part, cst.Index):
            found.append(part.value)
        elif isinstance(part, cst.Slice):
            found += [bound for bound in (part.lower, part.upper, part.step) if bound is not None]
    return found
