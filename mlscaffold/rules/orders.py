"""Whether the order of what is iterated over gets into data, or is lost or put right at once."""

from __future__ import annotations

import ast

from mlscaffold.analysis.index import ModuleIndex
from mlscaffold.analysis.nodes import Call, NodeContext
from mlscaffold.analysis.scopes import Scope
from mlscaffold.rules.uses import around, bound_to, last_name, reads, stored

ORDERLESS = frozenset(
    "sorted len sum min max set frozenset any all Counter dict isin difference intersection union issubset issuperset "
    "symmetric_difference intersection_update difference_update isdisjoint print display natsorted update choice".split()
)
KEEPING = frozenset("list tuple enumerate map filter array concat Series DataFrame zip Index".split())
SETS = frozenset("difference intersection union symmetric_difference".split())
APPENDS = frozenset("append extend appendleft insert concat write writerow writelines".split())


def keeps_order(seen: NodeContext | Call, index: ModuleIndex) -> bool:
    """Say whether the order in which a value gives its items gets into other values.

    Args:
        seen: the value in its place: a set, a listing of a folder.
        index: the file.
    """
    name = bound_to(seen)
    if name:
        return _is_kept_by_name(name, seen.scope, index)
    return _is_kept(seen.node, seen.scope, index)


def _is_kept_by_name(name: str, scope: Scope | None, index: ModuleIndex) -> bool:
    places = _places(name, scope, index)
    return not any(_is_sorted(node, index) for node in places) and any(
        _is_kept(node, scope, index) for node in places
    )


def _is_list_kept(name: str, scope: Scope | None, index: ModuleIndex) -> bool:
    """Say whether the order of a list gets further: it is not sorted, and more is done than looking into it."""
    places = _places(name, scope, index)
    return not any(_is_sorted(node, index) for node in places) and not all(
        _is_orderless(node, index) for node in places
    )


def _places(name: str, scope: Scope | None, index: ModuleIndex) -> list[ast.AST]:
    once = scope is None and stored(index).get(name) == 1
    return [seen.node for seen in reads(index).get(name, ()) if once or seen.scope is scope]


def _is_orderless(node: ast.AST, index: ModuleIndex) -> bool:
    above = next(around(index, node), None)
    if isinstance(above, ast.Call):
        return last_name(above.func) in ORDERLESS
    return isinstance(above, (ast.Compare, ast.Expr))


def _is_sorted(node: ast.AST, index: ModuleIndex) -> bool:
    above = next(around(index, node), None)
    if isinstance(above, ast.Attribute):
        return above.attr == "sort"
    return isinstance(above, ast.Call) and last_name(above.func) in {"sorted", "natsorted", "shuffle"}


def _is_kept(node: ast.AST, scope: Scope | None, index: ModuleIndex) -> bool:
    """Say whether what stands around a node takes its items one by one and keeps their order."""
    below: ast.AST = node
    is_set = True
    for above in around(index, node):
        if not _is_set_still(above, below):
            if isinstance(above, ast.Call) and below is not above.func:
                if last_name(above.func) not in KEEPING:
                    return False
                is_set = False
            elif isinstance(above, ast.comprehension) and above.iter is below:
                return _comprehension_keeps(above, index)
            elif isinstance(above, (ast.For, ast.AsyncFor)) and above.iter is below:
                return _loop_keeps(above)
            elif isinstance(above, (ast.Assign, ast.AnnAssign, ast.Return)):
                return _is_bound_kept(above, below, scope, index, is_set=is_set)
            elif not isinstance(above, (ast.Starred, ast.keyword, ast.List)):
                return False
        below = above
    return False


def _is_bound_kept(
    statement: ast.Assign | ast.AnnAssign | ast.Return,
    value: ast.AST,
    scope: Scope | None,
    index: ModuleIndex,
    *,
    is_set: bool,
) -> bool:
    """Say whether the order is kept of what is bound or returned: a set has none, and of a list its uses tell."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    name = targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else ""
    if is_set:
        return bool(name) and _is_kept_by_name(name, scope, index)
    return not _is_list(value) or not name or _is_list_kept(name, scope, index)


def _is_set_still(above: ast.AST, below: ast.AST) -> bool:
    """Say whether what stands around a set is a set again: `a - b`, `a.difference(b)`."""
    if isinstance(above, ast.BinOp):
        return isinstance(above.op, (ast.Sub, ast.BitAnd, ast.BitOr, ast.BitXor))
    if isinstance(above, ast.Attribute):
        return above.attr in SETS
    return isinstance(above, ast.Call) and above.func is below and last_name(below) in SETS


def _is_list(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) in {"list", "tuple"}


def _comprehension_keeps(part: ast.comprehension, index: ModuleIndex) -> bool:
    above = around(index, part)
    whole = next(above, None)
    outer = next(above, None)
    if not isinstance(whole, (ast.ListComp, ast.GeneratorExp)):
        return False
    return not (isinstance(outer, ast.Call) and last_name(outer.func) in ORDERLESS | {"join"})


def _loop_keeps(loop: ast.For | ast.AsyncFor) -> bool:
    calls = (node for statement in loop.body for node in ast.walk(statement) if isinstance(node, ast.Call))
    return any(last_name(call.func) in APPENDS for call in calls)
