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
from mlscaffold.stages.introspection import Introspection, introspection


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
    """

    statements: Sequence[Traced]
    nodes: Sequence[ast.stmt]
    definitions: Mapping[int, Definition]
    names: Mapping[int, Names]
    bindings: Mapping[str, int]
    variables: frozenset[str]
    certain: Sequence[frozenset[str]]
    seen: Introspection

    def name(self, index: int) -> str:
        """Return the name of a definition."""
        return self.definitions[index].name

    def cell(self, index: int) -> int:
        """Return the number of a statement's cell."""
        return self.statements[index].statement.location.cell

    def reads(self, index: int) -> frozenset[str]:
        """Return the names that a definition reads in its head and in its body."""
        return self.names[index].free | outer_names(self.definitions[index])

    @property
    def defined(self) -> frozenset[str]:
        """The names of all definitions."""
        return frozenset(node.name for node in self.definitions.values())


def definition_facts(flow: Flow) -> DefinitionFacts:
    """Collect the definitions of a notebook and the facts about its names."""
    statements = flow.statements
    nodes = [traced.statement.node for traced in statements]
    definitions = {index: node for index, node in enumerate(nodes) if isinstance(node, DEFINITIONS)}
    return DefinitionFacts(
        statements=statements,
        nodes=nodes,
        definitions=definitions,
        names={index: names_of(node) for index, node in definitions.items()},
        bindings=Counter(
            n for t in statements for n in t.effects.binds | t.effects.maybe | t.effects.deletes
        ),
        variables=frozenset(name for traced in statements for name in _variables(traced)),
        certain=tuple(_certain(statements)),
        seen=introspection(nodes),
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
