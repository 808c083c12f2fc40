"""Imports that rewritten code needs, put beside those that are there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from mlscaffold.analysis.index import index
from mlscaffold.analysis.statements import parse
from mlscaffold.analysis.types import Environment
from mlscaffold.rewriting.file_context import File
from mlscaffold.rewriting.fix_model import Edit
from mlscaffold.rewriting.units import Pieces, first_place

_REST = re.compile(r"[ \t]*;?[ \t]*(#.*)?")


Added = tuple[tuple[str, Edit], ...]
"""Import statements with the edits that add them."""


def new_imports(file: File, wanted: Iterable[str], env: Environment, cell: int, line: int) -> Added | str:
    """Return the imports that are missing with the edits that add them, or the reason why they cannot be added.

    Args:
        file: the file.
        wanted: import statements that the new code needs.
        env: what is known where it stands.
        cell: the cell in which it stands.
        line: its line.
    """
    missing: list[str] = []
    for statement in wanted:
        for alias, meant in index([(1, parse(statement))]).env.imports.items():
            if env.imports.get(alias, meant) != meant or (alias in file.bound and alias not in env.imports):
                return f"`{alias}` stands for something else here, and `{statement}` would change it"
            if alias not in env.imports or not _is_imported(file, statement):
                missing.append(statement)
    if not missing:
        return ()
    place = _place(file, cell, line)
    if place is None:
        return "no place was found for the import that it needs"
    return tuple((text, _edit(place, text)) for text in dict.fromkeys(missing))


def _is_imported(file: File, statement: str) -> bool:
    """Say whether a module with dots is imported by its full name somewhere; `import a` does not load `a.b`."""
    node = parse(statement)[0]
    if not isinstance(node, ast.Import) or node.names[0].asname or "." not in node.names[0].name:
        return True
    wanted = node.names[0].name
    seen = (one.node for one in file.lint_target.index.of(ast.Import))
    return any(alias.name == wanted for one in seen if isinstance(one, ast.Import) for alias in one.names)


def _edit(place: Edit, statement: str) -> Edit:
    return Edit(place.cell, place.start, place.end, place.text.format(statement))


def _place(file: File, cell: int, line: int) -> Edit | None:
    """Return where an import goes; `{}` stands for it in the text."""
    after = list(_after_imports(file, cell, line))
    return after[-1] if after else _at_top(file.cells[cell])


def _after_imports(file: File, cell: int, line: int) -> Iterator[Edit]:
    for number, pieces in file.cells.items():
        if number > cell:
            break
        for node in pieces.body:
            if number == cell and (node.end_lineno or line) >= line:
                break
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                yield from _after(pieces, node)


def _after(pieces: Pieces, node: ast.stmt) -> Iterator[Edit]:
    """Yield the end of a statement's line, if nothing else stands in it."""
    last = node.end_lineno or node.lineno
    place = pieces.position(last, node.end_col_offset or 0)
    end = pieces.starts[last] - 1
    is_last = _REST.fullmatch(pieces.source[place:end]) is not None
    if is_last and pieces.is_plain(node.lineno, last):
        yield Edit(pieces.cell, end, end, "\n{}")


def _at_top(pieces: Pieces) -> Edit | None:
    """Return the place below magics, comments and docstring of a cell."""
    body = list(pieces.body)
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant) and len(body) > 1:
        above = [body.pop(0)] if isinstance(body[0].value.value, str) else []
    else:
        above = []
    while len(body) > 1 and isinstance(body[0], ast.ImportFrom) and body[0].module == "__future__":
        above.append(body.pop(0))
    if not body:
        return None
    line, column = first_place(body[0])
    if column or (above and above[-1].end_lineno == line):
        return None
    start = pieces.starts[line - 1]
    gap = "" if not above or not pieces.lines[line - 2].strip() else "\n"
    return Edit(pieces.cell, start, start, f"{gap}{{}}\n" + ("\n" if above else ""))


def first_of_each(added: Iterable[tuple[str, Edit]]) -> list[Edit]:
    """Return for each import the first of the edits that add it: what comes later has it too."""
    found: dict[str, Edit] = {}
    for statement, edit in added:
        found[statement] = min(found.get(statement, edit), edit)
    return list(found.values())
