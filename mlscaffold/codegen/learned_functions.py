"""Source of learned.py: those of its functions that row_features.py uses, and what these use in turn."""

from __future__ import annotations

import ast
from collections.abc import Iterable

FUNCTIONS = (ast.FunctionDef, ast.ClassDef)


def learned_source(whole: str, wanted: Iterable[str]) -> str:
    """Return the module with some of its functions only.

    Args:
        whole: the module with all of them.
        wanted: the names of the functions.
    """
    nodes = ast.parse(whole).body
    lines = whole.splitlines(keepends=True)
    needed = _needed(nodes, set(wanted))
    parts = [
        "".join(lines[(before.end_lineno or 0) if before else 0 : node.end_lineno])
        for before, node in zip([None, *nodes], nodes, strict=False)
        if _is_kept(node, needed)
    ]
    return "".join(parts).rstrip() + "\n"


def _needed(nodes: Iterable[ast.stmt], wanted: set[str]) -> set[str]:
    """Return all names that functions use, those of the functions that they call included."""
    found: set[str] = set()
    functions = {node.name: node for node in nodes if isinstance(node, FUNCTIONS)}
    while wanted:
        name = wanted.pop()
        found.add(name)
        if name in functions:
            used = {n.id for n in ast.walk(functions[name]) if isinstance(n, ast.Name)}
            wanted |= used - found
    return found


def _is_kept(node: ast.stmt, needed: set[str]) -> bool:
    if isinstance(node, FUNCTIONS):
        return node.name in needed
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Name) and node.targets[0].id in needed
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        return bool(names & {*needed, "annotations"})
    return True  # the docstring
