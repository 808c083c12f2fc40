"""Imports that rewritten code needs, added next to the existing ones."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mlscaffold.analysis.imports import imported_modules
from mlscaffold.analysis.index import index
from mlscaffold.analysis.statements import parse
from mlscaffold.analysis.types import Environment
from mlscaffold.edits import Edit
from mlscaffold.rewriting.file_context import CellEdit, File
from mlscaffold.rewriting.units import REST_OF_LINE, CellTree, first_place

Added = tuple[tuple[str, CellEdit], ...]
"""Import statements with the edits that add them."""


def new_imports(file: File, wanted: Iterable[str], env: Environment, cell: int, line: int) -> Added | str:
    """Return the missing imports with the edits that add them, or the reason why they cannot be added.

    Args:
        file: the file.
        wanted: import statements that the new code needs.
        env: what is known at the new code.
        cell: the cell of the new code.
        line: the line of the new code.
    """
    missing: list[str] = []
    for statement in wanted:
        for alias, target in index([(1, parse(statement))]).env.imports.items():
            if env.imports.get(alias, target) != target or (alias in file.bound and alias not in env.imports):
                return f"`{alias}` has another meaning here, which `{statement}` would change"
            if alias not in env.imports or not _is_imported(file, statement):
                missing.append(statement)
    if not missing:
        return ()
    place = _place(file, cell, line)
    if place is None:
        return "there is no place for the import that it needs"
    edit = place.edit
    return tuple(
        (text, replace(place, edit=replace(edit, text=edit.text.format(text))))
        for text in dict.fromkeys(missing)
    )


def _is_imported(file: File, statement: str) -> bool:
    """Return whether a dotted module is imported by its full name; `import a` does not load `a.b`."""
    node = parse(statement)[0]
    if not isinstance(node, ast.Import) or node.names[0].asname or "." not in node.names[0].name:
        return True
    imports = (one.node for one in file.lint_target.index.of(ast.Import))
    return any(node.names[0].name in imported_modules(one) for one in imports)


def _place(file: File, cell: int, line: int) -> CellEdit | None:
    """Return the place of a new import, as an edit with `{}` for its text."""
    after = list(_after_imports(file, cell, line))
    return after[-1] if after else _at_top(file.cells[cell])


def _after_imports(file: File, cell: int, line: int) -> Iterator[CellEdit]:
    for number, tree in file.cells.items():
        if number > cell:
            break
        for node in tree.body:
            if number == cell and (node.end_lineno or line) >= line:
                break
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                yield from _after(tree, node)


def _after(tree: CellTree, node: ast.stmt) -> Iterator[CellEdit]:
    """Yield the end of a statement's line, if no other code follows in it."""
    last = node.end_lineno or node.lineno
    place = tree.position(last, node.end_col_offset or 0)
    end = tree.starts[last] - 1
    if REST_OF_LINE.fullmatch(tree.source[place:end]) and tree.is_plain(node.lineno, last):
        yield CellEdit(tree.cell, Edit(end, end, "\n{}"))


def _at_top(tree: CellTree) -> CellEdit | None:
    """Return the place below magics, comments and docstring of a cell."""
    body, above = list(tree.body), []
    first = body[0].value if body and isinstance(body[0], ast.Expr) else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str) and len(body) > 1:
        above.append(body.pop(0))
    while len(body) > 1 and isinstance(body[0], ast.ImportFrom) and body[0].module == "__future__":
        above.append(body.pop(0))
    if not body:
        return None
    line, column = first_place(body[0])
    if column or (above and above[-1].end_lineno == line):
        return None
    start = tree.starts[line - 1]
    gap = "" if not above or not tree.lines[line - 2].strip() else "\n"
    return CellEdit(tree.cell, Edit(start, start, f"{gap}{{}}\n" + ("\n" if above else "")))
