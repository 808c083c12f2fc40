"""A file while it is rewritten: its cells, what is known at each place, and the edits of its cells."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from mlscaffold.analysis.dataflow import trace
from mlscaffold.analysis.nodes import NodeContext
from mlscaffold.analysis.statements import Statement, split
from mlscaffold.analysis.types import Environment
from mlscaffold.edits import Edit, apply_edits
from mlscaffold.notebook.cells import Location, Notebook
from mlscaffold.rewriting.codemod import Context
from mlscaffold.rewriting.units import CellTree, Definition
from mlscaffold.rules.lint_target import lint_target_of
from mlscaffold.rules.rule import LintTarget
from mlscaffold.stages.liveness import shared_names


@dataclass(frozen=True, slots=True, order=True)
class CellEdit:
    """An edit of a cell.

    Args:
        cell: the number of the code cell.
        edit: the edit of the cell's source.
    """

    cell: int
    edit: Edit

    def conflicts(self, other: CellEdit) -> bool:
        """Return whether only one of two edits can be applied."""
        return self.cell == other.cell and self.edit.conflicts(other.edit)


@dataclass(frozen=True)
class File:
    """A file while it is rewritten.

    Args:
        notebook: its current cells.
        path: its path.
        is_notebook: whether it is a notebook.
    """

    notebook: Notebook
    path: str
    is_notebook: bool

    @cached_property
    def lint_target(self) -> LintTarget:
        """The file as rules receive it."""
        return lint_target_of(self.notebook, self.path, is_notebook=self.is_notebook)

    @cached_property
    def cells(self) -> dict[int, CellTree]:
        """The cells that can be parsed, by number."""
        return {number: CellTree(self.lint_target, number) for number, _ in self.lint_target.index.cells}

    @cached_property
    def parsed(self) -> frozenset[int]:
        """The numbers of the cells that can be parsed, empty ones included."""
        return frozenset(cell.number for cell in self.lint_target.python if cell.failure is None)

    @cached_property
    def aliased(self) -> frozenset[str]:
        """The names that may share their object with another name."""
        statements: list[Statement] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those about the user's code, such as invalid escape sequences
            for cell in self.lint_target.python:
                if cell.failure is None:
                    statements += split(cell.number, cell.source, cell.silent)
        return shared_names(trace(tuple(statements), copy_on_write=False))

    @cached_property
    def bound(self) -> frozenset[str]:
        """The names that it binds other than by an import."""
        index = self.lint_target.index
        nodes = [one.node for one in index.of(ast.Name, ast.arg, ast.ExceptHandler, *Definition)]
        return frozenset(name for node in nodes if (name := _bound_name(node)))

    def context(self, node: NodeContext, whole: bool) -> Context:
        """Return what is known about a statement; `whole` if it is rewritten with its blocks."""
        statement = node.statement
        scope = statement if whole and isinstance(statement, Definition) else node.scope
        inside = getattr(scope, "name", "") if scope is not None else ""
        return self.known(Location(node.cell, statement.lineno), node.env, inside)

    def known(self, location: Location, env: Environment, inside: str = "") -> Context:
        """Return what is known at a location; inside a function, any name may share its object."""
        return Context(
            location=location,
            shared=lambda: self.bound if inside else self.aliased,
            types=tuple((name, kind) for name, kind in env.types.items() if kind),
            rebound=self.bound - env.imports.keys(),
            inside=inside,
            imports=tuple(env.imports.items()),
        )

    def edited(self, edits: Iterable[CellEdit]) -> File:
        """Return the file after edits that do not conflict; equal edits are applied once."""
        edits = tuple(edits)
        cells = tuple(
            replace(cell, source=apply_edits(cell.source, (e.edit for e in edits if e.cell == cell.number)))
            if cell.kind == "code"
            else cell
            for cell in self.notebook.cells
        )
        return replace(self, notebook=replace(self.notebook, cells=cells))


def _bound_name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Name):
        return None if isinstance(node.ctx, ast.Load) else node.id
    name: str | None = getattr(node, "arg", None) or getattr(node, "name", None)
    return name
