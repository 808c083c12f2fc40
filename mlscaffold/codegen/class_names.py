"""Lets functions and classes show the names that they have in the notebook, wherever they are in the project."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import libcst as cst

MAIN = '__module__ = "__main__"'


def names_inside(node: ast.ClassDef, *, shown: bool) -> tuple[str, ...]:
    """Return what to add to a class that stays in a function, whose name would have that of the function in it.

    Args:
        node: the class.
        shown: whether something shows its full name.
    """
    reads = any(isinstance(part, ast.Attribute) and part.attr == "__qualname__" for part in ast.walk(node))
    own = f'__qualname__ = "{node.name}"'
    return (*((own,) if shown or reads or node.decorator_list else ()), *((MAIN,) if shown else ()))


def name_restored(new: str, name: str) -> str:
    """Return the line that gives a renamed function or class its name in the notebook, "" if it is not renamed."""
    return f'\n{new}.__name__ = {new}.__qualname__ = "{name}"' if new != name else ""


def module_restored(name: str) -> str:
    """Return the line that gives a function the module that it has in the notebook."""
    return f"\n{name}.{MAIN}"


def lambda_restored(node: ast.stmt, new: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the lines that give lambdas the full name that they have outside of functions, "" for other statements.

    Args:
        node: the statement that binds a lambda.
        new: names in the project, where they differ.
    """
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Lambda):
        return ""
    names = [new.get(one.id, one.id) for one in node.targets if isinstance(one, ast.Name)]
    return "".join(f'\n{name}.__qualname__ = "<lambda>"' for name in names)


def with_names(module: cst.Module, assignments: Sequence[str]) -> cst.Module:
    """Add assignments such as `__qualname__ = "Row"` to the first class of a module, after its docstring.

    Args:
        module: the source of a class.
        assignments: the lines to add.
    """
    added = [line for text in assignments for line in cst.parse_module(f"{text}\n").body]
    body = [_extended(node, added) if isinstance(node, cst.ClassDef) else node for node in module.body]
    return module.with_changes(body=body) if added else module


def _extended(
    node: cst.ClassDef, added: Sequence[cst.BaseStatement | cst.SimpleStatementLine]
) -> cst.ClassDef:
    start = 1 if node.get_docstring() is not None else 0
    if isinstance(node.body, cst.IndentedBlock):
        lines = [*node.body.body[:start], *added, *node.body.body[start:]]
        return node.with_changes(body=node.body.with_changes(body=lines))
    assert isinstance(node.body, cst.SimpleStatementSuite)
    own = cst.SimpleStatementLine(body=list(node.body.body))
    return node.with_changes(body=cst.IndentedBlock(body=[*added, own]))
