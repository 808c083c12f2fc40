"""Definitions whose annotations something may look at, so that these must be values and not strings."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.imports import qualified_name
from mlscaffold.analysis.scopes import DEFINITIONS
from mlscaffold.stages.extra_parameters import needs_name
from mlscaffold.stages.introspection import ANNOTATIONS, Introspection

QUIET_DECORATORS = (
    "abc.", "contextlib.", "functools.cache", "functools.lru_cache", "functools.total_ordering", "functools.wraps",
    "numba.", "torch.inference_mode", "torch.no_grad",
)  # fmt: skip
QUIET_BUILTINS = frozenset({"property", "staticmethod", "classmethod"})
"""Decorators that look at no annotations."""


def looked_at(statements: Sequence[Traced], seen: Introspection) -> frozenset[int]:
    """Return the numbers of definitions whose annotations may be looked at."""
    return frozenset(
        index
        for index, traced in enumerate(statements)
        if isinstance(traced.statement.node, DEFINITIONS)
        and _is_annotated(traced.statement.node)
        and _may_be_looked_at(traced.statement.node, index, statements, seen)
    )


def are_strings(statements: Sequence[Traced]) -> bool:
    """Return whether the notebook itself makes its annotations strings."""
    nodes = (traced.statement.node for traced in statements)
    return any(isinstance(n, ast.ImportFrom) and n.module == "__future__" and _names_them(n) for n in nodes)


def _names_them(node: ast.ImportFrom) -> bool:
    return any(alias.name == "annotations" for alias in node.names)


def _is_annotated(node: Definition) -> bool:
    parts = [
        part
        for part in ast.walk(node)
        if isinstance(part, (ast.arg, ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    return any(getattr(part, "annotation", None) or getattr(part, "returns", None) for part in parts)


def _may_be_looked_at(
    node: Definition, index: int, statements: Sequence[Traced], seen: Introspection
) -> bool:
    if seen.looks_at(ANNOTATIONS) or not all(_is_quiet(d, statements[index]) for d in node.decorator_list):
        return True
    if isinstance(node, ast.ClassDef) and any(isinstance(part, ast.AnnAssign) for part in node.body):
        return True
    return any(node.name in traced.effects.uses and needs_name(traced, node.name) for traced in statements)


def _is_quiet(node: ast.expr, traced: Traced) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    if isinstance(called, ast.Name) and called.id in QUIET_BUILTINS:
        return True
    return qualified_name(called, traced.env.imports).startswith(QUIET_DECORATORS)
