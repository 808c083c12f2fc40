"""The names that import statements bind, and which import each piece of code means if a name has several."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.dataflow import Flow, Traced
from mlscaffold.analysis.imports import imported_modules, local_name
from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.scopes import DEFINITIONS, SCOPES, names_of, outer_nodes

HELPERS = "mlscaffold.project"  # placeholder for the project's helpers during the analysis


@dataclass(frozen=True, slots=True)
class ImportBinding:
    """A name that an import statement at the top level binds.

    Args:
        index: number of the statement.
        name: the name.
        module: the module that it comes from.
        attribute: the module's attribute, "" for the module itself.
        text: what it means, to compare imports of one name.
    """

    index: int
    name: str
    module: str
    attribute: str
    text: str


def bindings_of(statements: Sequence[Traced]) -> Iterator[ImportBinding]:
    """Yield the names that the import statements at the top level bind, in order."""
    for index, traced in enumerate(statements):
        node = traced.statement.node
        if isinstance(node, ast.Import):
            for alias in node.names:
                package, _, last = alias.name.rpartition(".")
                dotted = package and alias.asname
                module, attribute = (package, last) if dotted else (alias.name, "")
                text = f"import {alias.name}" if alias.asname else "import"
                yield ImportBinding(
                    index, local_name(alias), module, attribute, f"{text} {local_name(alias)}"
                )
        elif isinstance(node, ast.ImportFrom) and node.module not in {HELPERS, "__future__"}:
            module = imported_modules(node)[0]
            yield from (
                ImportBinding(index, local_name(a), module, a.name, f"{module}.{a.name}") for a in node.names
            )


def versions_of(
    flow: Flow, bound: Sequence[ImportBinding]
) -> tuple[dict[tuple[int, str], int], frozenset[str]]:
    """Return the import that each definition means, and the names that mean several things to one piece of code."""
    texts: dict[str, set[str]] = {}
    for one in bound:
        texts.setdefault(one.name, set()).add(one.text)
    rebound = {name for name, found in texts.items() if len(found) > 1}
    versions: dict[tuple[int, str], int] = {}
    mixed: set[str] = set()
    for name in rebound:
        own = [one for one in bound if one.name == name]
        for index, traced in enumerate(flow.statements):
            later = {one.text for one in own if one.index > index} - {_at(own, index).text}
            if later and name in deferred_names(traced.statement.node):
                mixed.add(name)
        for index in _readers(flow, name):
            found = {
                _at(own, user) for user in (*users_of(flow.statements, index), *_head_uses(flow, index, name))
            }
            if len({one.text for one in found}) > 1:
                mixed.add(name)
            versions[index, name] = max((one.index for one in found), default=_at(own, index).index)
    return versions, frozenset(mixed)


def _at(own: Sequence[ImportBinding], index: int) -> ImportBinding:
    """Return the import of a name that is in force at a statement, the first one before it."""
    return next((one for one in reversed(own) if one.index < index), own[0])


def _readers(flow: Flow, name: str) -> Iterator[int]:
    for index, traced in enumerate(flow.statements):
        node = traced.statement.node
        if isinstance(node, DEFINITIONS) and name in traced.effects.uses:
            yield index


def _head_uses(flow: Flow, index: int, name: str) -> tuple[int, ...]:
    """Return the definition itself if its head or the body of a class reads a name at once."""
    node = flow.statements[index].statement.node
    assert isinstance(node, DEFINITIONS)
    at_once = isinstance(node, ast.ClassDef) or any(
        name in mentioned_names(part) for part in outer_nodes(node)
    )
    return (index,) if at_once else ()


def users_of(statements: Sequence[Traced], index: int) -> tuple[int, ...]:
    """Return the statements that may run a definition, directly or through other definitions."""
    nodes = {
        i: t.statement.node for i, t in enumerate(statements) if isinstance(t.statement.node, DEFINITIONS)
    }
    names = {nodes[index].name}
    while more := {n.name for n in nodes.values() if names_of(n).free & names} - names:
        names |= more
    return tuple(i for i, t in enumerate(statements) if i not in nodes and names & t.effects.uses)


def deferred_names(node: ast.stmt) -> frozenset[str]:
    """Return the names that code reads which a statement creates and something else may run later."""
    if isinstance(node, DEFINITIONS):
        return frozenset()
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    at_once = {id(a) for call in calls for a in (*call.args, *(k.value for k in call.keywords), call.func)}
    inner = (n for n in ast.walk(node) if isinstance(n, (*SCOPES, ast.GeneratorExp)) and id(n) not in at_once)
    return frozenset(name for one in inner for name in _free(one))


def _free(node: ast.AST) -> frozenset[str]:
    if isinstance(node, SCOPES):
        return names_of(node).free
    return frozenset(part.id for part in ast.walk(node) if isinstance(part, ast.Name))
