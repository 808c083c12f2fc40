"""Statements of the notebook that are not in the project, or under another name: each has its line in the report."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from mlscaffold.analysis.dataflow import Flow, Traced
from mlscaffold.codegen.clashes import clashing
from mlscaffold.notebook.cells import Change, Location
from mlscaffold.stages.definitions import Definitions
from mlscaffold.stages.statement_roles import is_idle

LONGEST = 80  # characters of an excerpt


def quiet_changes(flow: Flow, definitions: Definitions) -> tuple[Change, ...]:
    """Return what is left out or renamed without a codemod having said so.

    Args:
        flow: all statements.
        definitions: what becomes of functions, classes and constants.
    """
    return (*_idle(flow), *_unused_imports(flow), *_repeated(flow, definitions), *_renamed(flow, definitions))


def moved_changes(flow: Flow, definitions: Definitions, places: Mapping[str, str]) -> tuple[Change, ...]:
    """Return a line for each definition that stands at module level now.

    Args:
        flow: all statements.
        definitions: what becomes of functions, classes and constants.
        places: the module of each definition, by its name in the project.
    """
    found = []
    for moved in definitions.moved:
        why = "Functions and classes stand at module level, where they can be imported and tested."
        if moved.extra:
            why += f" What it read of the notebook is a parameter now: {', '.join(moved.extra)}."
        now = f"{places.get(moved.new_name, '')}.{moved.new_name}".lstrip(".")
        traced = flow.statements[moved.index]
        found.append(Change(traced.statement.location, "moved", excerpt(traced), why, now, "definitions"))
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
            why = "Its value is neither shown nor used, and working it out changes nothing."
            yield Change(traced.statement.location, "dropped", excerpt(traced), why, by="stages")


def _unused_imports(flow: Flow) -> Iterator[Change]:
    used = {name for traced in flow.statements for name in traced.effects.uses}
    for traced in flow.statements:
        node = traced.statement.node
        if not isinstance(node, (ast.Import, ast.ImportFrom)) or not traced.statement.location.cell:
            continue
        names = [a.asname or a.name.split(".")[0] for a in node.names]
        unused = [name for name in names if name not in used]
        if unused:
            why = f"Nothing uses {', '.join(unused)}."
            yield Change(traced.statement.location, "dropped", excerpt(traced), why, by="imports")


def _repeated(flow: Flow, definitions: Definitions) -> Iterator[Change]:
    for index in definitions.repeated:
        traced = flow.statements[index]
        why = "An earlier cell defines the same already, word for word."
        yield Change(traced.statement.location, "dropped", excerpt(traced), why, by="definitions")


def _renamed(flow: Flow, definitions: Definitions) -> Iterator[Change]:
    new = clashing(flow.statements, definitions)
    for name, other in new.items():
        where = next((t.statement.location for t in flow.statements if name in t.effects.binds), Location(1))
        why = "The notebook uses the name for something else too: an import, a function or a builtin."
        yield Change(where, "rewritten", f"the variable `{name}`", why, f"`{other}`", "names")
    for moved in definitions.moved:
        if moved.new_name != moved.name:
            where = flow.statements[moved.index].statement.location
            why = "A later cell defines the name again, with another meaning."
            yield Change(
                where, "rewritten", f"the function `{moved.name}`", why, f"`{moved.new_name}`", "names"
            )


def excerpt(traced: Traced) -> str:
    """Return the first line of a statement, shortened."""
    text = ast.unparse(traced.statement.node).split("\n")[0]
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
