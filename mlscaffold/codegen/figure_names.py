"""File names for the figures that cells draw."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Mapping, Sequence

from mlscaffold.analysis.dataflow import DEFINITIONS, Traced
from mlscaffold.stages.statement_roles import Section
from mlscaffold.stages.words import identifier, snake, words_of

TITLES = frozenset({"title", "set_title", "suptitle"})
AXES = frozenset({"xlabel", "ylabel", "set_xlabel", "set_ylabel"})


def figure_names(statements: Sequence[Traced], where: Mapping[int, Section]) -> dict[int, str]:
    """Return a file stem for each cell: from a title, else what is drawn, else the heading; all different."""
    cells: dict[int, list[Traced]] = defaultdict(list)
    for traced in statements:
        if not isinstance(traced.statement.node, DEFINITIONS):
            cells[traced.statement.location.cell].append(traced)
    used: set[str] = set()
    found: dict[int, str] = {}
    for number, group in cells.items():
        name = _name(group, where.get(number, Section(0)))
        if name in used:
            name = f"{name}_cell{number}"
        used.add(name)
        found[number] = name
    return found


def _name(group: Sequence[Traced], section: Section) -> str:
    titles = _texts(group, TITLES)
    if titles:
        return identifier(*words_of(titles[0], 6)) if words_of(titles[0]) else "figure"
    labels = [word for text in _texts(group, AXES) for word in words_of(text, 3)]
    if labels:
        return identifier(*labels[:5])
    drawn = [t for t in group if "plot" in t.effects.side_effects]
    called = [snake(c.rsplit(".", 1)[-1]) for t in drawn[:1] for c in t.effects.calls if c != "?"][-1:]
    heading = words_of(section.title, 3)
    return identifier(*heading, *called) if heading or called else "figure"


def _texts(group: Sequence[Traced], functions: frozenset[str]) -> list[str]:
    found = []
    for traced in group:
        for node in ast.walk(traced.statement.node):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if called in functions and isinstance(node.args[0].value, str):
                    found.append(node.args[0].value)
    return found
