"""What names in a module mean: `roc_auc_score` there is `sklearn.metrics.roc_auc_score`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from mlscaffold.analysis.imports import absolute, bindings, qualified_name


def imported(tree: ast.AST, module: str, is_package: bool) -> dict[str, str]:
    """Return the full name of each name that a module imports, in its functions too.

    Args:
        tree: the module.
        module: its full name.
        is_package: whether it is an `__init__`.
    """
    return {
        name: absolute(target, module, is_package=is_package)
        for node in ast.walk(tree)
        for name, target in bindings(node).items()
    }


def own_names(node: ast.AST) -> frozenset[str]:
    """Return the names that a function binds itself: parameters and variables."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return frozenset()
    bound = {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
    stored = {
        one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }
    return frozenset(bound | stored)


def mentioned(node: ast.AST, names: Mapping[str, str]) -> frozenset[str]:
    """Return the full names that a piece of code mentions."""
    return frozenset(name for one in ast.walk(node) if (name := qualified_name(one, names)))


def called(nodes: Iterator[ast.AST] | list[ast.AST], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is called, in order: full names, and `.name` for methods of what is not known."""
    found = (one.func for node in nodes for one in ast.walk(node) if isinstance(one, ast.Call))
    return tuple(
        qualified_name(one, names) or (f".{one.attr}" if isinstance(one, ast.Attribute) else _plain(one))
        for one in found
    )


def passed(node: ast.AST, names: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """Return what is passed to what: full names of the function and of the argument, in all calls of a piece of code."""
    return frozenset(
        (qualified_name(one.func, names), argument_name)
        for one in ast.walk(node)
        if isinstance(one, ast.Call)
        for argument in (*one.args, *(keyword.value for keyword in one.keywords))
        if (argument_name := qualified_name(argument, names))
    )


def _plain(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""
