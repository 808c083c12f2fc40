"""Where the names of the notebook are in its project, and whether two runs of it may differ."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from mlscaffold.analysis.randomness import unseeded
from mlscaffold.analysis.statements import Statement
from mlscaffold.results.hardening import Hardening

UNCERTAIN = frozenset({"clock", "network"})
"""Side effects by which two runs of the same code differ."""


def imported_names(statements: Sequence[Statement]) -> frozenset[str]:
    """Return the names of a notebook that only imports bind, which are code of others and no values.

    A star import is in it as `*` with its module: which names it binds is known when it runs.
    """
    imported: set[str] = set()
    others: set[str] = set()
    for statement in statements:
        for node in ast.walk(statement.node):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
                imported |= {f"*{getattr(node, 'module', '')}" if name == "*" else name for name in names}
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                others.add(node.id)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                others.add(node.name)
    return frozenset(imported - others)


def end_names(hardening: Hardening) -> Mapping[str, Any]:
    """Return what tells a run of the project under which names it has those of the notebook.

    Returns:
        `fields`: variables that are fields of the configuration. `places`: functions, classes and constants, with their
        module and their name there. `renamed`: variables with another name in the project. `originals`: functions and
        classes with another name in the notebook.
    """
    modules = dict(hardening.places)
    moved = {one.name: one.new_name for one in hardening.definitions.moved}
    constants = {
        name: name
        for index in hardening.definitions.constants
        for name in hardening.flow.statements[index].effects.binds
    }
    names = {**constants, **moved}
    return {
        "fields": {name: field for _, name, field in hardening.settings.constants},
        "places": {name: (modules[new], new) for name, new in names.items() if new in modules},
        "renamed": dict(hardening.renamed),
        "originals": {
            one.new_name: one.name for one in hardening.definitions.moved if one.new_name != one.name
        },
    }


def is_uncertain(hardening: Hardening) -> bool:
    """Return whether the code reads the clock, the network or random numbers that no seed determines."""
    statements = hardening.flow.statements
    draws = (draw for draw in unseeded(hardening.flow) if draw.kind != "global" or not hardening.seed)
    reads = any(UNCERTAIN & traced.effects.side_effects for traced in statements)
    return reads or next(iter(draws), None) is not None
