"""What a codemod may know of a place in a file."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property

from mlscaffold.analysis.dataflow import trace
from mlscaffold.analysis.nodes import NodeContext
from mlscaffold.analysis.statements import Statement, split
from mlscaffold.analysis.types import Environment
from mlscaffold.codemod import Context
from mlscaffold.notebook.cells import Location, Notebook
from mlscaffold.rewriting.units import Definition, Pieces
from mlscaffold.rules.lint_target import lint_target_of
from mlscaffold.rules.rule import LintTarget
from mlscaffold.stages.liveness import shared_names


@dataclass(frozen=True)
class File:
    """A file while it is mended.

    Args:
        notebook: its cells as they are now.
        path: its path.
        is_notebook: whether it is a notebook.
    """

    notebook: Notebook
    path: str
    is_notebook: bool

    @cached_property
    def lint_target(self) -> LintTarget:
        """What rules see of it."""
        return lint_target_of(self.notebook, self.path, is_notebook=self.is_notebook)

    @cached_property
    def cells(self) -> dict[int, Pieces]:
        """The cells that can be parsed, by number."""
        return {number: Pieces(self.lint_target, number) for number, _ in self.lint_target.index.cells}

    @cached_property
    def aliased(self) -> frozenset[str]:
        """The names that may share their object with another name."""
        statements: list[Statement] = []
        for cell in self.lint_target.python:
            if cell.failure is None:
                statements += split(cell.number, cell.source, cell.silent)
        return shared_names(trace(tuple(statements)))

    @cached_property
    def bound(self) -> frozenset[str]:
        """The names that it binds anywhere other than by an import."""
        index = self.lint_target.index
        stored = {seen.node.id for seen in index.of(ast.Name) if _is_stored(seen.node)}  # type: ignore[attr-defined]
        named = {getattr(seen.node, "name", None) for seen in index.of(*Definition, ast.ExceptHandler)}
        given = {getattr(seen.node, "arg", "") for seen in index.of(ast.arg)}
        return frozenset(stored | given | {name for name in named if name})

    def context(self, seen: NodeContext, whole: bool) -> Context:
        """Return what is known of a statement.

        Args:
            seen: the statement in its place.
            whole: whether it is rewritten with its blocks.
        """
        node = seen.statement
        scope = node if whole and isinstance(node, Definition) else seen.scope
        inside = getattr(scope, "name", "") if scope is not None else ""
        return self.known(Location(seen.cell, node.lineno), seen.env, inside)

    def known(self, location: Location, env: Environment, inside: str = "") -> Context:
        """Return a context for what is known at a place; in a function, any name may share its object."""
        return Context(
            location=location,
            aliased=self.bound if inside else self.aliased,
            types=tuple((name, kind) for name, kind in env.types.items() if kind),
            rebound=self.bound - env.imports.keys(),
            inside=inside,
            imports=tuple(env.imports.items()),
        )


def _is_stored(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
