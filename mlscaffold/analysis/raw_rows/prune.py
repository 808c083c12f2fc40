"""Leaves out the statements that a result does not depend on."""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence

from mlscaffold.analysis.raw_rows.node_names import stored_names
from mlscaffold.analysis.raw_rows.path_parts import Emitted

FITTING = frozenset({"fit", "fit_transform", "partial_fit"})
"""Methods that change their receiver, wherever they are called."""
Line = tuple[ast.stmt, frozenset[str]]
"""A statement and the names that it binds or whose objects it changes."""


def lines_of(emitted: Sequence[Emitted], role: str) -> list[Line]:
    """Return the statements of a role."""
    return [(getattr(one, role), one.writes) for one in emitted if getattr(one, role) is not None]


def pruned(lines: Sequence[Line], wanted: frozenset[str]) -> tuple[ast.stmt, ...]:
    """Return the statements that some names depend on, in their order."""
    return tuple(_block(lines, set(wanted))[0])


def _block(lines: Sequence[Line], live: set[str]) -> tuple[list[ast.stmt], set[str]]:
    kept: list[ast.stmt] = []
    for old, writes in reversed(lines):
        node = old
        if not (writes | changed_names(node)) & live:
            continue
        if isinstance(node, (ast.For, ast.If)):
            node, live = _compound(node, live)
        else:
            if not _bound(node) & live and _fits(node):
                node = ast.Expr(node.value)  # type: ignore[attr-defined]
            live = (live - _bound(node)) | loaded_names(node)
        kept.append(node)
    return kept[::-1], live


def _compound(node: ast.For | ast.If, live: set[str]) -> tuple[ast.stmt, set[str]]:
    """Leave out statements inside a loop or a branch."""
    new, known = copy.copy(node), set(live)
    while True:
        body, inner = _block([(one, frozenset()) for one in node.body], set(known))
        other, more = _block([(one, frozenset()) for one in node.orelse], set(known))
        if known >= inner | more:
            break
        known |= inner | more
    new.body, new.orelse = body or [ast.Pass()], other
    head = node.iter if isinstance(node, ast.For) else node.test
    return new, known | loaded_names(head)


def _fits(node: ast.stmt) -> bool:
    """Return whether a statement assigns what `fit_transform` gives."""
    call = node.value if isinstance(node, ast.Assign) else None
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "fit_transform"
    )


def _bound(node: ast.stmt) -> set[str]:
    """Return the names that a statement certainly binds again."""
    if not isinstance(node, ast.Assign):
        return set()
    targets = [
        t
        for target in node.targets
        for t in (target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target])
    ]
    return {t.id for t in targets if isinstance(t, ast.Name)}


def changed_names(node: ast.stmt) -> frozenset[str]:
    """Return the names that a statement binds, or whose objects it changes by a method."""
    found = set(stored_names(node))
    for part in ast.walk(node):
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.Call):
            found |= {n.id for n in ast.walk(part.value.func) if isinstance(n, ast.Name)}
        elif (
            isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in FITTING
        ):
            found |= {n.id for n in ast.walk(part.func) if isinstance(n, ast.Name)}
        elif isinstance(part, ast.Delete):
            found |= {n.id for n in ast.walk(part) if isinstance(n, ast.Name)}
    return frozenset(found)


def loaded_names(node: ast.AST) -> set[str]:
    """Return the names that are read in a node."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def fields_in(nodes: Sequence[ast.AST], features: str) -> frozenset[str]:
    """Return the fields of the features that are read in some nodes."""
    return frozenset(
        part.attr
        for node in nodes
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == features
    )
