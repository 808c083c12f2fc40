"""Figures of plotly and altair that a cell shows by naming them: they are saved, like the ones of a `show()`."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from mlscaffold.analysis.dataflow import Traced
from mlscaffold.analysis.statements import Statement, restate
from mlscaffold.analysis.types import Environment, infer
from mlscaffold.edits import SourceText
from mlscaffold.notebook.cells import Change

LIBRARIES = ("plotly", "altair")
"""A cell that ends in a figure of bokeh shows no more than its name."""
WHY = "Production has no page to show it; a file stays."


def is_chart(node: ast.expr, env: Environment) -> bool:
    """Return whether an expression is certainly a figure of plotly or altair."""
    return infer(node, env) in (
        "plotly.graph_objects.Figure",
        "plotly.graph_objects.FigureWidget",
        "altair.Chart",
    )


def may_show_chart(node: ast.expr, env: Environment) -> bool:
    """Return whether an expression may be a figure: its type is unknown, and the notebook imports such a library."""
    imported = any(name.partition(".")[0] in LIBRARIES for name in env.imports.values())
    return imported and not infer(node, env)


def save_shown(
    statements: Sequence[Traced], figures: Mapping[int, str]
) -> tuple[tuple[Statement, ...], tuple[Change, ...]]:
    """Return the statements with each shown figure saved, and the changes.

    Args:
        statements: all statements of a notebook, traced.
        figures: for each cell that draws, the stem of its figure's file.
    """
    found: list[Statement] = []
    changes: list[Change] = []
    for traced in statements:
        shown = _shown(traced)
        if shown is None:
            found.append(traced.statement)
            continue
        statement = traced.statement
        name = figures.get(statement.location.cell, "figure")
        text = SourceText.of(statement.source)
        start, _ = text.span(traced.statement.node)
        new = f'save_figure("{name}", {text.of_node(shown)})'
        found.extend(restate(statement, statement.source[:start] + new))
        short = " ".join(ast.unparse(shown).split())[:72]
        changes.append(
            Change(statement.location, "rewritten", short, WHY, f'save_figure("{name}", …)', "show-to-save")
        )
    return tuple(found), tuple(changes)


def _shown(traced: Traced) -> ast.expr | None:
    """Return the figure that a statement shows, None if it shows none."""
    node = traced.statement.node
    if not isinstance(node, ast.Expr):
        return None
    value = node.value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "display":
        return value.args[0] if len(value.args) == 1 and is_chart(value.args[0], traced.env) else None
    return value if traced.statement.display and is_chart(value, traced.env) and not _shows(value) else None


def _shows(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "show"
