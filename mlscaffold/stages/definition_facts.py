"""The definitions of a notebook, and what the decision about their places needs to know of its names."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.dataflow import Flow, Traced
from mlscaffold.analysis.effects import Definition
from mlscaffold.analysis.names import mentioned_names
from mlscaffold.analysis.scopes import DEFINITIONS, Names, names_of, outer_nodes
from mlscaffold.stages.introspection import Introspection, introspection, names_without_call


@dataclass(frozen=True, slots=True)
class DefinitionFacts:
    """The definitions of a notebook by the number of their statement, and the names of the notebook.

    Args:
        statements: all statements.
        nodes: their syntax trees.
        definitions: the functions and classes.
        names: the names that each of these binds and reads.
        bindings: how many statements bind each name.
        variables: names that are bound to values at some point, not only to imports and definitions.
        certain: for each statement the names that are certainly bound before it.
        seen: what the notebook looks at of its functions and classes.
        defined: the names of all definitions.
        versions: the numbers of the definitions of each name.
        readers: how many definitions read each name.
        imported: the names of imports.
        deleted: names that are deleted at some point.
        values: names that are used as values at some point, not only called.
    """

    statements: Sequence[Traced]
    nodes: Sequence[ast.stmt]
    definitions: Mapping[int, Definition]
    names: Mapping[int, Names]
    bindings: Mapping[str, int]
    variables: frozenset[str]
    certain: Sequence[frozenset[str]]
    seen: Introspection
    defined: frozenset[str]
    versions: Mapping[str, Sequence[int]]
    readers: Counter[str]
    imported: frozenset[str]
    deleted: frozenset[str]
    values: frozenset[str]

    def name(self, index: int) -> str:
        """Return the name of a definition."""
        return self.definitions[index].name

    def cell(self, index: int) -> int:
        """Return the number of a statement's cell."""
        return self.statements[index].statement.location.cell

    def reads(self, index: int) -> frozenset[str]:
        """Return the names that a definition reads in its head and in its body."""
        return self.names[index].free | outer_names(self.definitions[index])

    def is_read_elsewhere(self, index: int) -> bool:
        """Return whether another definition reads the name of a definition."""
        return self.readers[self.name(index)] > (self.name(index) in self.names[index].free)


def definition_facts(flow: Flow) -> DefinitionFacts:
    """Collect the definitions of a notebook and the facts about its names."""
    statements = flow.statements
    nodes = [traced.statement.node for traced in statements]
    definitions = {index: node for index, node in enumerate(nodes) if isinstance(node, DEFINITIONS)}
    names = {index: names_of(node) for index, node in definitions.items()}
    versions: dict[str, list[int]] = {}
    for index, node in definitions.items():
        versions.setdefault(node.name, []).append(index)
    return DefinitionFacts(
        statements=statements,
        nodes=nodes,
        definitions=definitions,
        names=names,
        bindings=Counter(
            n for t in statements for n in t.effects.binds | t.effects.maybe | t.effects.deletes
        ),
        variables=frozenset(name for traced in statements for name in _variables(traced)),
        certain=tuple(_certain(statements)),
        seen=introspection(nodes),
        defined=frozenset(versions),
        versions=versions,
        readers=Counter(name for found in names.values() for name in found.free),
        imported=frozenset(name for t in statements for name, _ in t.effects.imports),
        deleted=frozenset(name for t in statements for name in t.effects.deletes),
        values=frozenset(name for node in nodes for name in names_without_call(node)),
    )


def is_import(node: ast.stmt) -> bool:
    """Return whether a statement is an import."""
    return isinstance(node, (ast.Import, ast.ImportFrom))


def outer_names(node: Definition) -> set[str]:
    """Return the names that the head of a definition reads: decorators, defaults, bases."""
    return {name for part in outer_nodes(node) for name in mentioned_names(part)}


def _variables(traced: Traced) -> frozenset[str]:
    node = traced.statement.node
    own = {node.name} if isinstance(node, DEFINITIONS) else set()
    imported = {n for n, _ in traced.effects.imports} if is_import(node) else set()
    return (traced.effects.binds | traced.effects.maybe) - own - imported


def _certain(statements: Sequence[Traced]) -> Iterator[frozenset[str]]:
    now: frozenset[str] = frozenset()
    for traced in statements:
        yield now
        now = (now - traced.effects.deletes) | traced.effects.binds
