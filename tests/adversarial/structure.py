"""Whether an everyday notebook was really refactored: several stages, functions moved, prints in the log."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.adversarial.notebooks import cells

OWN = frozenset(
    {
        "__main__",
        "config",
        "predict",
    }
)
"""Modules that each project has."""


def overcautious(source: str, package: Path) -> tuple[str, ...]:
    """Return what hardening left undone in an everyday notebook.

    Args:
        source: the notebook in the percent format; without magics.
        package: the folder of the project's package.
    """
    code = "\n".join(str(cell["source"]) for cell in cells(source) if cell["cell_type"] == "code")
    notebook = ast.parse(code)
    trees = {
        file.stem: ast.parse(file.read_text(encoding="utf-8"))
        for file in sorted(package.rglob("*.py"))
        if "_runtime" not in file.parts
    }
    modules = [tree for name, tree in trees.items() if name not in OWN]
    stages = len(_calls(trees.get("pipeline"), "Stage"))
    prints = sum(len(_calls(tree, "print")) for tree in modules)
    moved = {name for tree in modules for name in _definitions(tree)}
    kept = sorted(set(_definitions(notebook)) - moved)
    return (
        *([f"{stages} stage"] if stages < 2 else []),
        *([f"{prints} prints"] if prints else []),
        *([f"not moved: {', '.join(kept)}"] if kept else []),
    )


def _definitions(tree: ast.Module) -> Iterator[str]:
    """Yield the functions and classes of a module."""
    yield from (node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef)))


def _calls(tree: ast.Module | None, name: str) -> list[ast.Call]:
    nodes = ast.walk(tree) if tree else ()
    return [
        node
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]
