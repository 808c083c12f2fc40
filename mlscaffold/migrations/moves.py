"""Names of libraries that moved: in imports, and where they are used by their whole name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mlscaffold.analysis.scopes import BUILTINS
from mlscaffold.analysis.types import Environment, qualified
from mlscaffold.migrations.name_spelling import split
from mlscaffold.migrations.pattern import usual
from mlscaffold.migrations.table import Migration

Names = Mapping[str, Migration]


@dataclass(frozen=True, slots=True)
class Moved:
    """A name that moved.

    Args:
        migration: the row.
        full: its whole name as the code means it.
        new: its whole new name, empty where there is none.
    """

    migration: Migration
    full: str
    new: str


def moved(full: str, names: Names) -> Moved | None:
    """Return what became of a name, by the longest beginning that moved; None where nothing did."""
    for spelling in dict.fromkeys((full, usual(full))):
        parts = spelling.split(".")
        for end in range(len(parts), 0, -1):
            found = names.get(".".join(parts[:end]))
            if found:
                return _to(found, full, spelling, parts[end:])
    return None


def _to(found: Migration, full: str, spelling: str, rest: list[str]) -> Moved | None:
    if not found.target:
        return Moved(found, full, "")
    new = ".".join((found.target, *rest))
    inside = full != spelling and full.startswith("tensorflow.") and new.startswith("keras.")
    return None if new == spelling else Moved(found, full, f"tensorflow.{new}" if inside else new)


def of_import(node: ast.Import | ast.ImportFrom, names: Names) -> Iterator[tuple[ast.alias, Moved]]:
    """Yield the parts of an import that moved."""
    for alias in node.names:
        full = _full(node, alias)
        found = moved(full, names) if full else None
        if found:
            yield alias, found


def _full(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    if isinstance(node, ast.Import):
        return alias.name
    if node.level or not node.module:
        return ""
    return node.module if alias.name == "*" else f"{node.module}.{alias.name}"


def of_use(node: ast.expr, env: Environment, names: Names) -> Moved | None:
    """Return what became of the name that an expression is, None where its import tells already."""
    full = qualified(node, env)
    found = names.get(full) or names.get(usual(full)) if full and not full.startswith("builtins.") else None
    if found is None:
        return None
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    assert isinstance(root, ast.Name)
    target = env.imports[root.id]
    above = moved(target, names)
    stays = above is not None and target != root.id and not (above.migration.is_bare and root is node)
    if stays:
        return None
    return _to(found, full, full if full in names else usual(full), [])


def rewritten_import(
    node: ast.Import | ast.ImportFrom, wanted: Mapping[ast.alias, Moved], indent: str
) -> str | None:
    """Return an import whose parts have moved, as one or several statements.

    Args:
        node: the import.
        wanted: the parts to move; all others stay as they are.
        indent: what stands between two statements.
    """
    kept = [alias for alias in node.names if alias not in wanted]
    lines = [ast.unparse(_with(node, kept))] if kept else []
    grouped: dict[str, list[str]] = {}
    after: list[str] = []
    for alias, one in wanted.items():
        line, assignment = _line(node, alias, one)
        head, _, names = line.partition(" import ")
        if line and names not in grouped.setdefault(head, []):
            grouped[head].append(names)
        after += [assignment] if assignment else []
    lines += [f"{head} import {', '.join(names)}" if names[0] else head for head, names in grouped.items()]
    return indent.join([*lines, *after])


def _with(node: ast.Import | ast.ImportFrom, kept: list[ast.alias]) -> ast.stmt:
    if isinstance(node, ast.Import):
        return ast.Import(names=kept)
    return ast.ImportFrom(module=node.module, names=kept, level=node.level)


def _line(node: ast.Import | ast.ImportFrom, alias: ast.alias, one: Moved) -> tuple[str, str]:
    """Return the import of one name, and the assignment that gives it its old name."""
    if alias.name == "*":
        return f"from {one.new} import *", ""
    local = alias.asname or ("" if isinstance(node, ast.Import) else alias.name)
    if isinstance(node, ast.Import) and not re.search(r"\.[A-Z]", one.new):
        return (f"import {one.new} as {local}" if local and local != one.new else f"import {one.new}"), ""
    if one.new in BUILTINS:
        return "", f"{local} = {one.new}"
    if "." not in one.new:
        return (f"import {one.new} as {local}" if local != one.new else f"import {one.new}"), ""
    module, names = split(one.new)
    first, _, rest = names.partition(".")
    if rest:
        return f"from {module} import {first}", f"{local or one.full} = {names}"
    drops = one.migration.is_bare and not alias.asname
    return f"from {module} import {first}" + (f" as {local}" if local != first and not drops else ""), ""
