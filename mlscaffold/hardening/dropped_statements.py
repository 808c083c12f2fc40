"""Reports the statements that are dropped, moved or renamed without a codemod."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from mlscaffold.analysis.dataflow import Flow
from mlscaffold.analysis.scopes import stores
from mlscaffold.analysis.statements import Statement
from mlscaffold.codegen.clashes import clashing
from mlscaffold.notebook.cells import Change, Location
from mlscaffold.stages.definitions import Definitions
from mlscaffold.stages.idle_statements import is_idle

LONGEST = 80  # characters of an excerpt: one line of a terminal


def unreported_changes(flow: Flow, definitions: Definitions) -> tuple[Change, ...]:
    """Return what is dropped or renamed without a codemod.

    Args:
        flow: all statements.
        definitions: the functions, classes and constants, and their places.
    """
    return (
        *_idle(flow),
        *_unused_imports(flow, definitions),
        *_repeated(flow, definitions),
        *_renamed(flow, definitions),
    )


def moved_changes(flow: Flow, definitions: Definitions, places: Mapping[str, str]) -> tuple[Change, ...]:
    """Return a change for each definition that moves to module level.

    Args:
        flow: all statements.
        definitions: the functions, classes and constants, and their places.
        places: the module of each definition, by its name in the project.
    """
    found = []
    for moved in definitions.moved:
        why = "Functions and classes are at module level, where they can be imported and tested."
        if moved.extra:
            why += f" The variables that it reads are parameters now: {', '.join(moved.extra)}."
        now = f"{places.get(moved.new_name, '')}.{moved.new_name}".lstrip(".")
        traced = flow.statements[moved.index]
        found.append(
            Change(traced.statement.location, "moved", excerpt(traced.statement), why, now, "definitions")
        )
    return tuple(found)


def _idle(flow: Flow) -> Iterator[Change]:
    for traced in flow.statements:
        node = traced.statement.node
        text = (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        )
        if is_idle(traced) and not text:
            why = "Its value is neither displayed nor used, and computing it has no effect."
            yield Change(traced.statement.location, "dropped", excerpt(traced.statement), why, by="stages")


def _unused_imports(flow: Flow, definitions: Definitions) -> Iterator[Change]:
    used = {name for traced in flow.statements for name in traced.effects.uses}
    for index, traced in enumerate(flow.statements):
        node = traced.statement.node
        if not isinstance(node, (ast.Import, ast.ImportFrom)) or not traced.statement.location.cell:
            continue
        if index in definitions.imports.kept:
            continue
        unused = [name for name in stores(node) if name not in used]
        if unused:
            why = f"Nothing uses {', '.join(unused)}."
            yield Change(traced.statement.location, "dropped", excerpt(traced.statement), why, by="imports")


def _repeated(flow: Flow, definitions: Definitions) -> Iterator[Change]:
    for index in definitions.repeated:
        traced = flow.statements[index]
        why = "An earlier cell has the same definition."
        yield Change(traced.statement.location, "dropped", excerpt(traced.statement), why, by="definitions")


def _renamed(flow: Flow, definitions: Definitions) -> Iterator[Change]:
    new = clashing(flow.statements, definitions)
    for name, other in new.items():
        where = next((t.statement.location for t in flow.statements if name in t.effects.binds), Location(1))
        why = "The notebook also uses the name for an import, a function or a builtin."
        yield Change(where, "rewritten", f"the variable `{name}`", why, f"`{other}`", "names")
    for moved in definitions.moved:
        if moved.new_name != moved.name:
            where = flow.statements[moved.index].statement.location
            why = "A later cell defines another function of that name."
            yield Change(
                where, "rewritten", f"the function `{moved.name}`", why, f"`{moved.new_name}`", "names"
            )


def excerpt(statement: Statement) -> str:
    """Return the first line of a statement, shortened."""
    text = ast.unparse(statement.node).split("\n")[0]
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
