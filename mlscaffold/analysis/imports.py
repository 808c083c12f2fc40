"""Import aliases: names that imports bind, and qualified names of expressions."""

from __future__ import annotations

import ast
from collections.abc import Mapping


def local_name(alias: ast.alias) -> str:
    """Return the name that an alias binds: `np` for `numpy as np`, `os` for `os.path`."""
    return alias.asname or alias.name.partition(".")[0]


def bindings(node: ast.AST, *, stars: bool = False) -> dict[str, str]:
    """Return the names that an import binds with their qualified names.

    Args:
        node: an import; any other node binds nothing.
        stars: whether `from a import *` counts as `*` bound to `a.*`.

    Returns:
        Local name to qualified name, such as `{"np": "numpy"}`; a relative import keeps its leading dots.
    """
    if isinstance(node, ast.Import):
        return {local_name(alias): alias.name if alias.asname else local_name(alias) for alias in node.names}
    if not isinstance(node, ast.ImportFrom):
        return {}
    base = _base(node)
    prefix = base if base.endswith(".") else f"{base}."
    return {local_name(alias): prefix + alias.name for alias in node.names if stars or alias.name != "*"}


def imported_modules(node: ast.AST) -> tuple[str, ...]:
    """Return the modules that an import loads: dotted names, with leading dots for relative imports."""
    if isinstance(node, ast.Import):
        return tuple(alias.name for alias in node.names)
    return (_base(node),) if isinstance(node, ast.ImportFrom) else ()


def qualified_name(node: ast.AST, imports: Mapping[str, str]) -> str:
    """Return the qualified name of `a` or `a.b.c`, "" where its first part is not imported.

    Args:
        node: the expression.
        imports: local name to qualified name.
    """
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    base = imports.get(node.id, "") if isinstance(node, ast.Name) else ""
    return ".".join((base, *reversed(parts))) if base else ""


def absolute(name: str, module: str, *, is_package: bool) -> str:
    """Return a relative import's qualified name without its leading dots.

    Args:
        name: qualified name as in `bindings`, such as `..data.load`.
        module: full name of the importing module, such as `churn.models.train`.
        is_package: whether that module is an `__init__`.
    """
    relative = name.lstrip(".")
    dots = len(name) - len(relative)
    if not dots:
        return name
    parts = module.split(".")
    return ".".join((*parts[: len(parts) - (dots - is_package)], relative))


def _base(node: ast.ImportFrom) -> str:
    return "." * node.level + (node.module or "")
